from odoo.tests import tagged

from .guard_common import SaleGuardCommon


@tagged('post_install', '-at_install')
class TestSaleKpi(SaleGuardCommon):
    """Results of sales teams, and of what becomes of their orders."""

    def test_a_team_has_results_and_its_orders_change(self):
        team = self.env['crm.team'].create({'name': "North", 'company_id': False})
        orders = [
            self.order((self.goods, 1, 100), team_id=team.id, user_id=self.seller.id)
            for __ in range(4)]
        orders[0].order_line.price_unit = 80
        orders[0].order_line.price_unit = 70  # changed twice, and one order
        orders[1].with_context(disable_cancel_warning=True).action_cancel()
        self.bill(orders[2])
        results = self.env['ar.kpi.result']
        results._rebuild(self.company, self.day('2026-06-01'), self.day('2026-06-30'))
        rows = results.search([
            ('company_id', '=', self.company.id), ('subject', '=', 'team'),
            ('subject_ref', '=', team.id)])
        self.assertEqual(set(rows.mapped('subject_name')), {"North"})
        found = {row.measure: row.value for row in rows}
        self.assertEqual(
            [found[name] for name in (
                'sales', 'receivable', 'order_change_rate', 'order_cancel_rate',
                'order_return_rate')], [100.0, 100.0, 25.0, 25.0, 0.0])
        seller = results.search([
            ('company_id', '=', self.company.id), ('subject', '=', 'salesperson'),
            ('user_id', '=', self.seller.id), ('measure', '=', 'order_change_rate')])
        self.assertEqual(seller.numerator, 1.0)
