from odoo import Command
from odoo.tests import tagged

from odoo.addons.ar_optimization_sale.tests.guard_common import SaleGuardCommon


@tagged('post_install', '-at_install')
class TestStockGuard(SaleGuardCommon):
    """Goods leave when nothing speaks against it by then; what comes back always passes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref('stock.group_stock_manager')
        cls.chair = cls.article(
            "Chair", policy='delivery', type='consu', is_storable=False)

    def ordered(self, quantity=5, price=100):
        """A confirmed order and its delivery."""
        order = self.order((self.chair, quantity, price))
        return order, order.picking_ids

    def deliver(self, picking, quantity=None):
        """Load and validate. Returns what the button returned."""
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
            move.picked = True
        return picking.with_context(skip_backorder=True).button_validate()

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

    def transfer(self, inside=False):
        """A transfer of a chair without an order, to the customer or inside the company."""
        warehouse = self.env['stock.warehouse'].search(
            [('company_id', '=', self.company.id)], limit=1)
        kind = warehouse.int_type_id if inside else warehouse.out_type_id
        there = self.env.ref('stock.stock_location_customers')
        return self.env['stock.picking'].create({
            'picking_type_id': kind.id, 'partner_id': self.partner.id,
            'location_id': kind.default_location_src_id.id,
            'location_dest_id': kind.default_location_dest_id.id or there.id,
            'move_ids': [Command.create({
                'product_id': self.chair.id, 'product_uom_qty': 1,
                'location_id': kind.default_location_src_id.id,
                'location_dest_id': kind.default_location_dest_id.id or there.id})],
        })

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
