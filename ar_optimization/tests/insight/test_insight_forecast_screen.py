from odoo.tests import HttpCase, tagged

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestInsightForecastScreen(HttpCase, ARCommon):
    freeze = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role_user('credit_manager')
        alpha = cls.customer("Tour Alpha")
        for place in range(4):
            issued = -90 - 14 * place
            cls.pay(cls.invoice(alpha, 100, issued, issued + 30), issued + 44)
        cls.invoice(alpha, 700, -20, 10)
        cls.invoice(alpha, 300, -50, -20)

    def address(self):
        return f'/odoo/receivables-forecast?cids={self.company.id}'

    def test_forecast(self):
        self.company.write({'ar_cash_typed': True, 'ar_cash_opening': 100.0})
        self.env['ar.cash.outflow'].create({
            'name': "Wages", 'kind': 'payroll', 'amount': 400.0, 'recurrence': 'week'})
        self.env['ar.forecast'].sudo()._build(self.company, self.today)
        self.start_tour(self.address(), 'ar_forecast', login='ar_credit_manager')

    def test_nothing_yet(self):
        self.start_tour(self.address(), 'ar_forecast_empty', login='ar_credit_manager')

    def test_workbook(self):
        self.env['ar.forecast'].sudo()._build(self.company, self.today)
        self.authenticate('ar_credit_manager', 'ar_credit_manager')
        found = self.url_open(f'/ar_optimization/forecast.xlsx?companies={self.company.id}')
        self.assertEqual(found.status_code, 200)
        self.assertEqual(found.content[:2], b'PK')
        self.role_user('collector')
        self.authenticate('ar_collector', 'ar_collector')
        self.assertEqual(self.url_open('/ar_optimization/forecast.xlsx').status_code, 403)
