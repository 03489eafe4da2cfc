from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = 'account.move.line'

    def _ar_ordered_part(self):
        """The part of this invoice line that confirmed orders account for: what they have ordered
        or delivered and no other invoice bills, at their price. Down payments are up to what no
        other invoice bills of the order, and what is taken off belongs to it as it is. The order of
        another customer or company accounts for nothing.

        :return: from 0 to 1
        """
        self.ensure_one()
        ordered = self.sale_line_ids.filtered(lambda line: (
            line.state == 'sale' and line.company_id == self.company_id
            and line.order_id._ar_guard_commercial() == self.move_id.commercial_partner_id))
        if ordered and self.price_total <= 0:
            return 1.0
        if any(ordered.mapped('is_downpayment')):
            return self._ar_advance_part(ordered.order_id)
        return self._ar_part_of(ordered)

    def _ar_advance_part(self, orders):
        """The part of this down payment, and of each other one of its invoice, that some orders
        leave room for, from 0 to 1."""
        billing = self.move_id.invoice_line_ids.filtered(lambda line: (
            line.price_total > 0 and line.sale_line_ids.order_id & orders))
        advances = billing.filtered(lambda line: any(line.sale_line_ids.mapped('is_downpayment')))
        left = sum(self._ar_left_of_order(order) for order in orders) - sum(
            (billing - advances).mapped('price_total'))
        return max(0.0, min(1.0, left / sum(advances.mapped('price_total'))))

    def _ar_left_of_order(self, order):
        """What other invoices leave to bill of an order's total, in this line's currency. What is
        only a draft credit note frees nothing."""
        others = order.order_line.invoice_lines.filtered(lambda line: (
            line.move_id != self.move_id and line.parent_state != 'cancel'
            and (line.move_id.move_type == 'out_invoice' or line.parent_state == 'posted')))
        return self._ar_in_own(order, order.amount_total) + sum(
            self._ar_in_own(line, line.price_total * line.move_id.direction_sign)
            for line in others)

    def _ar_in_own(self, record, amount):
        """An amount in the currency of a record in the currency of this line, on its day."""
        return record.currency_id._convert(
            amount, self.currency_id, self.company_id,
            self.move_id.invoice_date or fields.Date.context_today(self))

    def _ar_part_of(self, ordered):
        """The part of this line that some order lines account for, from 0 to 1."""
        price = self.price_unit * (1 - self.discount / 100)
        if not ordered or not self.quantity:
            return 0.0
        left = sum(self._ar_left_to_bill(line) for line in ordered)
        agreed = max(self._ar_agreed_price(line) for line in ordered)
        return min(1.0, left / self.quantity) * (min(1.0, agreed / price) if price > 0 else 1.0)

    def _ar_left_to_bill(self, ordered):
        """How much of an order line other invoices leave to this one, in this line's unit."""
        own = self._origin if self._origin in ordered.invoice_lines else self.browse()
        billed = own.product_uom_id._compute_quantity(
            own.quantity, ordered.product_uom_id, round=False) if own else 0.0
        left = max(ordered.product_uom_qty, ordered.qty_delivered) - ordered.qty_invoiced + billed
        return ordered.product_uom_id._compute_quantity(
            max(0.0, left), self.product_uom_id or ordered.product_uom_id, round=False)

    def _ar_agreed_price(self, ordered):
        """The price of an order line for one of this line's units, in the invoice's currency."""
        price = ordered.product_uom_id._compute_price(
            ordered.price_unit * (1 - ordered.discount / 100),
            self.product_uom_id or ordered.product_uom_id)
        return ordered.currency_id._convert(
            price, self.currency_id, self.company_id,
            self.move_id.invoice_date or fields.Date.context_today(self), round=False)
