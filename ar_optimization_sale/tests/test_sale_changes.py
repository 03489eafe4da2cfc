from odoo.tests import tagged

from .guard_common import SaleGuardCommon


@tagged('post_install', '-at_install')
class TestSaleChanges(SaleGuardCommon):
    """Orders that change after their confirmation are listed, with what that does."""

    def events(self, *orders):
        self.env.flush_all()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'ar_optimization_sale.ar_event_order_action')
        listed = self.env['ar.event'].search([('kind', 'like', 'order.%')])
        self.assertEqual(action['res_model'], listed._name)
        return listed.filtered(lambda event: event.res_id in [order.id for order in orders])

    def test_an_ordinary_confirmation_is_none(self):
        order = self.quotation(500)
        order.order_line.price_unit = 600  # still a quotation
        order.with_user(self.seller).action_confirm()
        self.assertFalse(self.events(order))

    def test_changed(self):
        order = self.order((self.goods, 1, 500))
        order.with_user(self.seller).order_line.price_unit = 400
        event = self.events(order)
        self.assertEqual((event.kind, event.user_id), ('order.changed', self.seller.id))
        self.assertEqual(
            (event.before['total'], event.after['total'], event.numbers),
            (500, 400, {'effect': -100}))
        self.assertIn("Total: 500.00 → 400.00", event.change)
        self.assertIn("-100.00", event.figures)
        order.payment_term_id = self.term((100, 60))
        self.assertIn("Last payment after days: 0 → 60", self.events(order)[0].change)
        order.client_order_ref = "X"
        self.assertEqual(len(self.events(order)), 2)

    def test_several_at_once(self):
        orders = self.order((self.goods, 1, 100)) | self.order((self.goods, 1, 200))
        orders.order_line.write({'price_unit': 50})
        self.assertEqual(
            sorted(event.numbers['effect'] for event in self.events(*orders)), [-150, -50])

    def test_cancelled(self):
        order = self.order((self.goods, 1, 500), (self.service, 1, 300))
        self.bill(order)  # what is invoiced stays owed
        order.with_user(self.seller)._action_cancel()
        event = self.events(order)
        self.assertEqual((event.kind, event.user_id), ('order.cancelled', self.seller.id))
        self.assertEqual(
            (event.before, event.after, event.numbers),
            ({'exposure': 300}, {'exposure': 0}, {'effect': -300}))
        self.assertEqual(self.parts(), {'receivable': 500})

    def test_a_salesperson_lists_none(self):
        """The log is for who sees receivables."""
        menu = self.env.ref('ar_optimization_sale.menu_ar_event_order')
        self.assertNotIn(menu.id, self.env['ir.ui.menu'].with_user(self.seller)._visible_menu_ids())
        self.assertIn(menu.id, self.env['ir.ui.menu'].with_user(self.manager)._visible_menu_ids())
