from odoo import models


class AccountPaymentRegister(models.TransientModel):
    """The wizard knows the day of the payment, on which the discount depends."""
    _inherit = 'account.payment.register'

    def _create_payment_vals_from_wizard(self, batch_result):
        # EXTENDS 'account'
        dated = self.with_context(ar_paid_on=self.payment_date)
        return super(AccountPaymentRegister, dated)._create_payment_vals_from_wizard(batch_result)

    def _create_payment_vals_from_batch(self, batch_result):
        # EXTENDS 'account'
        dated = self.with_context(ar_paid_on=self.payment_date)
        return super(AccountPaymentRegister, dated)._create_payment_vals_from_batch(batch_result)
