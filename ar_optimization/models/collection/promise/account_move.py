from odoo import models


class AccountMove(models.Model):
    _inherit = 'account.move'

    def action_ar_promise(self):
        """Take a promise about the open instalments of these invoices."""
        return self._ar_receivable_lines()._ar_take_promise()
