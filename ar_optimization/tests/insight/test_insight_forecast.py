import sys
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestInsightForecast(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.forecasts = cls.env['ar.forecast'].sudo()
        cls.alpha = cls.customer("Alpha")

    def build(self, day=0, **assumed):
        """The forecasts of a day by scenario."""
        found = self.forecasts._build(self.company, self.day(day), **assumed)
        return {forecast.scenario: forecast for forecast in found}

    def weeks(self, forecast, name='cash'):
        return [period[name] for period in forecast.figures['periods'] if period['kind'] == 'week']

    def without_numpy(self):
        self.startPatcher(patch.dict(sys.modules, {'numpy': None}))

    def history(self, partner, amount=100.0, number=6, late=(14,)):
        """Invoices of 30 days, each paid two weeks late, the last one six weeks ago."""
        for place in range(number):
            issued = -90 - 14 * place
            self.pay(
                self.invoice(partner, amount, issued, issued + 30),
                issued + 30 + late[place % len(late)])

    # === FIGURES === #

    def test_by_hand_without_numpy(self):
        """Two weeks late on average: what is due in three days comes in the third week; what is
        overdue for longer comes now; what was invoiced goes on."""
        self.history(self.alpha)
        self.invoice(self.alpha, 70.0, -27, 3)
        self.invoice(self.alpha, 30.25, -60, -30)
        self.without_numpy()
        forecast = self.build()['expected']
        self.assertEqual(forecast.basis, 'numpy')
        self.assertEqual(forecast.opening, 100.25)
        opened = self.weeks(forecast, 'open')
        self.assertEqual(opened[:4], [30.25, 0.0, 70.0, 0.0])
        self.assertEqual(sum(opened), 100.25)
        # 100.25 + 100 were invoiced in the last 13 weeks; a day's part is paid 44 days later.
        daily = (70.0 + 30.25 + 100.0) / 91
        self.assertEqual(self.weeks(forecast, 'new')[:6], [0.0] * 6)
        self.assertAlmostEqual(self.weeks(forecast, 'new')[6], 5 * daily, 1)
        self.assertAlmostEqual(self.weeks(forecast, 'new')[7], 7 * daily, 1)
        self.assertFalse(any(self.weeks(forecast, 'low')), "no range is made up")

    def test_receivable_ties_in_every_period(self):
        """Opening is the general ledger's, and opening + invoices - cash = closing, to the cent."""
        self.history(self.alpha)
        self.invoice(self.alpha, 70.0, -27, 3)
        self.invoice(self.customer("Beta"), 33.33, -10, 20, currency=self.other_currency())
        self.payment(self.customer("In Credit"), 12.34, -5)
        for forecast in self.build().values():
            self.assertEqual(
                self.company.currency_id.compare_amounts(
                    forecast.opening, self.gl_balance(when=-1)), 0)
            before = {'week': forecast.opening, 'month': forecast.opening}
            for period in forecast.figures['periods']:
                self.assertAlmostEqual(period['opening'], before[period['kind']], 2)
                before[period['kind']] = round(period['closing'], 2)
                self.assertAlmostEqual(
                    period['opening'] + period['sales'] - period['cash'], period['closing'], 2)
                self.assertAlmostEqual(
                    period['open'] + period['order'] + period['new'], period['cash'], 2)
            lines = forecast.line_ids.filtered(lambda line: line.period == 'week')
            self.assertAlmostEqual(
                sum(lines.mapped('amount')), sum(self.weeks(forecast)), 1)

    def test_curve_follows_the_customer(self):
        self.history(self.alpha, number=8, late=(14, 21))
        self.invoice(self.alpha, 1000.0, -20, 10)
        forecast = self.build()['expected']
        self.assertEqual(forecast.basis, 'curve')
        opened = self.weeks(forecast, 'open')
        self.assertEqual(sum(opened[:3]), 0.0)
        self.assertAlmostEqual(opened[3] + opened[4], 1000.0, 2, "10 + 14 or 21 days from now")
        self.assertTrue(300.0 < opened[3] < 700.0)
        week = forecast.figures['periods'][3]
        self.assertLess(week['low'], week['cash'])
        self.assertGreater(week['high'], week['cash'])
        overdue = self.weeks(forecast, 'overdue')
        self.assertEqual(overdue[0], 0.0)
        self.assertGreater(overdue[1], 900.0)
        self.assertLess(overdue[4], 100.0, "only of invoices to come")

    def test_scenarios_side_by_side(self):
        self.history(self.alpha)
        self.invoice(self.alpha, 500.0, -20, 10)
        self.invoice(self.customer("Small"), 50.0, -20, 10)
        found = self.build(slower=7, off=20.0)
        self.assertEqual(found['failure'].failed_id, self.alpha)
        total = {name: sum(self.weeks(forecast)) for name, forecast in found.items()}
        self.assertAlmostEqual(total['less'], total['expected'] * 0.8, 1)
        self.assertLess(total['failure'], 80.0)
        self.assertEqual(
            [0.0, *self.weeks(found['expected'], 'open')[:12]], self.weeks(found['slower'], 'open'))
        again = self.build()
        self.assertEqual((again['slower'].slower_days, again['less'].off), (7, 20.0), "they stay")

    def test_who_fails_takes_its_orders_along(self):
        self.company.ar_exposure_drafts = True
        self.invoice(self.alpha, 500.0, -20, 10)
        self.invoice(self.alpha, 300.0, post=False)
        self.invoice(self.customer("Small"), 40.0, post=False)
        self.without_numpy()
        found = self.build()
        self.assertEqual(found['failure'].failed_id, self.alpha)
        ordered = {name: sum(self.weeks(found[name], 'order')) for name in ('expected', 'failure')}
        self.assertAlmostEqual(ordered['expected'], 340.0, 1)
        self.assertAlmostEqual(ordered['failure'], 40.0, 1)

    def test_two_currencies_and_credits(self):
        euro = self.other_currency()
        self.invoice(self.alpha, 100.0, -20, 3, currency=euro)
        self.invoice(self.alpha, 60.0, -20, 3)
        self.payment(self.alpha, 20.0, -4)
        self.without_numpy()
        lines = self.build()['expected'].line_ids.filtered(
            lambda line: line.period == 'week' and line.kind == 'receivable')
        by_currency = {line.currency_id: line for line in lines}
        self.assertEqual(by_currency[euro].amount + by_currency[self.company.currency_id].amount,
                         240.0)
        self.assertAlmostEqual(
            by_currency[euro].amount, 2 * by_currency[euro].amount_currency, 2)

    def test_a_past_day_knows_nothing_of_later(self):
        """Whatever is booked later leaves a forecast of a past day as it is: a leak is planted."""
        self.history(self.alpha)
        late = self.invoice(self.alpha, 70.0, -40, -25)
        first = self.build(-30)
        before = {name: forecast.figures for name, forecast in first.items()}
        self.pay(late, -28)
        self.invoice(self.alpha, 9999.0, -29, -10)
        self.payment(self.alpha, 500.0, -29)
        self.env['ar.feature.change'].flush_model()
        second = self.build(-30)
        for name, forecast in second.items():
            self.assertEqual(forecast.figures, before[name], name)
        leak = self.invoice(self.alpha, 5.0, -31, -20)
        self.assertNotEqual(self.build(-30)['expected'].figures, before['expected'], leak.name)

    # === BAD LEDGERS === #

    def test_empty_ledger_and_three_invoices(self):
        empty = self.build()['expected']
        self.assertEqual(sum(self.weeks(empty)), 0.0)
        self.assertEqual(empty.opening, 0.0)
        for due in (-3, 5, 40):
            self.invoice(self.alpha, 10.0, -10, due)
        never = self.build()['expected']
        self.assertEqual(never.basis, 'delay')
        self.assertEqual(self.weeks(never, 'open')[:6], [20.0, 0.0, 0.0, 0.0, 0.0, 10.0])

    def test_no_partner_no_bank_future_payment(self):
        """An entry without customer, a payment dated tomorrow, no bank journal."""
        self.entry(None, 40.0, -9, -2)
        self.pay(self.invoice(self.alpha, 25.0, -9, 9), 1)
        with mute_logger('odoo.sql_db'):
            self.company.bank_journal_ids.action_archive()
        found = self.build()
        self.assertEqual(found['expected'].opening, 65.0)
        self.assertEqual(found['failure'].failed_id, self.alpha)

    def test_all_late_has_its_range(self):
        for place in range(5):
            issued = -200 - place
            self.pay(self.invoice(self.alpha, 10.0, issued, issued), issued + 100)
        self.invoice(self.alpha, 10.0, -50, -50)
        weeks = self.build()['expected'].figures['periods'][:13]
        for week in weeks:
            self.assertLessEqual(week['low'], week['cash'])
            self.assertGreaterEqual(week['high'], week['cash'])

    # === FUNDS === #

    def test_gap_and_what_would_close_it(self):
        self.invoice(self.alpha, 100.0, -40, -20)
        self.invoice(self.alpha, 50.0, -5, 60)
        bill = self.invoice(self.customer("Supplier"), 400.0, -5, 10, move_type='in_invoice')
        self.assertEqual(bill.state, 'posted')
        self.company.write({
            'ar_cash_typed': True, 'ar_cash_opening': 200.0, 'ar_cash_inventory': 50.0})
        self.env['ar.cash.outflow'].create({
            'name': "Wages", 'kind': 'payroll', 'amount': 30.0, 'date': self.day(0),
            'recurrence': 'week'})
        self.without_numpy()
        funds = self.build()['expected'].funds
        weeks = funds['periods'][:13]
        self.assertEqual([week['position'] for week in weeks[:2]], [270.0, -160.0])
        self.assertEqual(funds['gap'], 1)
        self.assertEqual(
            [(action['code'], action['amount']) for action in funds['actions']],
            [('payables', 400.0), ('discounts', 50.0)])
        self.assertEqual(funds['capital']['need'], 150.0 + 50.0 - 400.0)
        self.company.ar_cash_typed = False
        self.assertEqual(self.build()['expected'].funds['bank'], 0.0, "by the ledger")

    def test_sales_plan_beats_the_run_rate(self):
        self.env['ar.cash.budget'].create({
            'month': '2026-07-15', 'receipts': 10.0, 'sales': 3100.0})
        sales = [period['sales'] for period in self.build()['expected'].figures['periods']
                 if period['kind'] == 'month']
        self.assertEqual(sales[:3], [0.0, 3100.0, 0.0])

    # === WHAT CAME === #

    def test_compared_with_what_came(self):
        self.history(self.alpha)
        invoice = self.invoice(self.alpha, 70.0, -40, -10)
        kept = self.build(-21)['expected']
        self.assertTrue(kept.is_kept)
        later = self.invoice(self.alpha, 11.0, -19, 20)
        self.pay(invoice, -12)
        self.pay(later, -11)
        self.build(-20)
        self.forecasts._fill_actual(self.company, self.today)
        lines = kept.line_ids.filtered('is_over')
        self.assertEqual(sum(lines.mapped('actual')), 81.0)
        self.assertEqual(
            sum(lines.filtered(lambda line: line.kind == 'receivable').mapped('actual')), 70.0)
        self.assertEqual(
            sum(lines.filtered(lambda line: line.ahead == 2).mapped('actual')), 81.0)
        self.forecasts._fill_actual(self.company, self.today)
        self.assertEqual(sum(kept.line_ids.mapped('actual')), 81.0, "not twice")
        accuracy = {row['ahead']: row for row in self.forecasts._accuracy(self.company)}
        expected = sum(kept.line_ids.filtered(
            lambda line: line.period == 'week' and line.ahead == 2).mapped('amount'))
        self.assertAlmostEqual(accuracy[2]['bias'], (expected - 81.0) / 81.0, 5)

    def test_receipts_booked_late_and_taken_back(self):
        """On the day 0 a receipt of the day -16 is booked, and one of the day -17 taken back."""
        first, second = (self.invoice(self.alpha, amount, -40, -10) for amount in (70.0, 11.0))
        kept = self.build(-21)['expected']
        back = self.pay(first, -17)
        self.forecasts._fill_actual(self.company, self.day(-7))
        self.env.invalidate_all()
        self.assertEqual(sum(kept.line_ids.mapped('actual')), 70.0)
        back.action_draft()
        self.pay(second, -16)
        self.forecasts._fill_actual(self.company, self.today)
        self.env.invalidate_all()
        self.assertEqual(
            {line.ahead: line.actual for line in kept.line_ids if line.actual}, {1: 11.0})

    def test_what_is_written_off_did_not_come(self):
        invoice = self.invoice(self.alpha, 70.0, -40, -10)
        kept = self.build(-21)['expected']
        lost = self.entry(
            self.alpha, -50.0, -12, account=self.receivable_lines(invoice).account_id)
        self.match(invoice, lost)
        self.pay(invoice, -11)
        self.forecasts._fill_actual(self.company, self.today)
        self.env.invalidate_all()
        self.assertEqual(sum(kept.line_ids.mapped('actual')), 20.0)

    def test_one_a_week_is_kept(self):
        for day in range(-16, 1):
            self.build(day)
        found = self.forecasts.search([('company_id', '=', self.company.id)])
        self.assertEqual(
            [forecast.date for forecast in found if forecast.is_kept],
            [self.day(-2), self.day(-9), self.day(-16)])
        self.assertEqual(len(found), 3 + 4, "those of today, and the kept ones")

    # === COMPANIES, RIGHTS === #

    def test_queries_do_not_grow_with_customers(self):
        counts = []
        for prefix in ("Few", "Many"):
            for partner in self.customers(2 if prefix == "Few" else 12, prefix):
                self.pay(self.invoice(partner, 10.0, -60, -30), -20)
                self.invoice(partner, 10.0, -9, 3)
            self.build()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.build()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_two_companies(self):
        other = self.other_company(name="Other Books")
        self.invoice(self.alpha, 10.0, -9, 3)
        self.invoice(self.alpha, 99.0, -9, 3, company=other)
        self.build()
        self.forecasts._build(other, self.today)
        user = self.role_user('credit_analyst')
        report = self.forecasts.with_user(user).get_report()
        self.assertEqual([section['opening'] for section in report], [10.0])
        self.assertFalse(self.forecasts.with_user(user).search([('company_id', '=', other.id)]))
        self.assertFalse(self.env['ar.forecast.line'].with_user(user).search(
            [('company_id', '=', other.id)]))
        with self.assertRaises(UserError):
            self.forecasts.with_user(user).recompute(other.id)

    def test_who_sees_what(self):
        self.invoice(self.alpha, 10.0, -9, 3)
        self.build()
        analyst, manager = self.role_user('credit_analyst'), self.role_user('credit_manager')
        for role in ('collector', 'employee', 'billing'):
            forecasts = self.forecasts.with_user(self.role_user(role))
            for name, arguments in (
                    ('get_report', ()), ('recompute', (self.company.id,)), ('search', ([],))):
                with self.assertRaises(AccessError):
                    getattr(forecasts, name)(*arguments)
        seen = self.forecasts.with_user(analyst).get_report()[0]['scenarios'][0]
        self.assertIsNone(seen['funds'], "wages are not for everybody")
        with self.assertRaises(AccessError):
            self.forecasts.with_user(analyst).search([]).read(['funds'])
        with self.assertRaises(AccessError):
            self.env['ar.cash.outflow'].with_user(analyst).search([])
        self.assertTrue(
            self.forecasts.with_user(manager).get_report()[0]['scenarios'][0]['funds'])

    def test_nobody_forges_a_forecast(self):
        self.invoice(self.alpha, 10.0, -9, 3)
        forecast = self.build()['expected']
        manager = self.role_user('credit_manager')
        attacks = [
            lambda: forecast.with_user(manager).write({'opening': 1}),
            lambda: forecast.with_user(manager).line_ids.write({'actual': 1}),
            lambda: forecast.with_user(manager).unlink(),
            lambda: self.forecasts.with_user(manager).with_context(default_opening=3).create({
                'company_id': self.company.id, 'date': '2020-01-01', 'scenario': 'expected',
                'basis': 'curve'}),
        ]
        for attack in attacks:
            with self.assertRaises(AccessError):
                attack()

    def test_assumptions_are_checked(self):
        user = self.role_user('credit_analyst')
        self.env['ar.credit.account']._ensure_accounts(self.company, self.alpha)
        self.assertTrue(self.forecasts.with_user(user).recompute(
            self.company.id, 30, self.alpha.id, 50))
        found = self.forecasts._latest(self.company)
        self.assertEqual(found['failure'].failed_id, self.alpha)
        self.assertEqual(found['slower'].slower_days, 30)
        for bad in ((-1, False, 0), (999, False, 0), ('5', False, 0), (5, False, 101),
                    (5, self.company.partner_id.id, 0), (float('nan'), False, 0)):
            with self.assertRaises(UserError):
                self.forecasts.with_user(user).recompute(self.company.id, *bad)

    # === NIGHT === #

    def test_every_night(self):
        self.invoice(self.alpha, 10.0, -9, 3)
        self.env['ar.credit.account']._run_nightly(
            self.company, self.today, steps=['_nightly_forecasts'])
        self.assertEqual(len(self.forecasts.search([('company_id', '=', self.company.id)])), 4)

    def test_changes_by_hand_are_logged(self):
        rent = self.env['ar.cash.outflow'].create({
            'name': "Rent", 'kind': 'rent', 'amount': 30.0, 'recurrence': 'month'})
        rent.amount = 40.0
        kinds = self.env['ar.event'].search([('res_model', '=', 'ar.cash.outflow')]).mapped('kind')
        self.assertEqual(set(kinds), {'outflow.created', 'outflow.changed'})
