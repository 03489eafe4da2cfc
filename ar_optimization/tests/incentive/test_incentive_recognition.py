from odoo import Command
from odoo.tests import tagged

from .common import IncentiveCommon


@tagged('post_install', '-at_install')
class TestIncentiveRecognition(IncentiveCommon):
    """A discount that was earned is granted whatever way the money came in, to the cent."""

    def assertGranted(self, invoice, offer, amount=120.0):
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertIn(invoice.payment_state, ('paid', 'in_payment'))
        self.assertEqual((offer.state, offer.taken_amount), ('taken', amount))

    def test_what_is_promised_on_a_new_invoice(self):
        """10,000 due in 30 days, 1.2 % for paying 18 days before."""
        invoice, offer = self.offered()
        self.assertEqual(
            (offer.state, offer.to_pay, offer.discount, offer.date_first),
            ('open', 9880.0, 120.0, self.day(12)))
        self.assertEqual(offer.annual_rate, 24.63)
        self.assertIn("9,880.00", invoice.ar_incentive_text)
        self.assertIn("you keep $\xa0120.00", invoice.ar_incentive_text.replace('$ ', '$\xa0'))
        self.assertNotIn("%", invoice.ar_incentive_text)

    def test_register_payment(self):
        invoice, offer = self.offered()
        wizard = self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=invoice.ids,
        ).create({'payment_date': self.day(12)})
        self.assertEqual(wizard.amount, 9880.0)
        payment = wizard._create_payments()
        self.assertEqual(payment.amount, 9880.0)
        self.assertGranted(invoice, offer)
        self.assertEqual(self.entry_of(offer), {'discount': 120.0, 'receivable': -120.0})

    def test_register_payment_too_late_pays_all(self):
        invoice, offer = self.offered()
        wizard = self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=invoice.ids,
        ).create({'payment_date': self.day(14)})
        self.assertEqual(wizard.amount, 10000.0)
        wizard._create_payments()
        self.assertEqual((offer.state, offer.taken_amount), ('full', 0.0))

    def test_several_invoices_in_one_payment(self):
        first, offer = self.offered()
        second, other = self.offered(5000.0)
        wizard = self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=(first | second).ids,
        ).create({'payment_date': self.day(10), 'group_payment': True})
        self.assertEqual(wizard.amount, 14820.0)
        wizard._create_payments()
        self.assertGranted(first, offer)
        self.assertGranted(second, other, 60.0)

    def test_matching_an_outstanding_payment_later(self):
        """The money came in time and was matched three weeks later."""
        invoice, offer = self.offered()
        payment = self.payment(self.partner, 9880.0, 11)
        self.env['ar.incentive.offer'].sudo()._expire(self.company, self.day(25))
        self.assertEqual(offer.state, 'missed')
        invoice.js_assign_outstanding_line(self.receivable_lines(payment).id)
        self.assertGranted(invoice, offer)
        self.assertEqual(offer.paid_on, self.day(11))
        self.assertEqual(offer.booking_ids.date, self.day(11))

    def test_bank_statement(self):
        invoice, offer = self.offered()
        self.statement(invoice, 9880.0, 12)
        self.assertGranted(invoice, offer)

    def test_one_day_late_by_tolerance_and_two_days_late(self):
        invoice, offer = self.offered()
        self.pay(invoice, 13, 9880.0)
        self.assertGranted(invoice, offer)
        invoice, offer = self.offered()
        self.pay(invoice, 14, 9880.0)
        self.assertEqual(invoice.amount_residual, 120.0)
        self.assertEqual(
            (offer.state, offer.claim_state, offer.claim_amount), ('missed', 'open', 120.0))
        self.assertEqual(offer.claim_line_id, self.receivable_lines(invoice))
        self.pay(invoice, 20)
        self.assertEqual((offer.state, offer.claim_state), ('missed', 'paid'))

    def test_too_much_deducted(self):
        """Two steps: who deducts 2 % by the day of the 1 % owes the other half."""
        policy = self.policy.create({'name': "Two steps", 'skip_early': False, 'step_ids': [
            Command.create({'days': 10, 'percent': 1.0}),
            Command.create({'days': 20, 'percent': 2.0})]})
        invoice, offer = self.offered(policy=policy)
        self.pay(invoice, 15, 9800.0)
        self.assertEqual(invoice.amount_residual, 100.0)
        self.assertEqual(
            (offer.state, offer.taken_amount, offer.claim_amount), ('taken', 100.0, 100.0))

    def test_in_several_parts(self):
        """Both parts came by the day: the discount is granted with the last one."""
        invoice, offer = self.offered()
        self.pay(invoice, 3, 5000.0)
        self.assertEqual((offer.state, invoice.amount_residual), ('open', 5000.0))
        self.assertIn("4,880.00", invoice.ar_incentive_text)
        self.pay(invoice, 12, 4880.0)
        self.assertGranted(invoice, offer)

    def test_parts_earn_their_part(self):
        self.policy.parts = True
        invoice, offer = self.offered()
        self.pay(invoice, 10, 4940.0)
        self.assertEqual((offer.taken_amount, invoice.amount_residual), (60.0, 5000.0))
        self.pay(invoice, 30, 5000.0)
        self.assertEqual((offer.state, offer.taken_amount), ('taken', 60.0))
        self.assertEqual(invoice.amount_residual, 0.0)

    def test_credit_note_before_the_payment(self):
        """2,000 were returned: 1.2 % of what is left."""
        invoice, offer = self.offered()
        self.match(invoice, self.credit_note(self.partner, 2000.0, 2))
        self.assertIn("7,904.00", invoice.ar_incentive_text)
        self.pay(invoice, 12, 7904.0)
        self.assertGranted(invoice, offer, 96.0)

    def test_returned_after_the_discount_was_taken(self):
        """2,000 of 10,000 come back after 9,880 were paid for all: 24 of the 120 are owed back."""
        invoice, offer = self.offered()
        self.pay(invoice, 12, 9880.0)
        refund = self.credit_note(
            self.partner, 2000.0, 40, reversed_entry_id=invoice.id)
        self.assertEqual((offer.taken_back, offer.claim_amount), (24.0, 24.0))
        self.assertEqual(offer.claim_line_id.amount_residual, 24.0)
        self.match(refund, offer.claim_line_id)
        self.assertEqual(refund.amount_residual, 1976.0)
        self.assertEqual(offer.claim_state, 'paid')
        offer.claim_line_id.remove_move_reconcile()
        self.assertEqual((offer.claim_state, offer.taken_amount), ('open', 120.0))

    def test_payment_taken_apart_again(self):
        """The transfer bounced: the discount goes with it, and is earned again by a new one."""
        invoice, offer = self.offered()
        payment = self.pay(invoice, 12, 9880.0)
        self.receivable_lines(payment).remove_move_reconcile()
        self.assertEqual((offer.state, offer.taken_amount), ('open', 0.0))
        self.assertEqual(invoice.amount_residual, 10000.0)
        self.assertEqual(self.gl_balance(when=60), 120.0)  # invoice − payment not matched
        self.match(invoice, payment)
        self.assertGranted(invoice, offer)
        payment.action_draft()
        payment.unlink()
        self.assertEqual(invoice.amount_residual, 10000.0)
        self.assertEqual(self.gl_balance(when=60), 10000.0)

    def test_tax_is_lowered(self):
        """Included: 1.2 % of 11,900 are 142.80, of which 22.80 is tax."""
        invoice, offer = self.taxed()
        self.assertEqual(offer.discount, 142.8)
        self.pay(invoice, 12, 11757.2)
        self.assertGranted(invoice, offer, 142.8)
        self.assertEqual(
            self.entry_of(offer), {'discount': 120.0, 'tax': 22.8, 'receivable': -142.8})
        self.assertEqual(offer.cost, 120.0)
        tags = offer.booking_ids.line_ids.filtered('tax_line_id').tax_repartition_line_id
        self.assertEqual(tags.document_type, 'refund')

    def test_tax_is_left(self):
        """Excluded: 1.2 % of the net 10,000."""
        self.policy.tax_computation = 'excluded'
        invoice, offer = self.taxed()
        self.pay(invoice, 12, 11780.0)
        self.assertGranted(invoice, offer)
        self.assertEqual(self.entry_of(offer), {'discount': 120.0, 'receivable': -120.0})

    def test_in_parts_with_tax(self):
        self.policy.parts = True
        invoice, offer = self.taxed()
        self.pay(invoice, 10, 5878.6)
        self.assertEqual(offer.taken_amount, 71.4)
        self.assertEqual(
            self.entry_of(offer), {'discount': 60.0, 'tax': 11.4, 'receivable': -71.4})

    def test_in_a_foreign_currency(self):
        """1 EUR = 2 USD when invoiced and 2.5 USD when paid: the discount is booked at the rate
        of the invoice, the payment has the exchange difference."""
        euro = self.other_currency(rates=(('1900-01-01', 0.5), (self.day(5), 0.4)))
        invoice, offer = self.offered(currency=euro)
        self.assertEqual((offer.to_pay, offer.currency_id), (9880.0, euro))
        self.pay(invoice, 12, 9880.0)
        self.assertGranted(invoice, offer)
        self.assertEqual(self.entry_of(offer), {'discount': 240.0, 'receivable': -240.0})
        self.assertEqual(offer.cost, 240.0)
        self.assertEqual(self.gl_balance(when=30), 0.0)

    def test_two_companies(self):
        """What is on in one company is off in the other."""
        other = self.other_company(name="Other")
        other.ar_position_incentive = 'off'
        other_invoice, none = self.offered(company=other)
        self.assertFalse(none)
        self.pay(other_invoice, 12, 9880.0)
        self.assertEqual(other_invoice.amount_residual, 120.0)
        other.ar_position_incentive = 'on'
        invoice, offer = self.offered(company=other)
        self.pay(invoice, 12, 9880.0)
        self.assertGranted(invoice, offer)
        self.assertEqual(offer.booking_ids.company_id, other)

    def test_observing_books_and_prints_nothing(self):
        self.company.ar_position_incentive = 'observe'
        invoice, offer = self.offered()
        self.assertEqual((offer.state, invoice.ar_incentive_text), ('observed', ''))
        self.pay(invoice, 12, 9880.0)
        self.assertEqual(invoice.amount_residual, 120.0)
        event = self.env['ar.event'].search([('kind', '=', 'observed.incentive')], limit=1)
        self.assertEqual(event.numbers['granted'], 120.0)

    def test_without_an_account_nothing_is_lost(self):
        """The payment is matched, the offer says why nothing was booked, and can be tried again."""
        self.company.account_journal_early_pay_discount_loss_account_id = False
        invoice, offer = self.offered()
        self.pay(invoice, 12, 9880.0)
        self.assertEqual(invoice.amount_residual, 120.0)
        self.assertIn("account", offer.problem)
        self.company.account_journal_early_pay_discount_loss_account_id = self.discount_account
        offer.action_retry()
        self.assertGranted(invoice, offer)


