from odoo.exceptions import AccessError
from odoo.tests import tagged

from .stock_common import StockGuardCommon


@tagged('post_install', '-at_install')
class TestStockGuard(StockGuardCommon):
    """Goods leave when nothing speaks against it by then; what comes back always passes."""

    def test_leaves_within_the_limit(self):
        order, picking = self.ordered()
        self.assertIs(self.deliver(picking), True)
        self.assertEqual(picking.state, 'done')
        self.assertEqual(self.parts(), {'delivered': 500})
        self.assertEqual(order.order_line.qty_delivered, 5)

    def test_blocked_since_the_order(self):
        __, picking = self.ordered()
        self.account.status = 'blocked'
        action = self.deliver(picking)
        self.assertEqual(action['tag'], 'display_notification')
        self.assertNotEqual(picking.state, 'done')
        hold = self.hold_of(picking)
        self.assertEqual(
            (hold.state, hold.document_kind, hold.total, hold.amount, hold.moment),
            ('open', 'delivery', 500, 0, 'deliver'))

    def test_over_the_limit_since_the_order(self):
        __, picking = self.ordered()
        self.account.credit_limit = 499
        self.deliver(picking)
        self.assertEqual(self.hold_of(picking).state, 'open')

    def test_released_and_loaded(self):
        __, picking = self.ordered()
        self.account.status = 'blocked'
        self.deliver(picking)
        self.hold_of(picking).with_user(self.manager)._release("Last one")
        self.assertNotEqual(picking.state, 'done')  # a person loads it
        self.deliver(picking)
        self.assertEqual(picking.state, 'done')

    def test_a_released_order_leaves(self):
        order = self.order((self.chair, 50, 100), confirm=False)
        order.action_confirm()
        self.assertFalse(order.picking_ids)
        self.hold_of(order).with_user(self.manager)._release("Known for years")
        self.deliver(order.picking_ids)
        self.assertEqual(order.picking_ids.state, 'done')

    def test_an_order_that_has_grown_does_not_leave(self):
        self.policy('discount', bound=10, on_deliveries=False)
        order, picking = self.ordered()
        order.order_line.discount = 50
        self.assertEqual(self.hold_of(order).state, 'open')
        self.deliver(picking)
        self.assertEqual(self.hold_of(picking).state, 'open')
        self.assertIn("discount", self.hold_of(picking).reasons_text)

    def test_more_ordered_after_the_confirmation(self):
        order, picking = self.ordered()
        order.order_line.product_uom_qty = 50
        self.assertEqual(picking.move_ids.product_uom_qty, 50)
        self.deliver(picking)
        self.assertEqual(self.hold_of(picking).state, 'open')

    def test_paid_in_advance_leaves(self):
        __, picking = self.ordered()
        self.account.credit_mode = 'prepay'
        self.deliver(picking)
        self.assertEqual(self.hold_of(picking).state, 'open')
        self.payment(self.partner, 500)
        self.deliver(picking)
        self.assertEqual(picking.state, 'done')

    def test_returns_pass(self):
        __, picking = self.ordered()
        self.deliver(picking)
        self.account.status = 'blocked'
        wizard = self.env['stock.return.picking'].with_context(
            active_id=picking.id, active_ids=picking.ids, active_model='stock.picking').create({})
        wizard.product_return_moves.quantity = 5
        back = self.env['stock.picking'].browse(wizard.action_create_returns()['res_id'])
        self.deliver(back)
        self.assertEqual(back.state, 'done')

    def test_exempt_types_pass(self):
        __, picking = self.ordered()
        self.account.status = 'blocked'
        picking.picking_type_id.ar_guard_exempt = True
        self.deliver(picking)
        self.assertEqual(picking.state, 'done')

    def test_without_an_order(self):
        self.account.status = 'blocked'
        picking = self.transfer()
        self.deliver(picking)
        self.assertEqual((self.hold_of(picking).state, self.hold_of(picking).total), ('open', 100))

    def test_moves_inside_the_company_pass(self):
        self.account.status = 'blocked'
        picking = self.transfer(inside=True)
        self.deliver(picking)
        self.assertEqual(picking.state, 'done')

    def test_who_sold_it_does_not_release_it(self):
        order, picking = self.ordered()
        order.user_id = self.manager
        self.account.status = 'blocked'
        self.deliver(picking)
        hold = self.hold_of(picking)
        with self.assertRaises(AccessError):
            hold.with_user(self.manager)._release("Mine")
        order.user_id = self.seller
        hold.with_user(self.manager)._release("Not mine")
        self.assertEqual(hold.state, 'released')

    # === SMALL AMOUNTS === #

    def test_the_delivery_of_a_small_order_uses_up_nothing_more(self):
        """80 are ordered and leave in two slices: 80 of the month are used up, not 160."""
        lock = self.spare_small()
        order, picking = self.ordered(4, 20)
        self.deliver(picking, 1)
        self.deliver_part(order, 3, state='done')
        self.assertEqual(lock().small_amount, 80)
        self.assertEqual(self.ordered(1, 21)[0].state, 'draft')

    def test_slices_that_are_small_use_up_what_they_are(self):
        """What was ordered in better days uses up nothing; each of its slices what leaves."""
        lock = self.spare_small()
        order = self.released_order(4, 20)
        self.deliver_part(order, 1, state='done')
        self.deliver_part(order, 2, state='done')
        self.assertEqual(lock().small_amount, 60)

    def test_who_rides_along_is_not_small(self):
        """Goods of a second customer in a transfer of the first one are on nobody's month."""
        self.spare_small()
        other = self.customer("Forest")
        self.accounts._account_for(other, self.company).write({
            'credit_mode': 'limit', 'credit_limit': 0})
        self.company.ar_position_guard = 'off'
        first = self.order((self.chair, 2, 20))
        second = self.order((self.chair, 1, 20), partner=other)
        second.picking_ids.move_ids.picking_id = first.picking_ids
        self.company.ar_position_guard = 'on'
        self.deliver(first.picking_ids)
        self.assertEqual(self.hold_of(first.picking_ids).state, 'open')

    def spare_small(self):
        """Let small documents pass, 100 a month.

        :return: function that finds the lock, with what is used up.
        """
        self.account.credit_limit = 0
        self.env['ar.credit.policy'].search([('condition', '=', 'limit')]).write({
            'small_amount': 100, 'small_month': 100})
        return lambda: self.env['ar.credit.lock'].sudo().search([
            ('account_id', '=', self.account.id)])

    # === PREPAYMENT === #

    def test_a_prepayment_carries_only_what_it_pays(self):
        """10 chairs, 30 % paid, everything to be paid in advance: three of them leave."""
        self.account.credit_mode = 'prepay'
        for pay in (self.paid_by_bank, self.paid_by_down_payment):
            with self.subTest(pay.__name__):
                order = self.released_order(10, 100)
                pay(order, 300)
                first = self.deliver_part(order, 3)
                self.assertEqual(first.state, 'done')
                second = self.deliver_part(order, 3)
                self.assertEqual(self.hold_of(second).ways[0]['value'], 300)
                self.payment(self.partner, 300)
                self.deliver(second, 3)
                self.assertEqual(second.state, 'done')
                self.deliver_part(order, 4, state='assigned')
                self.end(order)

    def test_slices_of_a_tier_that_asks_for_a_part(self):
        """10 chairs, 30 % paid as the tier asks: all leave, in slices of any size."""
        self.company.ar_position_guard = 'off'
        order = self.order((self.chair, 10, 100))
        self.company.ar_position_guard = 'on'
        self.account.credit_limit = 5_000
        self.policy('overdue_days', 'prepay', bound=1, prepayment_percent=30)
        self.invoice(self.partner, 50, -60, -50)
        self.paid_by_down_payment(order, 299)
        for quantity in (3, 6):
            self.assertEqual(self.deliver_part(order, quantity).state, 'done')
        last = self.deliver_part(order, 1)
        self.assertEqual(self.hold_of(last).ways[0]['value'], 1)

    def test_a_slice_that_was_invoiced_and_paid(self):
        self.account.credit_mode = 'prepay'
        order = self.released_order(10, 100)
        self.paid_by_bank(order, 300)
        self.deliver_part(order, 3)
        self.match(self.bill(order), self.env['account.payment'].search(
            [('partner_id', '=', self.partner.id)]).move_id)
        self.deliver_part(order, 3, state='assigned')
        self.payment(self.partner, 299.99)
        self.deliver_part(order, 3, state='assigned')
        self.payment(self.partner, 0.01)
        self.deliver_part(order, 3, state='done')

    def test_money_of_one_order_carries_no_other(self):
        self.account.credit_mode = 'prepay'
        order, other = self.released_order(3, 100), self.released_order(3, 100)
        self.paid_by_down_payment(order, 300)
        self.deliver_part(other, 3, state='assigned')
        self.deliver_part(order, 3, state='done')

    # === EXPOSURE === #

    def test_in_two_deliveries(self):
        __, picking = self.ordered()
        self.deliver(picking, 2)
        self.assertEqual(self.parts(), {'order': 300, 'delivered': 200})

    def test_a_cancelled_rest_is_owed_no_more(self):
        order, picking = self.ordered()
        self.deliver(picking, 2)
        (order.picking_ids - picking).action_cancel()
        self.assertEqual(self.parts(), {'delivered': 200})
        self.pay(self.bill(order))
        self.assertEqual(self.parts(), {})
