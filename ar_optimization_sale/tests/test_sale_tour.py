from odoo.tests import HttpCase, tagged

from .guard_common import SaleGuardCommon


@tagged('post_install', '-at_install')
class TestSaleTour(HttpCase, SaleGuardCommon):
    freeze = False

    def test_a_salesperson_whose_order_is_held(self):
        order = self.quotation(1_300)
        self.start_tour(f'/odoo/sale.order/{order.id}', 'ar_sale_held', login='ar_seller')
        self.assertHeld(order)
        self.hold_of(order).with_user(self.manager)._release("Known for years")
        self.start_tour(f'/odoo/sale.order/{order.id}', 'ar_sale_released', login='ar_seller')

    def test_a_manager_who_reads_what_was_changed(self):
        self.manager.group_ids += self.env.ref('sales_team.group_sale_salesman_all_leads')
        order = self.order((self.goods, 1, 500))
        order.with_user(self.seller).order_line.price_unit = 400
        self.start_tour('/odoo/changed-orders', 'ar_sale_changes', login='ar_credit_manager')
