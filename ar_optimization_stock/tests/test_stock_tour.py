from odoo.tests import HttpCase, tagged

from .stock_common import StockGuardCommon


@tagged('post_install', '-at_install')
class TestStockTour(HttpCase, StockGuardCommon):
    freeze = False

    def test_somebody_in_the_warehouse_whose_delivery_is_held(self):
        keeper = self.role_user('employee', login='ar_keeper')
        keeper.group_ids += self.env.ref('stock.group_stock_user')
        __, picking = self.ordered()
        picking.move_ids.picked = True
        self.account.status = 'blocked'
        self.start_tour(
            f'/odoo/stock.picking/{picking.id}', 'ar_stock_held', login=keeper.login)
        self.assertNotEqual(picking.state, 'done')
        self.assertEqual(self.hold_of(picking).state, 'open')
