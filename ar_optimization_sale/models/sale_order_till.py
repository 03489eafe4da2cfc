from odoo import models

# States of a till's order in which nothing is sold yet, or no longer.
UNSOLD = ('draft', 'cancel')


class SaleOrder(models.Model):
    """Money that was taken for an order at a till, where one is installed (*Point of Sale*).

    Who pays there need not wait for credit control, which hears of it with the till's order. The
    till alone knows of it: in the ledger it is money of a session, never of this customer.
    """
    _inherit = 'sale.order'

    def _ar_money_received(self):
        # EXTENDS with what was paid at tills, which is not in the ledger as this customer's
        received, unbooked = super()._ar_money_received()
        till = self._ar_till_money()
        return received + till, unbooked + till

    def _ar_till_money(self):
        """What this customer paid for this order at tills, given back taken off. What a till wrote
        on the customer's account is no money.

        :return: amount in the order's currency
        """
        if 'pos_order_line_ids' not in self._fields:
            return 0.0
        lines = self.sudo()['pos_order_line_ids']
        lines |= lines.refund_orderline_ids
        customers = (self.partner_id | self.partner_invoice_id).commercial_partner_id
        return sum(
            self._ar_in_currency(sale, self._ar_till_paid(sale, sold))
            for sale, sold in lines.grouped('order_id').items()
            if sale.state not in UNSOLD and sale.partner_id.commercial_partner_id in customers)

    def _ar_till_paid(self, sale, lines):
        """The share of these lines in what was paid for an order of a till.

        :return: amount in the till's currency
        """
        if not sale.amount_total:
            return sum(lines.mapped('price_subtotal_incl'))
        money = sale.payment_ids.filtered(
            lambda payment: payment.payment_method_id.type != 'pay_later')
        share = min(1.0, sum(money.mapped('amount')) / sale.amount_total)
        return sum(lines.mapped('price_subtotal_incl')) * share
