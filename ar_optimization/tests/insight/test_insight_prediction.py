import sys
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.insight.prediction import prediction_sql
from ...tools import backtest, lateness, ledger_view
from .common import InsightCommon


@tagged('post_install', '-at_install')
class TestInsightPrediction(InsightCommon):
    """Predictions of open instalments, and the judgement that allows them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.good, cls.slow, cls.fresh = cls.customers(3)
        for number in range(6):
            issued = -200 + 20 * number
            cls.pay(cls.invoice(cls.good, 100, issued, due=issued + 30), issued + 28)
            cls.pay(cls.invoice(cls.slow, 100, issued, due=issued + 30), issued + 50)
        cls.open_good = cls.invoice(cls.good, 100, -10, due=20)
        cls.open_slow = cls.invoice(cls.slow, 300, -10, due=20)
        cls.open_fresh = cls.invoice(cls.fresh, 500, -10, due=20)
        for partner in (cls.good, cls.slow, cls.fresh):
            cls.account(partner)

    @classmethod
    def predict(cls, day=0):
        accounts = cls.env['ar.credit.account']
        accounts._nightly_evaluations(cls.company, cls.day(day))
        accounts._nightly_predictions(cls.company, cls.day(day))

    def prediction(self, move):
        return self.env['ar.prediction'].search([('move_id', '=', move.id)])

    def verdict(self, state, kind=lateness.OPEN):
        """Give a verdict on being late at all, whatever the small ledger deserves."""
        self.env['ar.model.evaluation'].sudo().search([
            ('company_id', '=', self.company.id), ('kind', '=', kind), ('horizon', '=', 0),
        ]).state = state

    def test_every_open_item_has_one(self):
        self.predict()
        good, slow, fresh = map(
            self.prediction, (self.open_good, self.open_slow, self.open_fresh))
        self.assertEqual((good.state, slow.state, fresh.state), ('rate', 'rate', 'none'))
        self.assertLess(good.probability_late, 0.4)
        self.assertGreater(slow.probability_late, 0.6)
        self.assertAlmostEqual(slow.amount_at_risk, 300 * slow.probability_late, 2)
        self.assertEqual(slow.account_id, self.account(self.slow))
        self.assertEqual(slow.date, self.today)
        self.assertLess(good.expected_date, slow.expected_date)
        self.assertTrue(slow.expected_low <= slow.expected_date <= slow.expected_high)
        self.assertIn("Late in", slow.factors)
        paid = self.env['ar.prediction'].search([('move_id.payment_state', '=', 'paid')])
        self.assertFalse(paid)

    def test_without_history_there_is_no_probability(self):
        self.predict()
        fresh = self.prediction(self.open_fresh)
        self.assertIn("No history", fresh.factors)
        self.assertEqual((fresh.probability_late, fresh.amount_at_risk), (0, 0))
        self.assertTrue(fresh.expected_date)

    def test_each_instalment_has_its_own(self):
        term = self.term((50, 10), (50, 40))
        move = self.invoice(self.slow, 200, -5, term=term)
        self.predict()
        found = self.prediction(move).sorted('date_maturity')
        self.assertEqual(found.mapped('amount_residual'), [100, 100])
        self.assertLess(found[0].expected_date, found[1].expected_date)
        items = self.env['ar.open.item'].search([('move_id', '=', move.id)])
        self.assertEqual(
            sorted(items.mapped('expected_date')), sorted(found.mapped('expected_date')))

    def test_paid_soon_after_the_next_step(self):
        """Due in 20 days; the good one pays two days before it, the slow one 20 days after it."""
        self.predict()
        good, slow, fresh = map(
            self.prediction, (self.open_good, self.open_slow, self.open_fresh))
        self.assertEqual((good | slow | fresh).mapped('step_date'), [self.today] * 3)
        self.assertLess(good.probability_paid, 0.3)
        self.assertLess(slow.probability_paid, 0.3)
        self.assertEqual(fresh.probability_paid, 0)
        item = self.env['ar.open.item'].search([('move_id', '=', self.open_good.id)])
        self.assertEqual(item.probability_paid, good.probability_paid)

    def test_the_own_rate_where_the_curve_is_no_better(self):
        self.predict()
        self.env['ar.model.evaluation'].sudo().search([
            ('company_id', '=', self.company.id), ('kind', '=', 'soon')]).state = backtest.OWN
        before = self.prediction(self.open_good).probability_paid
        self.env['ar.prediction']._build(self.company, self.today)
        self.assertNotEqual(self.prediction(self.open_good).probability_paid, before)

    def test_what_is_new_is_judged_at_once(self):
        evaluations = self.env['ar.model.evaluation'].sudo()
        self.predict()
        evaluations.search([('company_id', '=', self.company.id), ('kind', '=', 'soon')]).unlink()
        self.assertTrue(evaluations._is_due(self.company, self.day(1)))

    def test_overdue_is_late_for_certain(self):
        move = self.invoice(self.good, 100, -50, due=-20)
        self.predict()
        found = self.prediction(move)
        self.assertEqual((found.probability_late, found.probability_late_7), (1, 1))
        self.assertLess(found.probability_late_30, 1)
        self.assertGreaterEqual(found.expected_date, self.today)
        self.assertIn("20", found.factors)

    def test_the_verdict_decides_what_is_shown(self):
        for number in range(40):
            issued = -150 + 3 * number
            self.pay(self.invoice(self.good, 50, issued, due=issued + 5), issued + 4)
            self.pay(self.invoice(self.slow, 50, issued, due=issued + 5), issued + 9)
        self.predict()
        for state, basis in ((backtest.ON, 'model'), (backtest.OWN, 'rate')):
            self.verdict(state)
            self.env['ar.prediction']._build(self.company, self.today)
            found = self.prediction(self.open_slow)
            self.assertEqual(found.state, basis)
            self.assertGreater(found.probability_late, 0.5)
            self.assertTrue(found.factors)
            self.assertEqual(self.prediction(self.open_fresh).state, 'none')

    def test_what_is_booked_on_the_day_or_later_changes_nothing(self):
        self.predict()
        names = ['probability_late', 'probability_late_30', 'expected_date', 'expected_high',
                 'reasons', 'amount_residual']
        before = self.prediction(self.open_slow).read(names)
        self.pay(self.open_good, 0)
        self.pay(self.invoice(self.slow, 900, 0, due=5), 3)
        self.invoice(self.slow, 900, 2, due=5)
        self.predict()
        self.assertEqual(self.prediction(self.open_slow).read(names), before)
        self.assertTrue(self.prediction(self.open_good), "on the morning it was open")
        self.predict(1)
        self.assertFalse(self.prediction(self.open_good))

    def test_an_old_debt_is_no_lesson_without_the_paid_ones_of_its_time(self):
        self.invoice(self.good, 700, -300, due=-270)
        with patch.object(ledger_view, 'LAST', 3):
            gathered = prediction_sql.gather(self.env, self.company, self.today)
            judged = self.env['ar.model.evaluation']._ledger(self.company, self.today)
        self.assertIn(700, gathered.ledger.amount.tolist(), "it is predicted, too")
        self.assertNotIn(700, judged.amount.tolist())
        self.assertEqual(len(judged.amount), 3 + 3 + 1)

    def test_the_old_systems_amounts_are_in_our_currency(self):
        euro = self.other_currency()
        self.env['ar.payment.experience.batch'].create({
            'name': "ERP", 'source': 'erp', 'date': self.day(-100), 'line_ids': [(0, 0, {
                'partner_id': self.good.id, 'reference': "1", 'invoice_date': self.day(-400),
                'due_date': self.day(-370), 'payment_date': self.day(-370), 'amount': 400,
                'currency_id': euro.id})]})
        gathered = prediction_sql.gather(self.env, self.company, self.today)
        self.assertEqual(gathered.ledger.amount.max(), 800)

    def test_a_second_run_writes_the_same(self):
        self.predict()
        found = self.env['ar.prediction'].search([('company_id', '=', self.company.id)])
        before = found.read()
        self.predict()
        again = self.env['ar.prediction'].search([('company_id', '=', self.company.id)])
        self.assertEqual(again.read(), before)

    def test_a_credit_note_is_no_payment(self):
        partner = self.customer("Returns")
        self.match(self.invoice(partner, 100, -40, due=-10),
                   self.credit_note(partner, 100, -20))
        move = self.invoice(partner, 100, -5, due=20)
        self.predict()
        self.assertEqual(self.prediction(move).state, 'none')

    def test_small_ledgers_say_why_it_is_off(self):
        self.predict()
        found = self.env['ar.model.evaluation'].search([('company_id', '=', self.company.id)])
        self.assertEqual(len(found), len(lateness.TASKS) + 2)
        self.assertEqual(set(found.mapped('state')), {backtest.FEW})
        self.assertFalse(any(found.mapped('is_on')))
        for evaluation in found:
            self.assertTrue(evaluation.reason and evaluation.display_name)
            self.assertEqual(evaluation.comparison['bins'], [])

    def test_numpy_missing_is_said_and_all_else_works(self):
        self.predict()
        self.assertTrue(self.prediction(self.open_slow))
        with patch.dict(sys.modules, {'numpy': None}):
            self.env['ar.credit.account']._run_nightly(self.company, self.today)
            found = self.env['ar.model.evaluation'].search([('company_id', '=', self.company.id)])
            self.assertEqual(set(found.mapped('state')), {'numpy'})
            self.assertIn("numpy", found[0].reason)
            self.assertFalse(self.prediction(self.open_slow))
        self.assertTrue(self.account(self.slow).features_date)
        self.predict()
        self.assertTrue(self.prediction(self.open_slow))

    def test_it_is_judged_weekly_and_a_turn_is_an_event(self):
        evaluations = self.env['ar.model.evaluation'].sudo()
        self.predict()
        self.assertFalse(evaluations._is_due(self.company, self.day(6)))
        self.assertTrue(evaluations._is_due(self.company, self.day(7)))
        self.assertTrue(evaluations._is_due(self.company, self.day(-1)))
        self.verdict(backtest.ON)
        evaluations._judge(self.company, self.today)
        event = self.env['ar.event'].search([('kind', '=', 'model.judged')])
        self.assertEqual(len(event), 1)
        self.assertEqual((event.before, event.after), ({'state': 'on'}, {'state': 'few'}))

    def test_each_company_learns_from_its_own(self):
        other = self.other_company(name="Other")
        move = self.invoice(self.slow, 100, -10, due=20, company=other)
        self.predict()
        self.assertFalse(self.prediction(move))
        self.env['ar.prediction']._build(other, self.today)
        found = self.prediction(move)
        self.assertEqual((found.company_id, found.state), (other, 'none'))
        self.assertTrue(self.prediction(self.open_slow))

    def test_the_number_of_queries_does_not_grow(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env['ar.prediction']._build(self.company, self.today)
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for partner in self.customers(12, "More"):
            self.pay(self.invoice(partner, 100, -60, due=-30), -20)
            self.invoice(partner, 100, -10, due=20)
        count()
        self.assertEqual(count(), few)

    def test_nobody_writes_a_prediction_by_hand(self):
        self.predict()
        for role in ('collector', 'credit_analyst', 'credit_manager'):
            user = self.role_user(role)
            for record in (self.prediction(self.open_slow),
                           self.env['ar.model.evaluation'].search([], limit=1)):
                mine = record.with_user(user)
                self.assertTrue(mine.read(['display_name']))
                with self.assertRaises(AccessError):
                    mine.write({'date': self.today - timedelta(days=1)})
                with self.assertRaises(AccessError):
                    mine.unlink()
        with self.assertRaises(AccessError):
            self.prediction(self.open_slow).with_user(self.role_user('employee')).read(['state'])
