from odoo.tests import tagged

from .stock_common import StockGuardCommon


@tagged('post_install', '-at_install')
class TestStockChanges(StockGuardCommon):
    """What comes back is not owed any more."""

    def send_back(self, picking, quantity):
        wizard = self.env['stock.return.picking'].with_context(
            active_id=picking.id, active_ids=picking.ids, active_model='stock.picking').create({})
        wizard.product_return_moves.quantity = quantity
        back = self.env['stock.picking'].browse(wizard.action_create_returns()['res_id'])
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

    def test_a_cancellation_takes_what_was_to_be_delivered(self):
        order, __ = self.ordered()
        order.with_user(self.seller)._action_cancel()
        event = self.env['ar.event'].search([
            ('kind', '=', 'order.cancelled'), ('res_id', '=', order.id)])
        self.assertEqual(
            (event.before, event.numbers), ({'exposure': 500}, {'effect': -500}))
        self.assertIn("500.00 → 0.00", event.change)
