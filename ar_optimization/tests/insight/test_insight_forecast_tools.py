from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import cash_forecast, cash_position, cash_spread
from ...tools.cash_forecast import BASE, Cell, Scenario, Term
from ...tools.delay_curve import delay_curve, weekly_cash
from ...tools.ledger_view import known_at, ledger, to_date
from ...tools.numeric import np
from ..pure import check_doctests, examples

TODAY = date(2026, 6, 30)
DAY = (TODAY - date(1970, 1, 1)).days
PERIODS = cash_forecast.periods(TODAY)
CELLS = st.lists(
    st.builds(
        Cell, st.sampled_from('ABC'), st.integers(-60, 90), st.integers(0, 1),
        st.floats(1, 1000), st.floats(1, 1000), st.integers(-1, 120), st.integers(0, 40),
        st.sampled_from((0.0, 1.0))),
    min_size=1, max_size=12)


def some_curve():
    """Customers 0 (in time), 1 (ten days late), 2 (never paid), 3 (not known)."""
    rows = [
        (customer, to_date(DAY - 200 + 10 * number), to_date(DAY - 170 + 10 * number),
         to_date(DAY - 170 + 10 * number + late), 100.0)
        for customer, late in ((0, 0), (1, 10)) for number in range(12)]
    rows += [(customer, to_date(DAY - 9), to_date(DAY + 9), None, 1.0) for customer in (2, 3)]
    return delay_curve(known_at(ledger(rows), DAY))


