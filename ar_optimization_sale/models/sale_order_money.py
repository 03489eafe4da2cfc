from odoo import fields, models


class SaleOrder(models.Model):
    """What a customer has paid for an order."""
    _inherit = 'sale.order'

    def _ar_money_received(self):
        """What the customer paid for this order: online, refunds taken off, or on its invoices.
        What is only authorised is no money.

        :return: (all of it, the part that is not in the ledger yet), in the order's currency
        """
        self.ensure_one()
        moves = self.transaction_ids.filtered(
            lambda tx: tx.sale_order_ids == self)._ar_money()  # shared money is nobody's yet
        received = sum(self._ar_in_currency(tx, amount) for tx, amount in moves)
        unbooked = sum(
            self._ar_in_currency(tx, amount) for tx, amount in moves if not tx._ar_is_booked())
        paid = sum(paid for __, paid in map(self._ar_billed, self._ar_invoices()))
        return max(received, paid), unbooked

    def _ar_in_currency(self, transaction, amount):
        return transaction.currency_id._convert(
            amount, self.currency_id, self.company_id, fields.Date.context_today(self))

    def _ar_down_payments(self):
        """Down payments that were invoiced, what was credited taken off.

        :return: amount in the order's currency
        """
        return sum(self._ar_billed(invoice)[0] for invoice in self._ar_invoices() if all(
            line.is_downpayment for line in invoice.invoice_line_ids.sale_line_ids))

    def _ar_invoices(self):
        """Posted invoices over this order and no other."""
        return self.order_line.invoice_lines.move_id.filtered(lambda move: (
            move.state == 'posted' and move.move_type == 'out_invoice'
            and move.invoice_line_ids.sale_line_ids.order_id == self))

    def _ar_billed(self, invoice):
        """What an invoice bills of this order, what was credited taken off.

        :return: (billed, paid), in the order's currency
        """
        credited = sum(invoice.reversal_move_ids.filtered(
            lambda move: move.state == 'posted').mapped('amount_total'))
        ordered = sum(invoice.invoice_line_ids.filtered('sale_line_ids').mapped('price_total'))
        billed = max(0.0, min(invoice.amount_total, ordered) - credited)
        paid = max(0.0, min(billed, invoice.amount_total - credited - invoice.amount_residual))
        return tuple(invoice.currency_id._convert(
            amount, self.currency_id, self.company_id, invoice.date) for amount in (billed, paid))
