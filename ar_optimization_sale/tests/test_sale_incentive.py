from odoo import Command
from odoo.tests import tagged

from .online_common import SaleProviderCommon


@tagged('post_install', '-at_install')
class TestSaleIncentive(SaleProviderCommon):
    """A discount for early payment that a customer takes on his page, by paying online."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({'ar_position_incentive': 'on', 'ar_position_guard': 'off'})
        cls.company.ar_incentive_policy_id = cls.env['ar.incentive.policy'].create({
            'name': "1.2 % for 18 days", 'skip_early': False,
            'step_ids': [Command.create({'days': 18, 'percent': 1.2})]})

    def pay_online(self, invoice, amount):
        """Pay an amount of an invoice online and have it done, as the provider's answer does."""
        transaction = self.env['payment.transaction'].create({
            'provider_id': self.provider.id,
            'payment_method_id': self.provider.payment_method_ids.id,
            'amount': amount, 'currency_id': invoice.currency_id.id,
            'partner_id': invoice.partner_id.id, 'reference': invoice.name,
            'operation': 'online_redirect', 'invoice_ids': [Command.set(invoice.ids)]})
        transaction._set_done()
        transaction._post_process()
        return transaction.payment_id

    def test_paid_online_in_time(self):
        invoice = self.invoice(self.customer(), 10000.0, 0, 30)
        values = invoice._get_invoice_next_payment_values()
        self.assertEqual(
            (values['amount_due'], values['installment_state'], values['discount_date']),
            (9880.0, 'epd', str(self.day(12))))
        self.assertIn("120.00", values['epd_discount_msg'])
        payment = self.pay_online(invoice, values['amount_due'])
        self.assertEqual((payment.amount, invoice.amount_residual), (9880.0, 0.0))
        offer = invoice.ar_incentive_offer_ids
        self.assertEqual((offer.state, offer.taken_amount), ('taken', 120.0))
        self.assertEqual(len(offer.booking_ids), 1)
