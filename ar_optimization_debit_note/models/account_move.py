from odoo import models


class AccountMove(models.Model):
    _inherit = 'account.move'

    def _ar_reverse_interest(self):
        """Take back the late interest that was claimed on an invoice by debit notes."""
        self.debit_note_ids.ar_interest_charge_ids.filtered(
            lambda charge: charge.state == 'posted'
        )._reverse(self.env._("%s was credited in full", self.name))
