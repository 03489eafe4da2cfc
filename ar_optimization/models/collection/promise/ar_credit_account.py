from odoo import api, models


class ArCreditAccount(models.Model):
    """The step of the night that judges promises, and what becomes of them when two customers
    become one."""
    _inherit = 'ar.credit.account'

    # === BUSINESS === #

    def _judge_agreements(self, today):
        """Hook: judge what was agreed with these customers by what their ledger says now.

        :param date today: the day of the question.
        """
        self.env['ar.promise'].sudo()._judge_accounts(self, today)

    def _fold_history(self, target):
        # EXTENDS ledger: promises follow their customer, with the tolerance they were given
        promises = self.env['ar.promise'].sudo().search([('account_id', 'in', self.ids)])
        for days, some in promises.grouped('tolerance_days').items():
            some.write({'account_id': target.id, 'tolerance_days': days})
        return super()._fold_history(target)

    # === CRON === #

    @api.model
    def _nightly_steps(self):
        # EXTENDS dunning: what was broken is dunned in the same night
        steps = super()._nightly_steps()
        place = steps.index('_nightly_dunning')
        return [*steps[:place], '_nightly_agreements', *steps[place:]]

    @api.model
    def _nightly_agreements(self, companies, today, full=False):
        """Judge the promises whose last day has come."""
        watched = companies.filtered(
            lambda company: company._ar_position('collection') != 'off')
        self.env['ar.promise'].sudo()._judge_due(watched, today)