@tagged('post_install', '-at_install')
class TestInsightForecastTools(BaseCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.curve = some_curve()
        cls.numbers = {'A': 0, 'B': 1, 'C': 2}

    def spread(self, cells, *scenarios):
        return cash_spread.by_curve(
            self.curve, cells, self.numbers, PERIODS, 2, scenarios or (BASE,))

    def test_doctests(self):
        check_doctests(self, cash_forecast, cash_position, cash_spread)

    def test_agrees_with_weekly_cash(self):
        cells = [Cell('A', 5, 0, 100.0, 100.0), Cell('B', -3, 0, 40.0, 40.0),
                 Cell('Unknown', 20, 0, 60.0, 60.0)]
        rows = [(place, to_date(DAY - 30), to_date(DAY + cell.due), None, cell.amount)
                for place, cell in enumerate(cells)]
        items = ledger(rows)._replace(customer=np.array([0, 1, 3]), customers=4)
        weeks = cash_forecast.within(
            self.spread(cells)[0].reached[0], cash_forecast.edges(PERIODS), PERIODS)[:13]
        for mine, theirs in zip(
                weeks, weekly_cash(self.curve, items, items.amount, 13).tolist(), strict=True):
            self.assertAlmostEqual(mine, theirs, 0)  # their window is a little shorter

    @examples
    @given(CELLS)
    def test_scenarios_are_monotone(self, cells):
        base, slower, failed, less = self.spread(
            cells, BASE, Scenario(slower=5), Scenario(failed='A'), Scenario(off=10))
        owed = [sum(cell.amount for cell in cells if cell.group == group) for group in (0, 1)]
        for worse in (slower, failed, less):
            for group in (0, 1):
                for mine, theirs in zip(worse.reached[group], base.reached[group], strict=True):
                    self.assertLessEqual(mine, theirs + 1e-6)
            for mine, theirs in zip(worse.overdue, base.overdue, strict=True):
                self.assertGreaterEqual(mine, theirs - 1e-6)
        for group in (0, 1):
            column = base.reached[group]
            self.assertEqual(sorted(column), column, "what came does not go again")
            self.assertLessEqual(column[-1], owed[group] + 1e-6)
            self.assertEqual(column[0], 0)

    @examples
    @given(CELLS)
    def test_without_numpy_the_same_rules_hold(self, cells):
        arguments = (cells, {'A': 4.4}, 12.0, PERIODS, 2)
        base = cash_forecast.by_mean_delay(*arguments)
        slower = cash_forecast.by_mean_delay(*arguments, Scenario(slower=9))
        failed = cash_forecast.by_mean_delay(*arguments, Scenario(failed='A'))
        for worse in (slower, failed):
            for group in (0, 1):
                for mine, theirs in zip(worse.reached[group], base.reached[group], strict=True):
                    self.assertLessEqual(mine, theirs)

    def test_a_promise_beats_the_curve(self):
        cell = Cell('B', -200, 0, 100.0, 100.0)
        parts = cash_forecast.split(cell, [Term(10, 100.0, 0.75)])
        weeks = cash_forecast.within(
            self.spread(parts)[0].reached[0], cash_forecast.edges(PERIODS), PERIODS)
        self.assertEqual(weeks[0], 0.0, "nothing before the promised day")
        self.assertGreaterEqual(weeks[1], 75.0)
        self.assertLess(weeks[1], 100.0)

    def test_a_disputed_part_does_not_come_but_gets_old(self):
        parts = cash_forecast.split(Cell('A', 1, 0, 100.0, 50.0), [Term(None, 40.0)])
        spread, = self.spread(parts)
        self.assertAlmostEqual(spread.reached[0][-1], 60.0)
        self.assertAlmostEqual(spread.reached_currency[0][-1], 30.0)
        self.assertAlmostEqual(spread.overdue[-1], 40.0)

    def test_terms_never_take_more_than_is_open(self):
        parts = cash_forecast.split(
            Cell('A', 1, 0, 100.0, 100.0), [Term(None, 80.0), Term(5, 80.0), Term(9, 80.0)])
        self.assertEqual([(part.amount, part.fixed) for part in parts], [(80.0, -1), (20.0, 5)])

    def test_what_is_paid_at_once_comes_or_does_not(self):
        """Two invoices of a customer due on one day vary together, two customers do not."""
        together, = self.spread([Cell('A', 3, 0, 50.0, 50.0), Cell('A', 3, 0, 50.0, 50.0)])
        one, = self.spread([Cell('A', 3, 0, 100.0, 100.0)])
        apart, = self.spread([Cell('A', 3, 0, 50.0, 50.0), Cell('B', 3, 0, 50.0, 50.0)])
        self.assertEqual(together.variance[0], one.variance[0])
        self.assertLess(sum(apart.variance[0]), sum(one.variance[0]))

    def test_nobody_paid_lately(self):
        rows = [(0, to_date(DAY - 9), to_date(DAY), None, 5.0)]
        self.assertEqual(cash_spread.lags(known_at(ledger(rows), DAY)), ([], []))

    def test_credits_use_up_what_is_due_first(self):
        cells = [
            Cell('A', 2, 0, 30.0, 30.0), Cell('A', 9, 0, 50.0, 25.0), Cell('B', 1, 0, 7.0, 7.0)]
        left = cash_forecast.less_credits(cells, {'A': 100.0})
        self.assertEqual([(cell.customer, cell.amount) for cell in left], [('B', 7.0)])

    def test_slower_is_later_not_less(self):
        daily = [10.0] * 40
        lag = [0.0, 0.5, 0.5]
        usual = cash_forecast.arriving(daily, lag)
        late = cash_forecast.arriving(daily, lag, Scenario(slower=4))
        self.assertEqual(late[4:], usual[:-4])

    def test_half_a_year_ends_on_the_day(self):
        for month in range(1, 13):
            found = cash_forecast.periods(date(2026, month, 28))
            self.assertEqual(
                TODAY.replace(month=month, day=28) + timedelta(found[-1].end),
                date(2027, month, 1))

    def test_recurs_until_its_end(self):
        found = cash_position.recurring(
            date(2026, 1, 31), 3, 0, date(2026, 12, 31), date(2026, 5, 1), date(2027, 6, 1))
        self.assertEqual(found, [date(2026, 7, 31), date(2026, 10, 31)])
