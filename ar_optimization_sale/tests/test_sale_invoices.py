
from odoo import Command
from odoo.tests import tagged

from .guard_common import SaleGuardCommon


@tagged('post_install', '-at_install')
class TestSaleInvoices(SaleGuardCommon):
    """What was ordered can always be invoiced, and no more than that."""

    def test_what_an_order_delivered_can_always_be_invoiced(self):
        self.company.ar_guard_invoices = True
        order = self.order((self.service, 1, 500))
        order.order_line.qty_delivered = 1
        self.account.status = 'blocked'
        self.assertEqual(self.bill(order).state, 'posted')

    def test_an_invoice_is_none_of_an_order_that_is_held(self):
        self.company.ar_guard_invoices = True
        order = self.quotation(2_000)
        order.action_confirm()
        invoice = self.invoice(self.partner, 2_000, post=False)
        invoice.invoice_line_ids.sale_line_ids = order.order_line
        invoice.action_post()
        self.assertEqual(invoice.state, 'draft')

    def test_one_ordered_line_does_not_exempt_an_invoice(self):
        self.company.ar_guard_invoices = True
        invoice = self.bill(self.order((self.goods, 1, 500)), post=False)
        invoice.invoice_line_ids = [Command.create({
            'product_id': self.goods.id, 'price_unit': 700, 'tax_ids': [Command.clear()]})]
        invoice.action_post()
        self.assertEqual(invoice.state, 'draft')
        self.assertEqual((self.hold_of(invoice).total, self.hold_of(invoice).amount), (700, 0))
        invoice.invoice_line_ids[-1].price_unit = 500
        invoice.action_post()
        self.assertEqual(invoice.state, 'posted')  # that much is left of the limit

    def test_no_more_is_exempt_than_was_ordered(self):
        self.company.ar_guard_invoices = True
        self.account.status = 'blocked'
        self.company.ar_position_guard = 'off'
        order = self.order((self.goods, 3, 100), (self.service, 2, 50))
        self.company.ar_position_guard = 'on'
        order.order_line[1].qty_delivered = 3
        for change, total in (
            ({'quantity': 3}, None), ({'quantity': 5}, 200), ({'price_unit': 120}, 60),
            ({'price_unit': 300, 'discount': 50}, 150), ({'quantity': 1, 'price_unit': 90}, None),
        ):
            with self.subTest(change):
                invoice = self.bill(order, post=False)
                invoice.invoice_line_ids[0].write(change)
                self.assertAlmostEqual(invoice._ar_beyond_orders(), total or 0, 2)
                invoice.action_post()
                self.assertEqual(self.hold_of(invoice).total, total or 0)
                self.assertEqual(invoice.state, 'draft' if total else 'posted')
                if total:
                    invoice.button_cancel()
                else:
                    self.refund(invoice)

    def test_down_payments_and_what_they_take_off(self):
        self.company.ar_guard_invoices = True
        order = self.order((self.service, 2, 500))
        self.account.status = 'blocked'
        self.assertEqual(self.down_payment(order, 300).state, 'posted')
        order.order_line[0].qty_delivered = 2
        self.assertEqual(self.bill(order).state, 'posted')

    def test_down_payments_beyond_the_order(self):
        self.company.ar_guard_invoices = True
        order = self.order((self.service, 1, 500))
        self.account.status = 'blocked'
        self.assertEqual(self.down_payment(order, 300).state, 'posted')
        more = self.down_payment(order, 300)
        self.assertEqual((more.state, self.hold_of(more).total), ('draft', 100))
        more.button_cancel()
        both = self.down_payment(order, 200, post=False)
        both.invoice_line_ids = [Command.create({
            'product_id': self.service.id, 'price_unit': 150, 'tax_ids': [Command.clear()],
            'sale_line_ids': [Command.set(order.order_line[0].ids)]})]
        self.assertEqual(both._ar_beyond_orders(), 150)
        both.button_cancel()
        self.assertEqual(self.down_payment(order, 200).state, 'posted')

    def test_lines_of_an_order_of_somebody_else(self):
        self.company.ar_guard_invoices = True
        order = self.order((self.goods, 1, 500), partner=self.customer("Good"))
        self.account.status = 'blocked'
        invoice = self.invoice(self.partner, 500, post=False)
        invoice.invoice_line_ids.sale_line_ids = order.order_line
        invoice.action_post()
        self.assertEqual((invoice.state, self.hold_of(invoice).total), ('draft', 500))

    def test_an_order_that_grows_by_what_is_paid(self):
        self.account.credit_mode = 'prepay'
        self.payment(self.partner, 500)
        order = self.order((self.goods, 1, 500))
        invoice = self.bill(order)
        self.match(invoice, self.env['account.payment'].search(
            [('partner_id', '=', self.partner.id)]).move_id)
        order.order_line.product_uom_qty = 1.2
        self.assertEqual(self.hold_of(order).ways[0]['value'], 100)
