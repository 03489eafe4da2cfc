from odoo.tests import tagged

from odoo.addons.ar_optimization_sale import _uninstall

from .guard_common import SaleGuardCommon


@tagged('post_install', '-at_install')
class TestSaleUninstall(SaleGuardCommon):
    """What becomes of holds when the app of their documents goes."""

    def test_open_holds_end(self):
        orders = self.quotation(2_000) | self.quotation(3_000)
        orders.action_confirm()
        kept = self.quotation(4_000)
        kept.action_confirm()
        self.hold_of(kept).with_user(self.manager)._reject("No")
        _uninstall(self.env(su=True))
        holds = self.env['ar.credit.hold'].search([('res_model', '=', 'sale.order')])
        self.assertEqual(sorted(holds.mapped('state')), ['cancelled', 'cancelled', 'rejected'])
        self.assertFalse(holds.activity_ids)

    def test_holds_whose_model_is_gone(self):
        order = self.quotation(2_000)
        order.action_confirm()
        hold = self.hold_of(order)
        hold.sudo().res_model = 'gone.order'
        self.assertTrue(hold.with_user(self.manager).reasons_text)
        self.look_again()
        self.assertEqual(hold.state, 'cancelled')
