from dataclasses import replace

from odoo import models


class AccountMove(models.Model):
    """Invoices of orders: what was ordered or delivered can always be invoiced, anything more is
    looked at as an invoice without an order."""
    _inherit = 'account.move'

    def _ar_guard_is_direct(self):
        # EXTENDS 'ar_optimization'
        return super()._ar_guard_is_direct() and (
            not self._ar_is_ordered() or self._ar_beyond_orders() > 0)

    def _ar_guard_facts(self, counted):
        # EXTENDS 'ar_optimization': only what no order accounts for is in question
        facts = super()._ar_guard_facts(counted)
        if not self._ar_is_ordered():
            return facts
        (beyond,), __ = self._ar_guard_currency_amounts(self._ar_beyond_orders())
        return replace(facts, amount=min(facts.amount, beyond), total=beyond)

    def _ar_is_ordered(self):
        """Whether some line of this invoice belongs to an order."""
        return bool(self.invoice_line_ids.sale_line_ids)

    def _ar_beyond_orders(self):
        """What this invoice bills beyond what orders account for, with taxes, in its currency."""
        lines = self.sudo().invoice_line_ids.filtered(lambda line: line.display_type == 'product')
        return self.currency_id.round(sum(
            line.price_total * (1 - line._ar_ordered_part()) for line in lines))

    def _ar_counts_as_draft(self):
        # EXTENDS 'ar_optimization': see `ar.credit.account._draft_counts_sql`
        return super()._ar_counts_as_draft() or self._ar_is_ordered()
