from odoo import models


class ArInterestCharge(models.Model):
    """Late interest is claimed by debit notes, one for each invoice that was paid late, so that the
    invoice shows what it has cost. Reminder fees stand on an invoice, as they are for no single
    one."""
    _inherit = 'ar.interest.charge'

    def _invoice_key(self):
        # EXTENDS 'ar_optimization'
        return (*super()._invoice_key(), self._debit_origin())

    def _prepare_invoice(self, today):
        # EXTENDS 'ar_optimization'
        return {
            **super()._prepare_invoice(today), 'debit_origin_id': self[:1]._debit_origin().id}

    def _debit_origin(self):
        """The invoice that a debit note is linked to. A debit note has none of its own, as Odoo
        makes none for debit notes, and an entry is none.

        :return: `account.move`, at most one.
        """
        return self.source_move_id.filtered(
            lambda move: move.move_type == 'out_invoice' and not move.debit_origin_id)
