
from odoo import Command
from odoo.tests import Form, tagged

from .guard_common import SaleGuardCommon


@tagged('post_install', '-at_install')
class TestSaleGrowth(SaleGuardCommon):
    """A confirmed order that grows is looked at again."""

    def test_a_prepaid_order_that_grows_within_the_money(self):
        self.account.credit_mode = 'prepay'
        self.payment(self.partner, 700)
        order = self.order((self.goods, 1, 500))
        order.order_line.price_unit = 700
        self.assertFalse(self.hold_of(order))
        order.order_line.price_unit = 700.01
        self.assertEqual(self.hold_of(order).ways[0]['value'], 0.01)

    def test_a_confirmed_order_that_grows(self):
        for change in (
            {'product_uom_qty': 50}, {'price_unit': 5_000},
            {'product_uom_qty': 20, 'discount': 1},
        ):
            with self.subTest(change):
                order = self.order((self.goods, 1, 500))
                self.assertPassed(order)
                order.order_line.with_user(self.seller).write(change)
                self.assertEqual(self.hold_of(order).state, 'open')
                self.assertEqual(self.hold_of(order).moment, 'change')
                self.assertFalse(order.ar_guard_date)
                self.assertIn("over its credit limit", order.ar_guard_message)
                order._action_cancel()

    def test_a_line_added_to_a_confirmed_order(self):
        order = self.order((self.goods, 1, 500))
        order.order_line.create({
            'order_id': order.id, 'product_id': self.goods.id, 'price_unit': 600,
            'tax_ids': [Command.clear()]})
        self.assertEqual(self.hold_of(order).state, 'open')

    def test_a_form_that_changes_several_lines_is_looked_at_once(self):
        order = self.order((self.goods, 1, 500), (self.goods, 1, 300))
        with Form(order) as form:
            with form.order_line.edit(0) as line:
                line.price_unit = 900
            with form.order_line.edit(1) as line:
                line.price_unit = 100
        self.assertFalse(self.hold_of(order))
        self.assertEqual(order.ar_guard_date, self.today)

    def test_growth_taken_back(self):
        order = self.order((self.goods, 1, 500))
        order.order_line.product_uom_qty = 50
        hold = self.hold_of(order)
        order.order_line.product_uom_qty = 1
        self.assertEqual((hold.state, order.state), ('cleared', 'sale'))

    def test_another_customer_on_a_confirmed_order(self):
        stranger = self.customer("Stranger")
        self.accounts._account_for(stranger, self.company).status = 'blocked'
        order = self.order((self.goods, 1, 500))
        order.partner_invoice_id = stranger
        self.assertEqual(self.hold_of(order).partner_id, stranger)

    def test_longer_terms_on_a_confirmed_order(self):
        self.policy('term', bound=30)
        order = self.order((self.goods, 1, 500), payment_term_id=self.term((100, 30)).id)
        self.assertPassed(order)
        order.payment_term_id = self.term((50, 0), (50, 90))
        self.assertEqual(self.hold_of(order).state, 'open')

    def test_more_instalments_on_a_confirmed_order(self):
        order = self.order((self.goods, 1, 500), payment_term_id=self.term((50, 0), (50, 60)).id)
        before, self.account.status = self.account.status, 'blocked'
        order.payment_term_id = self.term((70, 0), (30, 60))
        self.assertFalse(self.hold_of(order))
        order.payment_term_id = self.term((10, 0), (90, 60))
        self.assertEqual(self.hold_of(order).moment, 'change')
        self.account.status = before
        other = self.order((self.goods, 1, 400), payment_term_id=self.term((50, 0), (50, 60)).id)
        self.account.status = 'blocked'
        other.payment_term_id = self.term((50, 0), (25, 30), (25, 60))
        self.assertEqual(self.hold_of(other).moment, 'change')

    def test_smaller_orders_are_left_alone(self):
        order = self.order((self.goods, 2, 500))
        self.account.status = 'blocked'
        order.order_line.product_uom_qty = 1
        self.assertFalse(self.hold_of(order))

    # === SMALL AMOUNTS === #

    def test_a_small_order_uses_up_the_month_once(self):
        """Confirmed, raised, and confirmed again after a cancellation: 90 of 100 are used up."""
        self.account.credit_limit = 0
        self.env['ar.credit.policy'].search([('condition', '=', 'limit')]).write({
            'small_amount': 100, 'small_month': 100})
        order = self.quotation(80)
        order.action_confirm()
        order.order_line.price_unit = 90
        self.assertPassed(order)
        self.assertEqual(self.small_amount(), 90)
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertPassed(order)
        self.assertEqual(self.small_amount(), 90)
        other = self.quotation(11)
        other.action_confirm()
        self.assertHeld(other)

    def test_a_small_order_that_is_invoiced_to_somebody_else(self):
        """What one customer has used up is not another one's."""
        self.account.credit_limit = 0
        self.env['ar.credit.policy'].search([('condition', '=', 'limit')]).write({
            'small_amount': 100, 'small_month': 100})
        order = self.quotation(80)
        order.action_confirm()
        other = self.customer("Forest")
        account = self.accounts._account_for(other, self.company)
        account.write({'credit_mode': 'limit', 'credit_limit': 0})
        order.partner_invoice_id = other
        self.assertPassed(order)
        self.assertEqual((self.small_amount(), self.small_amount(account)), (80, 80))

    def small_amount(self, account=None):
        """What passed of a customer this month only because it was small."""
        return self.env['ar.credit.lock'].sudo().search([
            ('account_id', '=', (account or self.account).id)]).small_amount
