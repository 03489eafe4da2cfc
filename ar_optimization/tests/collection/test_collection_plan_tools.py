from datetime import date, timedelta

from hypothesis import given, strategies

from odoo.tests import BaseCase, tagged

from ...tools import plan
from ..pure import check_doctests, examples

DAY = date(2026, 1, 31)
digits = strategies.sampled_from([0, 2, 3])
counts = strategies.integers(1, 60)
units = strategies.integers(1, 10_000_000)
intervals = strategies.sampled_from([*plan.DAYS, *plan.MONTHS])


def amount_of(number, places):
    return number / 10**places


@tagged('post_install', '-at_install')
class TestPlanTools(BaseCase):

    def test_doctests(self):
        check_doctests(self, plan)

    @examples
    @given(units, counts, digits)
    def test_parts_come_to_the_whole_and_the_last_takes_the_rest(self, number, count, places):
        if number < count:
            return  # less than the smallest unit each
        parts = plan.parts(amount_of(number, places), count, places)
        exact = [round(part * 10**places) for part in parts]
        self.assertEqual((sum(exact), len(exact)), (number, count))
        self.assertEqual(len(set(exact[:-1])) <= 1, True)
        self.assertGreaterEqual(exact[-1], exact[0])
        self.assertLess(exact[-1] - exact[0], count)
        self.assertGreater(min(exact), 0)

    @examples
    @given(units, counts, strategies.integers(1, 10_000_000))
    def test_a_down_payment_is_kept(self, number, count, down):
        try:
            parts = plan.parts(amount_of(number, 2), count, 2, amount_of(down, 2))
        except ValueError:
            self.assertTrue(number - down < count - 1 or (count == 1 and number != down))
            return
        self.assertEqual(round(parts[0] * 100), down)
        self.assertEqual(round(sum(parts) * 100), number)

    @examples
    @given(counts, intervals)
    def test_days_rise(self, count, interval):
        days = plan.days(DAY, count, interval)
        self.assertEqual((days[0], len(days)), (DAY, count))
        self.assertEqual(days, sorted(set(days)))

    @examples
    @given(strategies.integers(1_000, 5_000_000), counts, intervals, strategies.floats(0, 30))
    def test_interest_is_that_of_the_debt_as_it_is_paid(self, number, count, interval, rate):
        made = plan.schedule(
            amount_of(number, 2), DAY - timedelta(30), DAY, count, interval, rate=rate)
        self.assertEqual(round(sum(each.principal for each in made) * 100), number)
        self.assertGreaterEqual(min(each.interest for each in made), 0)
        if not rate:
            self.assertEqual(sum(each.interest for each in made), 0)
        simple = amount_of(number, 2) * rate / 100 * (made[-1].day - DAY).days / 365
        first = amount_of(number, 2) * rate / 100 * 30 / 365
        self.assertLessEqual(sum(each.interest for each in made), simple + first + 0.01)

    @examples
    @given(strategies.lists(strategies.integers(1, 100_000), min_size=1, max_size=12),
           strategies.integers(0, 1_200_000), strategies.integers(0, 400),
           strategies.integers(0, 5))
    def test_what_is_paid_is_on_the_lines(self, amounts, left, ahead, allowed):
        instalments = [
            (DAY + timedelta(30 * index), each / 100) for index, each in enumerate(amounts)]
        left = min(left, sum(amounts)) / 100
        known = DAY + timedelta(ahead)
        standing = plan.evaluate(instalments, left, known, 5, allowed)
        paid = round(sum(line.paid for line in standing.lines) * 100)
        self.assertEqual(paid, sum(amounts) - round(left * 100))
        missed = [line for line in standing.lines if line.state == plan.MISSED]
        if left <= 0:
            self.assertEqual(standing.state, plan.KEPT)
        else:
            self.assertEqual(standing.state == plan.DEFAULTED, len(missed) > allowed)
        nothing = plan.evaluate(instalments, left, None, 5, allowed)
        self.assertNotEqual(nothing.state, plan.DEFAULTED, "nobody knows what came in")

    def test_debts_are_paid_in_their_order(self):
        rest = [(DAY, 100.0), (DAY + timedelta(30), 100.0)]
        days = plan.item_days(rest, [(1, 30.0), (2, 70.0), (3, 0.01), (4, 99.99)])
        self.assertEqual(list(days.values()), [DAY, DAY, *[DAY + timedelta(30)] * 2])
