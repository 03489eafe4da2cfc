from odoo import api, fields, models


class ArCreditAccount(models.Model):
    """Incentives of a customer, and the step of the night that ends offers."""
    _inherit = 'ar.credit.account'

    incentive_offer_ids = fields.One2many('ar.incentive.offer', 'account_id', readonly=True)

    # === CRON === #

    @api.model
    def _nightly_steps(self):
        # EXTENDS credit
        return [*super()._nightly_steps(), '_nightly_incentives']

    @api.model
    def _nightly_incentives(self, companies, today, full=False):
        """End offers whose last day is past, prepare rebates of periods that have ended."""
        watched = companies.filtered(
            lambda company: company._ar_position('incentive') != 'off')
        self.env['ar.incentive.offer'].sudo()._expire(watched, today)
        self.env['ar.incentive.rebate'].sudo()._nightly(watched, today)

    def _fold_history(self, target):
        # EXTENDS ledger: offers follow their customer
        offers = self.env['ar.incentive.offer'].sudo().search([('account_id', 'in', self.ids)])
        offers.account_id = target
        return super()._fold_history(target)
