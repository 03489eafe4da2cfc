from odoo.tests import tagged

from .. import _pre_init
from .stock_common import StockGuardCommon


@tagged('post_install', '-at_install')
class TestStockChanges(StockGuardCommon):
    """What comes back is not owed any more."""

    def come_back(self, picking, quantity):
        """What is announced to come back."""
        wizard = self.env['stock.return.picking'].with_context(
            active_id=picking.id, active_ids=picking.ids, active_model='stock.picking').create({})
        wizard.product_return_moves.quantity = quantity
        return self.env['stock.picking'].browse(wizard.action_create_returns()['res_id'])

    def send_back(self, picking, quantity):
        back = self.come_back(picking, quantity)
        self.deliver(back)
        self.assertEqual(back.state, 'done')

    def test_a_return_takes_from_the_exposure(self):
        order, picking = self.ordered()
        self.deliver(picking)
        self.assertEqual(self.parts(), {'delivered': 500})
        self.send_back(picking, 2)
        self.assertEqual(self.parts(), {'delivered': 300})
        self.send_back(picking, 3)
        self.assertEqual(self.parts(), {})
        events = self.env['ar.event'].search([
            ('kind', '=', 'order.returned'), ('res_id', '=', order.id)], order='id')
        self.assertEqual([event.numbers['effect'] for event in events], [-200, -300])
        self.assertEqual(
            [(event.before, event.after) for event in events],
            [({'exposure': 500}, {'exposure': 300}), ({'exposure': 300}, {'exposure': 0})])

    def test_at_the_installation_it_is_known_what_has_nothing_left_to_come(self):
        """What is only announced to come back is nothing that is left to come."""
        self.account.credit_limit = 10_000
        over, open_, back = (self.ordered()[1] for __ in range(3))
        for picking in (over, back):
            self.deliver(picking, 3)
            (picking.sale_id.picking_ids - picking).action_cancel()
        self.deliver(open_, 3)
        self.assertEqual(self.come_back(back, 1).state, 'assigned')
        lines = (over | open_ | back).sale_id.order_line
        computed = lines.mapped('ar_delivery_ended')
        self.assertEqual(computed, [True, False, True])
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order_line SET ar_delivery_ended = NULL")
        _pre_init(self.env)
        lines.invalidate_recordset()
        self.assertEqual(lines.mapped('ar_delivery_ended'), computed)

    def test_a_cancellation_takes_what_was_to_be_delivered(self):
        order, __ = self.ordered()
        order.with_user(self.seller)._action_cancel()
        event = self.env['ar.event'].search([
            ('kind', '=', 'order.cancelled'), ('res_id', '=', order.id)])
        self.assertEqual(
            (event.before, event.numbers), ({'exposure': 500}, {'effect': -500}))
        self.assertIn("500.00 → 0.00", event.change)
