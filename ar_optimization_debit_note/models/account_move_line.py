from odoo import models


class AccountMoveLine(models.Model):
    """An invoice that was credited in full was never late: its debit notes go with it."""
    _inherit = 'account.move.line'

    def _reconcile_plan(self, reconciliation_plan):
        # EXTENDS 'account': every way of matching ends here
        lines = self.browse().union(*self._ar_parts_of_plan(reconciliation_plan))
        # Who matches a credit note needs no rights on interest for it.
        claimed = lines.move_id.sudo().filtered('debit_note_ids.ar_interest_charge_ids')
        result = super()._reconcile_plan(reconciliation_plan)
        for invoice in claimed.filtered(lambda move: move.payment_state == 'reversed'):
            invoice._ar_reverse_interest()
        return result
