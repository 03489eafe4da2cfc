"""Ledgers that say little or nonsense, through everything that looks ahead: predictions and their
backtest, the cash forecast, early warning, key figures. Each says what it can, and none breaks."""
from odoo.tests import tagged

from ...tools import backtest
from ..insight.common import InsightCommon


@tagged('post_install', '-at_install')
class TestOddInsight(InsightCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ar_bank_stale_days = 10_000
        cls.collector = cls.role_user('collector')
        cls.shop = cls.customer("Shop")

    def months_of(self, partner, delay, count=12, amount=100, **kwargs):
        """Invoices of 30 days, one each month, each paid some days after its due date."""
        for month in range(1, count + 1):
            issued = -30 * month - 40
            self.pay(self.invoice(partner, amount, issued, issued + 30, **kwargs),
                     issued + 30 + delay)

    def look(self, company=None):
        """One night of all that looks ahead; what came of it, see the tests."""
        company = company or self.company
        accounts = self.env['ar.credit.account'].sudo()
        accounts._run_nightly(company, self.today, full=True, steps=[
            '_nightly_accounts', '_nightly_features', '_nightly_evaluations',
            '_nightly_predictions', '_nightly_forecasts', '_nightly_alerts'])
        self.env['ar.snapshot']._build_missing(company, self.today)
        self.env.invalidate_all()
        own = [('company_id', '=', company.id)]
        [section] = self.env['ar.key.figures'].with_user(self.collector).with_context(
            allowed_company_ids=company.ids).get_report()['sections'] or [{'months': []}]
        return {
            'predictions': self.env['ar.prediction'].search(own),
            'verdicts': set(self.env['ar.model.evaluation'].search(own).mapped('state')),
            'forecast': self.env['ar.forecast'].sudo()._latest(company)['expected'],
            'alerts': self.env['ar.alert'].sudo().search(own),
            'month': (section['months'] or [None])[-1],
        }

    def assertTied(self, forecast):
        """The forecast begins with the general ledger, and nothing is lost on the way."""
        self.assertAlmostEqual(forecast.opening, self.gl_balance(forecast.company_id, -1), 2)
        for period in forecast.figures['periods']:
            self.assertAlmostEqual(
                period['opening'] + period['sales'] - period['cash'], period['closing'], 2)
            self.assertGreaterEqual(period['cash'], -0.01)

    def test_three_invoices(self):
        self.pay(self.invoice(self.shop, 100, -80, -50), -45)
        self.pay(self.invoice(self.shop, 100, -60, -30), -30)
        self.invoice(self.shop, 100, -20, 10)
        found = self.look()
        self.assertEqual(found['verdicts'], {backtest.FEW})
        self.assertEqual(found['predictions'].state, 'rate')
        self.assertTrue(0 < found['predictions'].probability_late < 1)
        self.assertTied(found['forecast'])
        self.assertFalse(found['alerts'])
        self.assertEqual(found['month']['receivable_amount'], 0)

    def test_all_paid_on_time(self):
        for partner in (self.shop, *self.customers(4)):
            self.months_of(partner, 0)
            self.invoice(partner, 100, -5, 25)
        found = self.look()
        self.assertTrue(found['verdicts'] <= {backtest.FEW, backtest.SAME, backtest.ON,
                                              backtest.OWN, backtest.BASE})
        judged = self.env['ar.model.evaluation'].search([
            ('company_id', '=', self.company.id), ('kind', '=', 'open'), ('horizon', '=', 0)])
        self.assertIn(judged.state, (backtest.FEW, backtest.SAME))
        self.assertEqual(set(found['predictions'].mapped('state')), {'rate'})
        self.assertLess(max(found['predictions'].mapped('probability_late')), 0.2)
        self.assertTied(found['forecast'])
        self.assertFalse(found['alerts'].filtered(lambda alert: alert.indicator == 'delay'))
        self.assertEqual(found['month']['overdue_amount'], 0)

    def test_all_late(self):
        for partner in (self.shop, *self.customers(4)):
            self.months_of(partner, 45)
            self.invoice(partner, 100, -5, 25)
        found = self.look()
        self.assertEqual(set(found['predictions'].filtered(
            lambda item: item.date_maturity >= self.today).mapped('state')), {'rate'})
        self.assertGreater(min(found['predictions'].mapped('probability_late')), 0.8)
        self.assertGreater(
            min(found['predictions'].mapped('expected_date')), self.today, "never in the past")
        self.assertTied(found['forecast'])
        self.assertFalse(
            found['alerts'].filtered(lambda alert: alert.indicator == 'delay'),
            "as late as ever is no news")
        self.assertGreater(found['month']['overdue_rate'], 0)

    def test_one_customer(self):
        self.months_of(self.shop, 5)
        self.invoice(self.shop, 100, -5, 25)
        found = self.look()
        self.assertEqual(found['predictions'].partner_id, self.shop)
        self.assertTied(found['forecast'])
        self.assertEqual(
            self.env['ar.forecast'].sudo()._latest(self.company)['failure'].failed_id, self.shop)
        self.assertFalse(
            found['alerts'].filtered(lambda alert: alert.indicator == 'concentration'),
            "of one customer there is no concentration")
        self.assertTrue(found['month'])

    def test_no_payments_at_all(self):
        for partner in (self.shop, *self.customers(3)):
            for month in range(1, 5):
                self.invoice(partner, 100, -30 * month, -30 * month + 30)
        found = self.look()
        self.assertEqual(set(found['predictions'].mapped('state')), {'none'})
        self.assertEqual(sum(found['predictions'].mapped('amount_at_risk')), 0)
        self.assertEqual(sum(found['predictions'].mapped('probability_paid')), 0)
        self.assertEqual(found['forecast'].basis, 'delay')
        self.assertTied(found['forecast'])
        self.assertFalse(found['alerts'].filtered(lambda alert: alert.indicator == 'delay'))
        self.assertEqual(found['month']['receivable_amount'], 1_600)

    def test_a_payment_of_a_later_day(self):
        """Booked today for next week: it has not come, whoever looks today."""
        self.months_of(self.shop, 5)
        move = self.invoice(self.shop, 100, -5, 25)
        before = self.look()
        probability = before['predictions'].probability_late
        opening = before['forecast'].opening
        self.pay(move, 7)
        after = self.look()
        self.assertEqual(after['predictions'].move_id, move)
        self.assertEqual(after['predictions'].probability_late, probability)
        self.assertEqual(after['forecast'].opening, opening)
        self.assertTied(after['forecast'])
        self.assertEqual(after['month'], before['month'])
        self.assertFalse(after['alerts'])

    def test_the_currency_has_changed(self):
        """The customer is invoiced in another currency from a day on, at rates that move: all
        figures are the general ledger's, in company currency."""
        euro = self.other_currency(rates=[('1900-01-01', 0.5), (self.day(-60), 0.8)])
        self.months_of(self.shop, 5)
        self.pay(self.invoice(self.shop, 80, -58, -28, currency=euro), -20)
        self.invoice(self.shop, 80, -5, 25, currency=euro)
        found = self.look()
        self.assertEqual(found['predictions'].amount_residual, 100)
        self.assertTied(found['forecast'])
        self.assertEqual(found['forecast'].opening, 100)
        lines = found['forecast'].line_ids.filtered(
            lambda line: line.period == 'week' and line.kind == 'receivable')
        self.assertEqual(lines.currency_id, euro)
        self.assertAlmostEqual(sum(lines.mapped('amount_currency')), 80, 0)
        self.assertFalse(
            found['alerts'].filtered(lambda alert: alert.indicator in ('drop', 'spike')),
            "another currency is no other business")
        self.assertEqual(
            found['month']['receivable_amount'], 100, "at the end of May, at the rate of its day")

    def test_a_company_without_bank_journal(self):
        other = self.other_company(name="No Bank")
        self.collector.company_ids |= other
        journals = self.env['account.journal'].search([
            ('company_id', '=', other.id), ('type', 'in', ('bank', 'cash', 'credit'))])
        journals.action_archive()
        for month in range(1, 4):
            self.invoice(self.shop, 100, -30 * month, -30 * month + 20, company=other)
        found = self.look(other)
        self.assertEqual(len(found['predictions']), 3)
        self.assertEqual(found['forecast'].opening, 300)
        self.assertTied(found['forecast'])
        self.assertFalse(
            found['alerts'].filtered(lambda alert: alert.indicator == 'bank'),
            "a bank that never told anything is not fed")
        self.assertEqual(found['month']['receivable_amount'], 300)

    def test_nothing_at_all(self):
        other = self.other_company(name="Empty")
        self.collector.company_ids |= other
        found = self.look(other)
        self.assertFalse(found['predictions'] or found['alerts'] or found['month'])
        self.assertEqual(found['verdicts'], {backtest.FEW})
        self.assertEqual(found['forecast'].opening, 0)
        self.assertTied(found['forecast'])
