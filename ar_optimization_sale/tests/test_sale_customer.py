"""From an order to the customer who will owe it: his page for our people, figures for others."""
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .guard_common import SaleGuardCommon


@tagged('post_install', '-at_install')
class TestSaleCustomer(SaleGuardCommon):

    def test_our_people_get_the_page_of_who_owes(self):
        collector = self.role_user('collector', login='ar_col')
        collector.group_ids += self.env.ref('sales_team.group_sale_salesman_all_leads')
        payer = self.customer("Bank of the Group")
        order = self.quotation(100)
        order.partner_invoice_id = payer
        action = order.with_user(collector).action_ar_customer()
        self.assertEqual(
            (action['res_model'], action['res_id']),
            ('ar.credit.account', payer._ar_account(self.company).id))
        invoice = self.invoice(payer, 5)
        self.assertEqual(invoice.with_user(collector).action_ar_customer()['res_id'],
                         action['res_id'], "the same page from an invoice")
        self.assertEqual(payer.with_user(collector).action_open_credit_account()['res_id'],
                         action['res_id'], "and from the customer")

    def test_salespeople_get_figures_to_read(self):
        self.partner.user_id = self.seller
        self.invoice(self.partner, 70, -60, -30)
        order = self.quotation(100).with_user(self.seller)
        self.assertTrue(order.ar_customer_visible)
        action = order.action_ar_customer()
        self.assertEqual((action['res_model'], action['target']), ('res.partner', 'new'))
        with Form(
            self.env['res.partner'].with_user(self.seller).browse(action['res_id']),
            view=self.env['ir.ui.view'].browse(action['views'][0][0]),
        ) as form:
            self.assertEqual(form.ar_overdue_amount, 70)
            with self.assertRaises(AssertionError):
                form.ar_overdue_amount = 0
        with self.assertRaises(AccessError):
            self.partner._ar_account(self.company).with_user(self.seller).read(['exposure'])

    def test_nothing_of_somebody_elses_customer(self):
        self.partner.user_id = self.env.user
        order = self.quotation(100).with_user(self.seller)
        self.assertFalse(order.ar_customer_visible)
        with self.assertRaises(AccessError):
            order.action_ar_customer()
