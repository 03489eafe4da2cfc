"""How good the cash forecast is on real ledgers, made on past days from what was known then."""
from datetime import date
from importlib.util import find_spec
from unittest import SkipTest

from odoo.tests import BaseCase, tagged

from ...cli.ledger_import import rows
from ...tools import cash_forecast, cash_position, cash_spread, delay_curve, ledger_view
from ...tools.ledger_view import UNPAID, day_number
from .test_shell_real_ledgers import find_data

WEEKS = 4
HISTORY = 65


class RealForecast:
    """Weekly cash of the first weeks. Mixed into a test class that names file, days and figures."""

    allow_inherited_tests_method = True  # else Odoo's runner passes over a class without its own
    file = None
    days = ()
    most = 0.0      # WAPE that is accepted

    @classmethod
    def setUpClass(cls):
        path = find_data(cls.file)
        if not path or find_spec('numpy') is None:
            raise SkipTest(f"{cls.file} or numpy is not here")
        super().setUpClass()
        found, __ = rows.read_ledger(path)
        cls.ledger = ledger_view.ledger(
            (row.customer, row.invoice_date, row.due_date, row.pay_date, row.amount)
            for row in found)

    def weeks(self, day):
        """(low, expected, high, by due date, came) of the weeks from a day on."""
        now, whole = day_number(day), ledger_view.known_at(self.ledger, day_number(day))
        seen, periods = ledger_view.recent(whole), cash_forecast.periods(day)
        points = cash_forecast.edges(periods)
        unpaid = whole.ledger.where(whole.ledger.paid == UNPAID)
        cells = [
            cash_forecast.Cell(customer, due - now, 0, amount, amount)
            for customer, due, amount in zip(
                unpaid.customer.tolist(), unpaid.due.tolist(), unpaid.amount.tolist(), strict=True)]
        numbers = {number: number for number in range(self.ledger.customers)}
        spread, = cash_spread.by_curve(delay_curve.delay_curve(seen), cells, numbers, periods, 1)
        weekly = [self.sum_of(whole.ledger.invoice, now - 7 * week, whole.ledger.amount)
                  for week in range(1, HISTORY + 1)]
        lag, __ = cash_spread.lags(seen)
        __, daily = cash_forecast.invoicing(day, weekly, points[-1])
        later = cash_forecast.within(
            cash_forecast.before(cash_forecast.arriving(daily, lag), points), points, periods)
        opened = cash_forecast.within(spread.reached[0], points, periods)
        plain = cash_forecast.by_mean_delay(cells, {}, 0.0, periods, 1)
        due = cash_forecast.within(plain.reached[0], points, periods)
        for week in range(WEEKS):
            expected = opened[week] + later[week]
            variance = spread.variance[0][week] + cash_forecast.invoicing_variance(
                weekly, later[week])
            low, high = cash_forecast.interval(expected, variance)
            came = self.sum_of(self.ledger.paid, now + 7 * week, self.ledger.amount)
            yield low, expected, high, due[week], came

    def sum_of(self, days, start, amounts):
        return float(amounts[(days >= start) & (days < start + 7)].sum())

    def test_weekly_cash(self):
        found = [week for day in self.days for week in self.weeks(day)]
        wape = cash_position.accuracy((week[1], week[4]) for week in found).wape
        by_due = cash_position.accuracy((week[3], week[4]) for week in found).wape
        inside = sum(low <= came <= high for low, __, high, __, came in found) / len(found)
        self.assertLessEqual(wape, self.most)
        self.assertLessEqual(wape, 0.65 * by_due)
        self.assertTrue(0.6 <= inside <= 0.97, f"{inside:.0%} of the weeks in a range of 80 %")


@tagged('post_install', '-at_install')
class TestForecastSample(RealForecast, BaseCase):
    file = 'ibm.csv'
    days = (
        date(2012, 10, 1), date(2013, 1, 1), date(2013, 4, 1), date(2013, 7, 1), date(2013, 9, 1))
    most = 0.158


@tagged('post_install', '-at_install')
class TestForecastSupplier(RealForecast, BaseCase):
    file = 'hr_s0.csv'
    days = (date(2019, 6, 3), date(2019, 8, 5), date(2019, 10, 7))
    most = 0.130
