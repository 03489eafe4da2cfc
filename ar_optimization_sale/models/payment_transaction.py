from odoo import models

from .keep import KEEP


class PaymentTransaction(models.Model):
    _inherit = 'payment.transaction'

    def _check_amount_and_confirm_order(self):
        # EXTENDS 'sale': an order that is held is not confirmed; its customer still gets the mail
        # that says the payment has arrived, and is not reminded of a cart that waits for nothing.
        keeping = self.with_context(ar_guard_keep=KEEP)
        orders = super(PaymentTransaction, keeping)._check_amount_and_confirm_order().with_env(
            self.env)
        confirmed = orders.filtered(lambda order: order.state == 'sale')
        (orders - confirmed).filtered(lambda order: order.state == 'draft').with_context(
            tracking_disable=True).action_quotation_sent()
        return confirmed

    def _ar_money(self):
        """What these transactions brought: captured money, and refunds as negative amounts.

        :return: list of (transaction, amount), amounts in the transaction's currency.
        """
        first = self.filtered(lambda tx: not tx.source_transaction_id)
        captures = first.child_transaction_ids.filtered(lambda tx: tx.operation != 'refund')
        whole = first - captures.source_transaction_id
        refunds = (first | captures).child_transaction_ids - captures
        return [
            (tx, tx.amount) for tx in whole | captures | refunds
            if tx.state == 'done' and tx.operation != 'validation']

    def _ar_is_booked(self):
        """Whether this money is in the ledger already, and with it in the exposure."""
        return self.payment_id.move_id.state == 'posted'
