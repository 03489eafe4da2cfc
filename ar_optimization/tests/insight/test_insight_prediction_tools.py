import importlib.util
import random
import sys
from datetime import date
from types import SimpleNamespace
from unittest import skipUnless
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import (
    backtest,
    challenger,
    delay_curve,
    habits,
    lateness,
    ledger_view,
    numeric,
    payment_soon,
    ranking,
)
from ...tools.ledger_view import UNPAID, known_at
from ...tools.numeric import np
from ..pure import check_doctests, examples

HAS_NUMPY = importlib.util.find_spec('numpy') is not None
TODAY = 15_000  # some day

ROWS = st.lists(st.tuples(
    st.integers(0, 5), st.integers(TODAY - 300, TODAY + 20), st.integers(0, 60),
    st.one_of(st.none(), st.integers(-10, 90)), st.floats(0.01, 1e6),
), max_size=60)


def ledger_of(rows):
    """A ledger of (customer, invoice day, days to pay, delay of the payment or None, amount)."""
    return ledger_view.from_columns(
        6, [row[0] for row in rows], [row[1] for row in rows],
        [row[1] + row[2] for row in rows],
        [UNPAID if row[3] is None else max(row[1], row[1] + row[2] + row[3]) for row in rows],
        [row[4] for row in rows])


def made_ledger(count=800, seed=7, customers=40):
    """Customers with habits of their own, who pay later what is due on a Friday."""
    chance = random.Random(seed)
    habit = [chance.gauss(0, 8) for __ in range(customers)]
    rows = []
    for __ in range(count):
        customer, invoice = chance.randrange(customers), TODAY - chance.randrange(500)
        due = invoice + 30
        delay = round(habit[customer] + chance.gauss(0, 3))
        delay += 10 * (ledger_view.weekday(due) == 4)
        rows.append((customer, invoice, due, max(invoice, due + delay), chance.uniform(10, 1000)))
    columns = list(zip(*rows, strict=True))
    return ledger_view.from_columns(customers, *columns)


def everything(view):
    """All that is computed from a view, as plain lists."""
    models, seen = lateness.train(view), lateness.picture(view)
    items = view.ledger.where(view.ledger.paid == UNPAID)
    found = [column.tolist() for column in delay_curve.expected(seen.curve, items)]
    found.append(delay_curve.future_cash(view, 4).tolist())
    found.append(payment_soon.chance(seen, items, view.day).tolist())
    found.append(payment_soon.rates(view).rate.tolist())
    for (kind, horizon), model in sorted(models.items()):
        found.append(lateness.score(model, seen, items, horizon, kind).probability.tolist())
    return found


