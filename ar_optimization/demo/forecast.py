"""The cash forecast of the demo company: kept forecasts of past weeks with what came, payments that
are planned by hand, and a budget."""
from dateutil.relativedelta import relativedelta

from odoo import models

WEEKS = 5  # of past forecasts
OUTFLOWS = (
    # name, kind, amount, first day from today, recurrence
    ("Wages", 'payroll', 21000, -40, 'month'),
    ("VAT", 'tax', 9000, 12, 'quarter'),
    ("Goods ordered, not yet billed", 'other', 19500, 3, 'week'),
    ("Rent of the warehouse", 'rent', 3200, 1, 'month'),
)


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _ar_make_demo_forecast(self, today):
        """To be called last, once promises, plans and disputes are there."""
        self.write({'ar_cash_typed': True, 'ar_cash_opening': 40000, 'ar_cash_inventory': 60000})
        self.env['ar.cash.outflow'].create([
            {'name': name, 'kind': kind, 'amount': amount, 'company_id': self.id,
             'date': today + relativedelta(days=days), 'recurrence': recurrence}
            for name, kind, amount, days, recurrence in OUTFLOWS])
        forecasts = self.env['ar.forecast'].sudo()
        for week in range(WEEKS, 0, -1):
            forecasts._build(self, today - relativedelta(weeks=week))
        forecasts._build(self, today)
        forecasts._fill_actual(self, today)
        expected = forecasts._latest(self)['expected']
        month = sum(
            period['cash'] for period in expected.figures['periods']
            if period['kind'] == 'month') / 12
        self.env['ar.cash.budget'].create([
            {'company_id': self.id, 'month': today + relativedelta(months=ahead, day=1),
             'receipts': round(month, -3) or 1000}
            for ahead in range(-3, 4)])
