from unittest import SkipTest

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .guard_common import SaleGuardCommon


@tagged('post_install', '-at_install')
class TestSaleTill(SaleGuardCommon):
    """Quotations that are paid at a till. Runs where the point of sale is installed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if 'pos_order_line_ids' not in cls.env['sale.order']._fields:
            raise SkipTest("runs where the point of sale is installed")
        cls.env.user.group_ids += cls.env.ref('point_of_sale.group_pos_manager')
        cls.goods.available_in_pos = True
        cls.advance = cls.article("Down Payment", available_in_pos=True)
        methods = cls.env['pos.payment.method'].create([
            {'name': "Cash", 'journal_id': cls.company_data['default_journal_cash'].copy().id},
            {'name': "Account", 'split_transactions': True}])
        cls.cash, cls.later = methods
        cls.till = cls.env['pos.config'].create({
            'name': "Till", 'payment_method_ids': [Command.set(methods.ids)],
            'down_payment_product_id': cls.advance.id})
        cls.cashier = new_test_user(
            cls.env, 'ar_cashier', company_id=cls.company.id,
            groups='point_of_sale.group_pos_user,sales_team.group_sale_salesman_all_leads')
        cls.till.with_user(cls.cashier).open_ui()
        cls.till.current_session_id.set_opening_control(0, None)
        cls.account.credit_mode = 'prepay'

    def sell(self, order, amount, method=None, product=None, **vals):
        """Sell a quotation, or take a down payment for it, as the till's screen sends it.

        :return: the till's order.
        """
        product = product or self.goods
        line = order.order_line.filtered(lambda sold: sold.product_id == product)
        sent = {
            'amount_paid': amount, 'amount_return': 0, 'amount_tax': 0, 'amount_total': amount,
            'date_order': '2026-06-30 08:00:00', 'fiscal_position_id': False, 'to_invoice': False,
            'partner_id': self.partner.id, 'name': order.name, 'sequence_number': 1,
            'session_id': self.till.current_session_id.id, 'user_id': self.cashier.id,
            'uuid': f'{order.id}-{amount}-{product.id}',
            'lines': [Command.create({
                'product_id': product.id, 'qty': 1, 'discount': 0, 'price_unit': amount,
                'price_subtotal': amount, 'price_subtotal_incl': amount, 'tax_ids': [],
                'sale_order_origin_id': order.id, 'sale_order_line_id': line.id})],
            'payment_ids': [Command.create({
                'amount': amount, 'name': '2026-06-30 08:00:00',
                'payment_method_id': (method or self.cash).id})],
            **vals}
        answer = self.env['pos.order'].with_user(self.cashier).sync_from_ui([sent])
        self.env.invalidate_all()
        return self.env['pos.order'].browse(answer['pos.order'][0]['id'])

    def held(self, total=500):
        order = self.quotation(total)
        order.with_user(self.seller).action_confirm()
        self.assertHeld(order)
        return order

    def test_paid(self):
        """A held quotation goes on by itself when it is paid at the till."""
        order = self.held()
        self.sell(order, 500)
        self.assertPassed(order)
        self.assertEqual(order._ar_money_received(), (500, 500))
        self.assertFalse(self.parts())

    def test_blocked_and_paid(self):
        """Who is blocked may buy what he pays at once."""
        self.account.status = 'blocked'
        order = self.quotation(500)
        self.sell(order, 500)
        self.assertPassed(order)

    def test_on_account_is_no_money(self):
        order = self.held()
        self.sell(order, 500, self.later)
        self.assertHeld(order)
        self.assertEqual(order._ar_money_received(), (0, 0))

    def test_half_in_cash(self):
        order = self.held()
        self.sell(order, 500, payment_ids=[
            Command.create({'amount': amount, 'name': '2026-06-30 08:00:00',
                            'payment_method_id': method.id})
            for amount, method in ((200, self.cash), (300, self.later))])
        self.assertEqual(order._ar_money_received(), (200, 200))
        self.assertHeld(order)

    def test_a_down_payment(self):
        """It frees what fits with it, and the order owes it no more."""
        self.account.credit_mode = 'limit'
        order = self.held(1_200)
        self.sell(order, 199, product=self.advance)
        self.assertHeld(order)
        self.sell(order, 1, product=self.advance)
        self.assertPassed(order)
        self.assertEqual(self.parts(), {'order': 1_200, 'down_payment': -200})
        self.company.ar_position_guard = 'off'  # what is settled is out, whatever it was
        self.sell(order, 1_200)
        self.assertFalse(self.parts())

    def test_given_back(self):
        order = self.held()
        sold = self.sell(order, 500)
        refund = self.env['pos.order'].browse(sold.refund()['res_id'])
        self.env['pos.make.payment'].with_context(
            active_ids=refund.ids, active_id=refund.id).create({
                'amount': -500, 'payment_method_id': self.cash.id}).check()
        self.assertEqual(order._ar_money_received(), (0, 0))

    def test_money_of_somebody_else(self):
        """Sales of other customers free nothing, and nobody links them to an order by hand."""
        order, other = self.held(), self.quotation(500)
        sold = self.sell(other, 500)
        self.seller.group_ids += self.env.ref('point_of_sale.group_pos_user')
        for record in (order, order.order_line):
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.with_user(self.seller).write({
                    'pos_order_line_ids': [Command.link(sold.lines.id)]})
        sold.partner_id = self.customer("Stranger")
        sold.lines.write({'sale_order_origin_id': order.id})
        self.assertEqual(order._ar_money_received(), (0, 0))
