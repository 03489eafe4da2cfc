from odoo.tests import tagged

from .common import InsightCommon


@tagged('post_install', '-at_install')
class TestInsightNight(InsightCommon):
    """A night that is run for a past day sees what was known on that day."""

    def test_a_debt_paid_since_was_overdue_then(self):
        wood = self.customer()
        self.pay(self.invoice(wood, 100, -200, due=-170), -170)
        self.pay(self.invoice(wood, 500, -120, due=-90), -40)
        account = self.account(wood)
        self.env['ar.credit.account']._run_nightly(self.company, self.day(-60))
        self.assertEqual(self._value(account, 'worst_overdue_days'), 30)
        self.env['ar.credit.account']._run_nightly(self.company, self.day(0))
        self.assertEqual(self._value(account, 'worst_overdue_days'), 0)

    def _value(self, account, code):
        account.invalidate_recordset()
        return next(line['value'] for line in account.score_id.lines if line['code'] == code)
