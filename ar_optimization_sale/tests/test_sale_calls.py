from odoo.tests import HttpCase, tagged

from .guard_common import SaleGuardCommon


@tagged('post_install', '-at_install')
class TestSaleCalls(HttpCase, SaleGuardCommon):
    """What a salesperson's browser sends is held as what the form does."""

    def call(self, model, method, *args, **kwargs):
        """Call a method as the web client does."""
        self.authenticate('ar_seller', 'ar_seller')
        result = self.make_jsonrpc_request('/web/dataset/call_kw', {
            'model': model, 'method': method, 'args': args, 'kwargs': kwargs})
        self.env.invalidate_all()
        return result

    def test_confirmed_by_a_call(self):
        fine, over = self.quotation(900), self.quotation(2_000)
        for context in ({}, {'ar_guard_checked': over.ids, 'ar_guard_keep': True}):
            action = self.call('sale.order', 'action_confirm', over.ids, context=context)
            self.assertHeld(over)
        self.assertEqual(action['params']['type'], 'warning')
        self.assertEqual(self.hold_of(over).requester_id, self.seller)
        self.call('sale.order', 'action_confirm', fine.ids)
        self.assertPassed(fine)

    def test_written_by_a_call(self):
        over = self.quotation(2_000)
        self.call('sale.order', 'write', over.ids, {'state': 'sale'})
        self.assertHeld(over)

    def test_imported(self):
        result = self.call(
            'sale.order', 'load',
            ['partner_id/.id', 'state', 'order_line/product_id/.id', 'order_line/product_uom_qty',
             'order_line/price_unit'],
            [[str(self.partner.id), 'sale', str(self.goods.id), '1', str(price)]
             for price in (900, 2_000)])
        self.assertFalse(result['messages'])
        fine, over = self.env['sale.order'].browse(result['ids'])
        self.assertPassed(fine)
        self.assertHeld(over)
