from odoo import models


class AccountMove(models.Model):
    _inherit = 'account.move'

    def action_ar_plan(self):
        """Make a payment plan about the open instalments of these invoices."""
        return self._ar_receivable_lines()._ar_make_plan()
