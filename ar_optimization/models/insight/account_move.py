from odoo import models

# What makes an invoice count, and when: the rest of a posted entry cannot change a feature.
WATCHED = {
    'state', 'partner_id', 'commercial_partner_id', 'date', 'invoice_date', 'invoice_date_due',
    'invoice_payment_term_id', 'move_type', 'company_id', 'line_ids', 'invoice_line_ids',
}


class AccountMove(models.Model):
    _inherit = 'account.move'

    def write(self, vals):
        # EXTENDS 'account'
        if WATCHED.isdisjoint(vals):
            return super().write(vals)
        before = self._ar_receivable_pairs()
        res = super().write(vals)
        self.env['ar.feature.change']._mark(before | self._ar_receivable_pairs())
        return res

    def unlink(self):
        # EXTENDS 'account': a posted entry can be deleted by force
        pairs = self._ar_receivable_pairs()
        res = super().unlink()
        self.env['ar.feature.change']._mark(pairs)
        return res

    def _ar_receivable_pairs(self):
        """Whose behaviour these entries are part of, as they are now: also of those whose invoices
        they settle, which are open again when the payment is set back to draft.

        :return: set of (company id, commercial partner id) of the posted ones; no draft ones, so
            that typing an invoice writes nothing.
        """
        posted = self.filtered(lambda move: move.state == 'posted')
        if not posted:
            return set()
        lines = posted.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')
        lines |= lines.matched_debit_ids.debit_move_id | lines.matched_credit_ids.credit_move_id
        return {(line.company_id.id, line.partner_id.commercial_partner_id.id) for line in lines}
