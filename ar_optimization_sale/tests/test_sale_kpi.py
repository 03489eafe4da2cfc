from odoo.tests import freeze_time, tagged

from odoo.addons.ar_optimization.tools import lags

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

    def test_rates_by_customer_are_those_of_the_results(self):
        mill = self.customer("Paper Mill")
        orders = [
            self.order((self.goods, 1, 100), user_id=self.seller.id) for __ in range(3)]
        orders.append(self.order((self.goods, 1, 100), partner=mill, user_id=self.seller.id))
        orders[0].order_line.price_unit = 80
        orders[0].order_line.price_unit = 70
        orders[3].order_line.price_unit = 90
        orders[1].with_context(disable_cancel_warning=True).action_cancel()
        figures = self.env['ar.correction.figure'].with_user(self.manager)
        rows = {
            partner: tuple(each and round(each, 2) for each in rest) for partner, *rest in
            figures._read_group(
                [('company_id', '=', self.company.id), ('date', '>=', '2026-06-01'),
                 ('date', '<=', '2026-06-30')], ['commercial_partner_id'],
                ['order_count:sum', 'changed_count:sum', 'cancelled_count:sum',
                 'change_rate:avg', 'cancel_rate:avg', 'return_rate:avg'])}
        self.assertEqual(rows[self.partner], (3, 1, 1, 33.33, 33.33, 0.0))
        self.assertEqual(rows[mill], (1, 1, 0, 100.0, 0.0, 0.0))
        self.assertEqual(round(lags.rate(1, 3), 2), rows[self.partner][3])
        results = self.env['ar.kpi.result']
        results._rebuild(self.company, self.day('2026-06-01'), self.day('2026-06-30'))
        kept = {row.measure: row.value for row in results.search([
            ('company_id', '=', self.company.id), ('subject', '=', 'salesperson'),
            ('user_id', '=', self.seller.id)])}
        [(_seller, *rates)] = figures._read_group(
            [('invoice_user_id', '=', self.seller.id), ('company_id', '=', self.company.id)],
            ['invoice_user_id'], ['change_rate:avg', 'cancel_rate:avg'])
        self.assertEqual(rates, [kept['order_change_rate'], kept['order_cancel_rate']])
        self.assertEqual(rates, [50.0, 25.0])
        changed = figures.search([('kind', '=', 'order.changed'), ('res_id', '=', orders[0].id)])
        self.assertEqual((len(changed), changed.document), (1, orders[0].name), "once a month")

    def test_changes_of_two_months_count_in_both(self):
        order = self.order((self.goods, 1, 100), user_id=self.seller.id)
        order.order_line.price_unit = 80
        with freeze_time('2026-07-02'):
            order.order_line.price_unit = 70
        self.env.flush_all()
        changed = self.env['ar.correction.figure'].search([
            ('kind', '=', 'order.changed'), ('res_id', '=', order.id)])
        self.assertEqual(
            sorted(map(str, changed.mapped('date'))), ['2026-06-30', '2026-07-02'])

    def test_months_are_those_of_the_company(self):
        """What is confirmed or changed late on 30 June is of July already in Shanghai."""
        self.company.resource_calendar_id.tz = 'Asia/Shanghai'
        with freeze_time('2026-06-30 15:00:00'):
            early = self.order((self.goods, 1, 100), user_id=self.seller.id)
            early.order_line.price_unit = 80
        with freeze_time('2026-06-30 17:00:00'):
            late = self.order((self.goods, 1, 100), user_id=self.seller.id)
            early.order_line.price_unit = 70
        self.env.flush_all()
        figures = self.env['ar.correction.figure'].search(
            [('res_model', '=', 'sale.order'), ('res_id', 'in', (early + late).ids)],
            order='date, kind')
        self.assertEqual(
            [(row.kind, row.res_id, str(row.date)) for row in figures],
            [('order', early.id, '2026-06-30'), ('order.changed', early.id, '2026-06-30'),
             ('order', late.id, '2026-07-01'), ('order.changed', early.id, '2026-07-01')])
        results = self.env['ar.kpi.result']
        results._rebuild(self.company, self.day('2026-06-01'), self.day('2026-06-30'))
        kept = results.search([
            ('company_id', '=', self.company.id), ('subject', '=', 'salesperson'),
            ('user_id', '=', self.seller.id), ('measure', '=', 'order_change_rate')])
        self.assertEqual((kept.numerator, kept.denominator), (1.0, 1.0))

    def test_days_from_the_order_to_its_invoice(self):
        with freeze_time('2026-06-10'):
            early = self.order((self.goods, 1, 100), user_id=self.seller.id)
        with freeze_time('2026-06-20'):
            late = self.order((self.goods, 1, 50), user_id=self.seller.id)
        advance = self.down_payment(early, 10)
        invoice = self.bill(early + late)
        self.env.flush_all()
        rows = self.env['ar.process.figure'].with_user(self.manager).search(
            [('step', '=', 'invoiced'), ('company_id', '=', self.company.id)])
        self.assertEqual(
            [(row.res_id, row.days, row.commercial_partner_id, row.invoice_user_id)
             for row in rows],
            [(invoice.id, 20.0, self.partner, self.seller)], "of the oldest order")
        self.assertNotIn(advance.id, rows.mapped('res_id'), "a down payment bills no goods")
        self.assertEqual(rows.days, lags.lag(self.day('2026-06-10'), self.today))