@tagged('post_install', '-at_install')
@skipUnless(HAS_NUMPY, "numpy is not here")
class TestPredictionTools(BaseCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = made_ledger()

    def test_doctests(self):
        check_doctests(
            self, numeric, ledger_view, delay_curve, ranking, lateness, backtest, payment_soon)

    def test_nothing_changes_when_the_future_is_altered(self):
        """Planted leaks: payments dated on the day or later, and invoices issued then."""
        cases = [ledger_of([]), self.made]
        for whole in cases:
            known = everything(known_at(whole, TODAY - 100))
            late = whole.paid >= TODAY - 100
            moved = whole._replace(paid=np.where(late, UNPAID, whole.paid))
            self.assertEqual(everything(known_at(moved, TODAY - 100)), known)
            issued = whole.invoice >= TODAY - 100
            altered = whole._replace(
                paid=np.where(late, whole.paid + 77, whole.paid),
                amount=np.where(issued, 1e9, whole.amount))
            self.assertEqual(everything(known_at(altered, TODAY - 100)), known)

    def test_the_leak_test_would_catch_one(self):
        """What was paid a day earlier is known, and does change what is said."""
        day = TODAY - 100
        known = everything(known_at(self.made, day))
        paid = self.made.paid == day
        self.assertTrue(paid.any())
        leaked = self.made._replace(paid=np.where(paid, day - 1, self.made.paid))
        self.assertNotEqual(everything(known_at(leaked, day)), known)

    @examples
    @given(ROWS)
    def test_any_ledger_gives_probabilities_and_days_to_come(self, rows):
        view = known_at(ledger_of(rows), TODAY)
        seen = lateness.picture(view)
        items = view.ledger.where(view.ledger.paid == UNPAID)
        for horizon in lateness.HORIZONS:
            rate = seen.rates[horizon].rate
            self.assertTrue(((rate > 0) & (rate < 1)).all())
            curve = delay_curve.late_probability(seen.curve, items, horizon, True)
            self.assertTrue(((curve >= 0.01) & (curve <= 0.99)).all())
            for kind in (lateness.OPEN, lateness.NEW):
                offset, inputs = lateness.inputs(seen, items, horizon, kind)
                self.assertTrue(np.isfinite(offset).all() and np.isfinite(inputs).all())
        expected = delay_curve.expected(seen.curve, items)
        self.assertTrue((expected.low >= TODAY).all())
        self.assertTrue((expected.low <= expected.day).all())
        self.assertTrue((expected.day <= expected.high).all())
        np.testing.assert_allclose(delay_curve.spread(seen.curve, items).sum(1), 1)

    @examples
    @given(ROWS)
    def test_habits_by_the_plainest_reading(self, rows):
        view = known_at(ledger_of(rows), TODAY)
        facts, found = view.ledger, habits.habits(view)
        for customer in range(6):
            mine = facts.where(facts.customer == customer)
            paid = mine.where(mine.paid < UNPAID)
            self.assertEqual(found.payments[customer], len(paid.paid))
            unpaid = mine.due[mine.paid == UNPAID]
            overdue = [TODAY - due for due in unpaid.tolist() if due < TODAY]
            self.assertEqual(found.worst[customer], max(overdue, default=0))
            if len(paid.paid):
                self.assertEqual(found.since[customer], min(TODAY - paid.paid.max(), 365))

    def test_weekly_cash_adds_up_to_what_is_open(self):
        view = known_at(self.made, TODAY)
        curve = lateness.picture(view).curve
        items = view.ledger.where(view.ledger.paid == UNPAID)
        cash = delay_curve.weekly_cash(curve, items, items.amount, 60)
        self.assertAlmostEqual(cash.sum() / items.amount.sum(), 1, 6)

    def test_a_large_ledger_is_looked_at_less_often(self):
        view = known_at(self.made, TODAY)
        self.assertEqual(len(lateness.cut_offs(view)), 51)
        with patch.object(lateness, 'MOST_LOOKED_AT', 10 * len(view.ledger.due)):
            self.assertEqual(len(lateness.cut_offs(view)), 9)
        with patch.object(lateness, 'MOST_LOOKED_AT', 0):
            self.assertEqual(len(lateness.cut_offs(view)), 4)

    def test_what_is_later_adds_up(self):
        curve = delay_curve.delay_curve(known_at(self.made, TODAY))
        everybody = np.arange(curve.customers)
        table = curve.delays(everybody)
        np.testing.assert_allclose(curve.later(everybody, 70), table[:, 70:].sum(1))
        np.testing.assert_allclose(curve.later(everybody, 0), table.sum(1))
        self.assertFalse(curve.later(everybody, delay_curve.DELAYS).any())

    def test_only_the_last_invoices_of_a_customer_count(self):
        view = known_at(self.made, TODAY)
        kept = ledger_view.recent(view, 3).ledger
        for customer in range(view.ledger.customers):
            wanted = sorted(view.ledger.invoice[view.ledger.customer == customer])[-3:]
            self.assertEqual(sorted(kept.invoice[kept.customer == customer]), wanted)

    def test_a_fit_without_ridge_finds_the_odds(self):
        late = np.array([1.0] * 30 + [0.0] * 10 + [1.0] * 5 + [0.0] * 35)
        rows = np.array([[1.0]] * 40 + [[0.0]] * 40)
        model = lateness.fit(('x',), rows, late, np.zeros(80), 1e-9)
        odds = model.constant + (rows[[0, -1]] - model.mean) / model.spread @ model.weights
        np.testing.assert_allclose(lateness.probability(odds), [30 / 40, 5 / 40], rtol=1e-4)

    def test_a_fit_from_far_away_halves_its_steps(self):
        # Where all seem certain, a whole step of Newton's method leaps far beyond the answer.
        rows, late, offset = np.zeros((3, 1)), np.array([1, 1, 0]), np.full(3, -8.0)
        model = lateness.fit(('nothing',), rows, late, offset, 1.0)
        self.assertAlmostEqual(
            float(lateness.probability(offset[0] + model.constant)), 2 / 3, places=4)

    def test_cash_is_judged_once_its_weeks_are_over_and_something_came(self):
        facts = ledger_of([(0, TODAY - 40, 30, None, 100.0)])
        for later in (TODAY + 10, TODAY + 100):
            trial = SimpleNamespace(facts=facts, day=TODAY, later=SimpleNamespace(day=later))
            self.assertEqual(backtest._cash(trial, facts, []), [])

    def test_a_strong_ridge_leaves_the_offset(self):
        rng = np.random.default_rng(1)
        rows, offset = rng.normal(size=(200, 3)), rng.normal(size=200)
        late = (rng.uniform(size=200) < lateness.probability(offset)).astype(float)
        model = lateness.fit(('a', 'b', 'c'), rows, late, offset, 1e9)
        self.assertLess(np.abs(model.weights).max(), 1e-6)

    def test_what_happens_often_is_learnt_beyond_the_customer(self):
        """Due on a Friday means late here: the model is better than the customer's own rate, is
        switched on, and says so."""
        found = backtest.backtest(known_at(self.made, TODAY + 200), [TODAY - 160, TODAY - 100])
        judged = found[lateness.OPEN, 0]
        self.assertEqual(judged.verdict, backtest.ON)
        self.assertGreater(judged.figures['auc'].model, judged.figures['auc'].own + 0.02)
        self.assertEqual(sum(bin_.count for bin_ in judged.bins), judged.count)
        view = known_at(self.made, TODAY - 60)
        seen, models = lateness.picture(view), lateness.train(view)
        items = view.ledger.where(
            (view.ledger.paid == UNPAID) & (ledger_view.weekday(view.ledger.due) == 4)
            & (view.ledger.due >= view.day))
        model = models[lateness.OPEN, 0]
        scored = lateness.score(model, seen, items, 0, lateness.OPEN)
        told = lateness.reasons(model, scored, seen, items, 0, lateness.OPEN)
        friday = [reason for reasons in told for reason in reasons if reason[0] == 'weekday']
        self.assertTrue(friday and all(added > 0 and value == 4 for __, added, value in friday))

    def test_ledgers_that_teach_nothing_switch_it_off(self):
        three = self.made.where(np.arange(3))
        in_time = self.made._replace(paid=np.minimum(self.made.paid, self.made.due))
        always_late = self.made._replace(paid=self.made.due + 40)
        never = self.made._replace(paid=np.full(len(self.made.paid), UNPAID))
        one = self.made._replace(customers=1, customer=self.made.customer * 0)
        for name, whole, verdicts in (
            ('three invoices', three, {backtest.FEW}),
            ('empty', self.made.where(np.arange(0)), {backtest.FEW}),
            ('in time', in_time, {backtest.SAME}),
            ('always late', always_late, {backtest.SAME}),
            ('never paid', never, {backtest.FEW}),
        ):
            with self.subTest(name):
                found = backtest.backtest(known_at(whole, TODAY + 100), [TODAY - 100])
                self.assertIn(found[lateness.OPEN, 0].verdict, verdicts)
                self.assertIn('date', found)
        self.assertIn(
            backtest.backtest(known_at(one, TODAY), [TODAY - 100])[lateness.OPEN, 0].verdict,
            (backtest.ON, backtest.OWN, backtest.BASE))

    def test_paid_soon_after_a_step(self):
        """Who pays on the day is paid for certain soon after a step before it, hardly after one
        long before it; the backtest says that this beats the customer's own rate."""
        rows = [(0, TODAY - 300 + 10 * number, 30, 0, 100.0) for number in range(20)]
        whole = ledger_of([*rows, (0, TODAY - 10, 30, None, 100.0)])
        view = known_at(whole, TODAY)
        seen, items = lateness.picture(view), view.ledger.where(view.ledger.paid == UNPAID)
        due = TODAY + 20
        soon = [float(payment_soon.chance(seen, items, day)[0])
                for day in (TODAY, due - 10, due, due + 60)]
        self.assertLess(soon[0], 0.05)
        self.assertGreater(min(soon[1:3]), 0.9)
        self.assertLess(soon[3], 0.7, "that late it has never paid: nobody knows")
        found = backtest.backtest(known_at(self.made, TODAY), [TODAY - 160, TODAY - 100])
        judged = found[backtest.PAID_SOON]
        self.assertEqual(judged.verdict, backtest.ON)
        self.assertGreater(judged.figures['auc'].model, judged.figures['auc'].own + 0.1)
        self.assertNotIn('lead', judged.figures, "nobody is warned of a payment")
        self.assertEqual(sum(bin_.count for bin_ in judged.bins), judged.count)

    def test_what_is_not_over_is_not_judged(self):
        view = known_at(self.made, TODAY)
        came, *__ = payment_soon.trial(
            self.made, lateness.picture(view), TODAY + payment_soon.DAYS - 1)
        self.assertEqual(len(came), 0)
        came, *__ = payment_soon.trial(self.made, lateness.picture(view), TODAY + payment_soon.DAYS)
        self.assertGreater(len(came), 10)

    def test_noise_is_not_sold_as_knowledge(self):
        chance = random.Random(3)
        noise = self.made._replace(paid=np.array(
            [due + chance.choice((-5, 5)) for due in self.made.due.tolist()]))
        found = backtest.backtest(known_at(noise, TODAY), [TODAY - 100, TODAY - 70])
        self.assertIn(found[lateness.NEW, 0].verdict, (backtest.BASE, backtest.OWN))

    def test_without_a_model_or_a_cut_off_of_both_kinds_there_is_too_little(self):
        def forecasts(came, said):
            came = np.array(came, float)
            share = np.full(len(came), 0.5)
            return backtest.Forecasts(came, said, share, share, share, share > 0)

        half, chance = [0, 1] * 20, np.linspace(0.1, 0.9, 40)
        untold = backtest.judge([forecasts(half, None)])
        self.assertEqual(untold, (backtest.FEW, 0, 40, 20, {}, [], challenger.RIDGE))
        one_sided = backtest.judge([forecasts([0] * 40, chance), forecasts([1] * 40, chance)])
        self.assertEqual(one_sided[:4], (backtest.FEW, 2, 80, 40))
        self.assertIsNone(one_sided.figures['auc'].model)

    def test_where_nothing_came_only_the_squares_are_measured(self):
        came, said = np.zeros(2), np.array([0.5, 0.1])
        self.assertIsNone(ranking.roc_auc(came, said))
        self.assertIsNone(ranking.pr_auc(came, said))
        self.assertEqual(ranking.precision_recall(came, said, 0.5), (None, None))
        self.assertAlmostEqual(ranking.brier(came, said), 0.13)

    def test_the_own_rate_is_the_reason_where_no_model_speaks(self):
        """One always late, one never, one unknown; the company is late every other time."""
        rows = [(customer, TODAY - 90, 30, delay, 100.0)
                for customer, delay in ((0, 9), (1, 0)) for __ in range(5)]
        whole = ledger_of([*rows, *((customer, TODAY - 5, 30, None, 100.0)
                                    for customer in range(3))])
        view = known_at(whole, TODAY)
        items = view.ledger.where(view.ledger.paid == UNPAID)
        self.assertEqual(lateness.own_reasons(lateness.picture(view), items, 0), [
            [('own_rate', 1.099, 0.75)], [('own_rate', -1.099, 0.25)], [('own_rate', 0.0, 0.5)]])

    def test_without_numpy_it_says_so(self):
        with patch.dict(sys.modules, {'numpy': None}):
            self.assertFalse(numeric.available())
            with self.assertRaises(ImportError):
                ledger_view.ledger([(1, date(2026, 1, 1), date(2026, 1, 2), None, 1.0)])
        self.assertTrue(numeric.available())

    @examples
    @given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=1, max_size=40))
    def test_roc_auc_counts_pairs(self, pairs):
        came = np.array([float(pair[0]) for pair in pairs])
        said = np.array([float(pair[1]) for pair in pairs])
        wins = [(one > other) + (one == other) / 2
                for one in said[came > 0] for other in said[came == 0]]
        found = ranking.roc_auc(came, said)
        if wins:
            self.assertAlmostEqual(found, float(np.mean(wins)))
        else:
            self.assertIsNone(found)
        self.assertEqual(sum(bin_.count for bin_ in ranking.calibration(came, said)), len(pairs))
