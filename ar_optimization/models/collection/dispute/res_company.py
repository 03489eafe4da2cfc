from odoo import api, fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    _inherit = 'res.company'

    ar_allocation_order = fields.Selection(
        [('costs_first', "Costs, interest, principal"),
         ('principal_first', "Principal, costs, interest")],
        string="Receipts Settle First", default='costs_first', required=True,
        groups='base.group_user',
        help="What a receipt settles beyond what the customer said it is for, where the desk for "
             "unapplied receipts proposes it.")

    # === BUSINESS === #

    @api.model
    def _ar_logged_settings(self):
        # EXTENDS dunning
        return super()._ar_logged_settings() | {'ar_allocation_order'}

    def _ar_deduction_journal(self):
        """The journal that accepted deductions are booked in.

        :raise UserError: when the company has no journal of miscellaneous entries.
        """
        journal = self._ar_general_journal()
        if not journal:
            raise UserError(self.env._("%s has no journal for deductions.", self.name))
        return journal
