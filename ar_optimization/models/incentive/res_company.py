from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.i18n import format_list

from ..ledger.positions import POSITIONS


class ResCompany(models.Model):
    _inherit = 'res.company'

    ar_position_incentive = fields.Selection(
        POSITIONS, string="Incentives", default='observe', required=True,
        help="Off: no discount for early payment but Odoo's own.\n"
             "Observe: what would be offered and granted is listed; nothing is printed or booked.\n"
             "On: offers are printed on invoices, and a discount that was earned is booked by "
             "itself, whatever way the money came in.",
    )
    ar_incentive_policy_id = fields.Many2one(
        'ar.incentive.policy', string="Usual Incentive", ondelete='set null',
        groups='base.group_user',
        help="For customers whose contract and tier name no other one.")
    ar_cost_of_capital = fields.Float(
        groups='base.group_user', string="Cost of Capital", default=8.0,
        help="In percent per year: what a day of waiting for money costs.")
    ar_incentive_risk = fields.Float(
        groups='base.group_user', string="Losses per Year", default=1.0,
        help="In percent of what is open: the risk that goes when money comes earlier.")
    ar_incentive_threshold = fields.Monetary(
        groups='base.group_user', string="Offers Need Approval Above", default=500.0,
        currency_field='currency_id',
        help="Discount of all offers made to a customer at once. New invoices that a policy is for "
             "are offered what it says without being asked for.")
    ar_incentive_journal_id = fields.Many2one(
        'account.journal', string="Journal of Discounts", groups='base.group_user',
        ondelete='set null', check_company=True, domain="[('type', '=', 'general')]",
        help="Where earned discounts are booked. Empty: the first journal of miscellaneous "
             "entries.")

    _ar_incentive_positive = models.Constraint(
        'CHECK (ar_cost_of_capital >= 0 AND ar_incentive_risk >= 0 '
        'AND ar_incentive_threshold >= 0)',
        "The figures of incentives cannot be negative.")

    # === BUSINESS === #

    @api.model
    def _ar_logged_settings(self):
        # EXTENDS credit
        return super()._ar_logged_settings() | {
            name for name in self._fields
            if name.startswith('ar_incentive_')
        } | {'ar_cost_of_capital', 'ar_position_incentive'}

    def _ar_capital_rate(self):
        # EXTENDS insight
        return self.sudo().ar_cost_of_capital

    def _ar_check_incentives_on(self):
        """Refuse where incentives only observe or are off.

        :raise UserError: names the companies.
        """
        idle = self.filtered(lambda company: company._ar_position('incentive') != 'on')
        if idle:
            raise UserError(self.env._(
                "Incentives are not switched on in %s: see the settings.",
                format_list(self.env, idle.mapped('name'))))

    def _ar_discount_journal(self):
        """The journal that earned discounts are booked in, empty when there is none."""
        return self.sudo().ar_incentive_journal_id or self._ar_general_journal()

    # === SETUP === #

    @api.model
    def _ar_always_read(self):
        # EXTENDS ledger
        return super()._ar_always_read() | {'ar_incentive_policy_id'}
