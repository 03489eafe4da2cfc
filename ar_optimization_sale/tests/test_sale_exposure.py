from odoo import Command
from odoo.tests import tagged

from .common import ARSaleCommon


@tagged('post_install', '-at_install')
class TestSaleExposure(ARSaleCommon):
    """What orders add to the exposure, to the cent, from quotation to payment."""

    def test_a_quotation_adds_nothing(self):
        order = self.order((self.goods, 10, 12.34), confirm=False)
        self.assertEqual(self.parts(), {})
        order.action_confirm()
        self.assertEqual(self.parts(), {'order': 123.40})
        order.action_cancel()
        self.assertEqual(self.parts(), {})

    def test_invoiced_on_delivery_counts_before_delivery(self):
        order = self.order((self.service, 10, 12.34))
        self.assertEqual(order.amount_to_invoice, 0)  # as Odoo sees it
        self.assertEqual(self.parts(), {'order': 123.40})
        order.order_line.qty_delivered = 4
        self.assertEqual(self.parts(), {'order': 74.04, 'delivered': 49.36})
        self.bill(order)
        self.assertEqual(self.parts(), {'order': 74.04, 'receivable': 49.36})
        order.order_line.qty_delivered = 10
        self.pay(self.bill(order))
        self.assertEqual(self.parts(), {'receivable': 49.36})

    def test_more_delivered_than_ordered(self):
        order = self.order((self.service, 10, 12.34))
        order.order_line.qty_delivered = 11
        self.assertEqual(self.parts(), {'delivered': 135.74})

    def test_delivered_without_being_ordered(self):
        order = self.order((self.service, 1, 100))
        order.order_line = [Command.create({
            'product_id': self.service.id, 'product_uom_qty': 0, 'price_unit': 20,
            'discount': 10, 'tax_ids': [Command.clear()], 'qty_delivered': 3})]
        self.assertEqual(self.parts(), {'order': 100, 'delivered': 54})

    def test_taxes_and_discounts_are_owed_too(self):
        tax = self.env['account.tax'].create({'name': "10 %", 'amount': 10})
        self.order((self.goods, 3, 33.33, {'tax_ids': [Command.set(tax.ids)], 'discount': 5}))
        # 3 × 33.33 − 5 % = 94.99, plus 10 % = 9.50
        self.assertEqual(self.parts(), {'order': 104.49})

    def test_two_currencies(self):
        euro = self.other_currency()  # 1 EUR = 2 USD
        self.order((self.goods, 3, 33.33), currency=euro)
        self.order((self.goods, 1, 10.01))
        self.assertEqual(self.parts(), {'order': 209.99})
        order = self.order((self.service, 2, 0.55), currency=euro)
        order.order_line.qty_delivered = 1
        self.assertEqual(self.parts(), {'order': 211.09, 'delivered': 1.10})

    def test_two_companies(self):
        other = self.other_company()
        service = self.article("Service There", company_id=other.id)
        self.order((self.goods, 1, 10.01))
        self.order((service, 1, 20.02), company=other)
        self.assertEqual(self.parts(), {'order': 10.01})
        self.assertEqual(self.parts(company=other), {'order': 20.02})

    def test_the_invoice_address_owes(self):
        branch = self.customer("Branch", parent_id=self.partner.id, is_company=False)
        payer = self.customer("Payer")
        self.order((self.goods, 1, 100), partner=branch)
        self.order((self.goods, 1, 40), partner_invoice_id=payer.id)
        self.assertEqual(self.parts(), {'order': 100})
        self.assertEqual(self.parts(payer), {'order': 40})

    def test_a_draft_invoice_takes_over_what_it_bills(self):
        order = self.order((self.goods, 10, 12.34))
        invoice = self.bill(order, post=False)
        self.assertEqual(self.parts(), {'draft': 123.40})
        invoice.invoice_line_ids.quantity = 4
        self.assertEqual(self.parts(), {'draft': 49.36, 'order': 74.04})
        invoice.action_post()
        self.assertEqual(self.parts(), {'receivable': 49.36, 'order': 74.04})

    def test_drafts_by_setting_are_not_counted_twice(self):
        self.company.ar_exposure_drafts = True
        self.bill(self.order((self.goods, 10, 12.34)), post=False)
        self.invoice(self.partner, 50, post=False)
        self.assertEqual(self.parts(), {'draft': 173.40})

    def test_down_payment(self):
        order = self.order((self.goods, 10, 100))
        self.down_payment(order, 300, post=False)
        self.assertEqual(self.parts(), {'order': 1000, 'draft': 300, 'down_payment': -300})
        order.invoice_ids.action_post()
        self.assertEqual(self.parts(), {'order': 1000, 'receivable': 300, 'down_payment': -300})
        self.pay(order.invoice_ids)
        self.assertEqual(self.parts(), {'order': 1000, 'down_payment': -300})
        final = self.bill(order, post=False)
        self.assertEqual(self.parts(), {'draft': 700})
        final.action_post()
        self.assertEqual(self.parts(), {'receivable': 700})

    def test_down_payments_beyond_the_order(self):
        order = self.order((self.goods, 1, 500))
        for __ in range(3):
            self.down_payment(order, 300)
        self.assertEqual(self.parts(), {'order': 500, 'receivable': 900, 'down_payment': -500})

    def test_down_payment_in_another_currency(self):
        euro = self.other_currency()
        order = self.order((self.goods, 10, 100.01), currency=euro)
        self.down_payment(order, 300.03)
        self.assertEqual(
            self.parts(), {'order': 2000.20, 'receivable': 600.06, 'down_payment': -600.06})

    def test_down_payment_taken_back(self):
        order = self.order((self.goods, 10, 100))
        invoice = self.down_payment(order, 300)
        self.refund(invoice)
        self.assertEqual(self.parts(), {'order': 1000})

    def test_what_is_credited_is_to_be_invoiced_again(self):
        order = self.order((self.goods, 10, 12.34))
        invoice = self.bill(order)
        refund = self.refund(invoice, post=False)
        self.assertEqual(self.parts(), {'receivable': 123.40})  # nobody has agreed to it yet
        refund.action_post()
        self.match(invoice, refund)
        self.assertEqual(self.parts(), {'order': 123.40})

    def test_a_draft_credit_note_in_another_unit_frees_nothing(self):
        order = self.order((self.goods, 24, 1.10))
        refund = self.refund(self.bill(order), post=False)
        refund.invoice_line_ids.write({
            'product_uom_id': self.env.ref('uom.product_uom_dozen').id, 'quantity': 2})
        self.assertEqual(self.parts(), {'receivable': 26.40})

    def test_paid_in_advance(self):
        self.payment(self.partner, 1000)
        self.order((self.goods, 10, 100))
        self.assertEqual(self.parts(), {'order': 1000, 'receivable': -1000})

    def test_an_order_that_takes_back(self):
        order = self.order((self.goods, 10, 100), (self.goods, -2, 100))
        self.assertEqual(self.parts(), {'order': 800})
        order.order_line[1].qty_delivered = -2
        self.assertEqual(self.parts(), {'order': 1000, 'delivered': -200})

    def test_sections_and_discount_lines(self):
        self.order(order_line=[
            Command.create({'product_id': self.goods.id, 'product_uom_qty': 1, 'price_unit': 100,
                            'tax_ids': [Command.clear()]}),
            Command.create({'product_id': self.service.id, 'product_uom_qty': 1,
                            'price_unit': -9.99, 'tax_ids': [Command.clear()]}),
            Command.create({'display_type': 'line_section', 'name': "Later"}),
        ])
        self.assertEqual(self.parts(), {'order': 90.01})

    def test_each_row_opens_its_order(self):
        order = self.order((self.service, 10, 100))
        order.order_line.qty_delivered = 1
        action = self.accounts._account_for(self.partner, self.company).action_exposure()
        rows = self.env[action['res_model']].search(action['domain'])
        self.assertEqual(set(rows.mapped('document')), {order.name})
        self.assertEqual(set(rows.mapped('kind')), {'order', 'delivered'})
        opened = rows[0].action_open_document()
        self.assertEqual((opened['res_model'], opened['res_id']), ('sale.order', order.id))

    def test_queries_do_not_grow(self):
        accounts = self.accounts._account_for(self.partner, self.company)
        self.order((self.goods, 1, 100))
        accounts._figures()
        with self.assertQueryCount(5):
            accounts._figures()
        for partner in self.customers(8):
            self.order((self.goods, 1, 100), partner=partner)
            accounts |= self.accounts._account_for(partner, self.company)
        accounts._figures()
        with self.assertQueryCount(5):
            accounts._figures()