@tagged('post_install', '-at_install')
class TestIncentiveTermDiscount(IncentiveCommon):
    """Odoo's own early payment discount is recognised when a receipt is matched by hand, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.two_ten = cls.env['account.payment.term'].create({
            'name': "2/10 net 30", 'early_discount': True, 'discount_percentage': 2.0,
            'discount_days': 10, 'early_pay_discount_computation': 'included',
            'line_ids': [Command.create({
                'value': 'percent', 'value_amount': 100, 'nb_days': 30})]})

    def term_invoice(self, **kwargs):
        invoice = self.invoice(self.partner, 1000.0, term=self.two_ten, **kwargs)
        return invoice, invoice.ar_incentive_offer_ids

    def test_matching_an_outstanding_payment(self):
        invoice, offer = self.term_invoice()
        self.assertEqual((offer.origin, offer.discount), ('term', 20.0))
        self.assertEqual(offer.annual_rate, 37.24)
        payment = self.payment(self.partner, 980.0, 9)
        invoice.js_assign_outstanding_line(self.receivable_lines(payment).id)
        self.assertEqual((invoice.amount_residual, offer.taken_amount), (0.0, 20.0))

    def test_odoos_wizard_books_it_itself(self):
        invoice, offer = self.term_invoice()
        payment = self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=invoice.ids,
        ).create({'payment_date': self.day(9)})._create_payments()
        self.assertEqual((payment.amount, invoice.amount_residual), (980.0, 0.0))
        self.assertEqual((offer.state, offer.taken_amount), ('taken', 20.0))
        self.assertFalse(offer.booking_ids)
        self.receivable_lines(payment).remove_move_reconcile()
        self.assertEqual((offer.state, offer.taken_amount), ('open', 0.0))

    def test_mixed(self):
        """The tax was lowered on the invoice: the discount is on the net amount."""
        self.two_ten.early_pay_discount_computation = 'mixed'
        tax = self.env['account.tax'].create({
            'name': "19 %", 'amount': 19.0, 'type_tax_use': 'sale'})
        invoice, offer = self.term_invoice(invoice_line_ids=[Command.create({
            'name': "Goods", 'price_unit': 1000.0, 'tax_ids': [Command.set(tax.ids)]})])
        self.assertEqual((invoice.amount_total, offer.discount), (1186.2, 20.0))
        self.match(invoice, self.payment(self.partner, 1166.2, 10))
        self.assertEqual((invoice.amount_residual, offer.taken_amount), (0.0, 20.0))
        self.assertEqual(self.entry_of(offer), {'discount': 20.0, 'receivable': -20.0})

    def test_posted_before_the_app_looked(self):
        self.company.ar_position_incentive = 'off'
        invoice, none = self.term_invoice()
        self.assertFalse(none)
        self.company.ar_position_incentive = 'on'
        self.match(invoice, self.payment(self.partner, 980.0, 9))
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual(invoice.ar_incentive_offer_ids.taken_amount, 20.0)
