from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import allocation, interest
from ...tools.allocation import COSTS, INTEREST, PRINCIPAL, Debt, allocate
from ...tools.interest import (
    ACT_360,
    ACT_365,
    ACT_ACT,
    THIRTY_360,
    Item,
    Rate,
    Terms,
    accrue,
    exact,
    rounded,
    year_fraction,
)
from ..pure import check_doctests, examples

days = st.dates(date(2023, 12, 1), date(2029, 3, 1))
cents = st.integers(1, 10_000_000).map(lambda number: number / 100)
percents = st.integers(0, 2_500).map(lambda number: number / 100)
counts = st.sampled_from([ACT_365, ACT_360, ACT_ACT, THIRTY_360])
rates = st.lists(
    st.builds(Rate, days, percents, st.sampled_from(["day", "month", "year"])), min_size=1,
    max_size=4).map(lambda found: tuple(sorted(found)))
changes = st.lists(st.tuples(days, cents.map(lambda cent: -cent)), max_size=4).map(tuple)
stops = st.lists(st.tuples(days, st.integers(0, 90)), max_size=3).map(
    lambda found: tuple((first, first + timedelta(length)) for first, length in found))


@tagged('post_install', '-at_install')
class TestInterestTools(BaseCase):

    def test_doctests(self):
        check_doctests(self, interest, allocation)

    def test_by_hand(self):
        """Each to the cent, as worked out on paper."""
        may, march = date(2026, 5, 31), date(2026, 3, 31)
        year = (Rate(date.min, 10.15),)
        for name, item, terms, until, amount in (
                # 12,345.67 × 10.15 % × 61 / 365 = 209.4212…
                ("act/365", Item(12_345.67, march), Terms(year), may, 209.42),
                # × 61 / 360 = 212.3298…
                ("act/360", Item(12_345.67, march), Terms(year, ACT_360), may, 212.33),
                # 31 March counts as 30: 60 days / 360 = 208.8485…
                ("30/360", Item(12_345.67, march), Terms(year, THIRTY_360), may, 208.85),
                # 1,000 × 10 % × (31 / 365 + 29 / 366) = 8.4931 + 7.9234
                ("act/act", Item(1000, date(2027, 11, 30)),
                 Terms((Rate(date.min, 10),), ACT_ACT), date(2028, 1, 29), 16.42),
                # yen have no decimals: 1,000,000 × 3 % × 73 / 365
                ("yen", Item(1_000_001, date(2026, 1, 1)),
                 Terms((Rate(date.min, 3),), digits=0), date(2026, 3, 15), 6000.0),
                # 100,000 × 0.05 % × 45 days
                ("China", Item(100_000, date(2026, 4, 16)),
                 Terms((Rate(date.min, 0.05, "day"),)), may, 2250.0),
                # 0.05 % a day is 18.25 % a year; four times a loan prime rate of 3 % is 12 %:
                # 100,000 × 12 % × 45 / 365 = 1,479.452…
                ("China, capped rate", Item(100_000, date(2026, 4, 16)),
                 Terms((Rate(date.min, 0.05, "day"),), ceiling=12), may, 1479.45),
                # half a cent is rounded up: 10 × 0.05 % × 1 day = 0.005
                ("half a cent", Item(10, date(2026, 5, 30)),
                 Terms((Rate(date.min, 0.05, "day"),)), may, 0.01),
                # 1 % a month, in months of 30 days
                ("by the month", Item(2500, march), Terms(
                    (Rate(date.min, 1, "month"),), THIRTY_360), date(2026, 6, 30), 75.0)):
            with self.subTest(name):
                self.assertEqual(accrue(item, terms, until).amount, amount)

    def test_the_directive_over_two_years(self):
        """EUR 7,500.00 due on 30 November 2024, 2,500.00 paid on 31 January 2025, the rest on
        15 July 2025: 31 days at 12.25 % and 31 at 11.15 % of 7,500, 150 at 11.15 % and 15 at
        10.15 % of 5,000: 78.03 + 71.02 + 229.11 + 20.86, exactly 399.0205…"""
        eu = Terms((Rate(date(2024, 7, 1), 12.25), Rate(date(2025, 1, 1), 11.15),
                    Rate(date(2025, 7, 1), 10.15)))
        item = Item(7500, date(2024, 11, 30), (
            (date(2025, 7, 15), -5000), (date(2025, 1, 31), -2500)))
        late = accrue(item, eu, date(2026, 6, 30))
        self.assertEqual(
            [(span.days, span.principal, span.rate.percent, round(float(span.amount), 2))
             for span in late.spans],
            [(31, 7500, 12.25, 78.03), (31, 7500, 11.15, 71.02), (150, 5000, 11.15, 229.11),
             (15, 5000, 10.15, 20.86)])
        self.assertEqual((late.amount, late.days, late.unknown), (399.02, 227, 0))

    def test_grace(self):
        terms = Terms((Rate(date.min, 0.1, "day"),), grace=5)
        later = Terms((Rate(date.min, 0.1, "day"),), grace=5, from_due=False)
        due = date(2026, 3, 10)
        for paid, counted, after in ((14, 0, 0), (15, 0, 0), (16, 6, 1), (20, 10, 5)):
            item = Item(1000, due, ((date(2026, 3, paid), -1000),))
            for rules, number in ((terms, counted), (later, after)):
                self.assertEqual(accrue(item, rules, date(2026, 5, 1)).amount, number)
        self.assertEqual(accrue(Item(1000, due), terms, date(2026, 3, 15)).amount, 0)

    def test_what_stops(self):
        terms = Terms((Rate(date.min, 0.1, "day"),))
        due, until = date(2026, 3, 1), date(2026, 3, 31)
        disputed = Item(1000, due, ((date(2026, 3, 11), -400), (date(2026, 3, 21), 400)))
        self.assertEqual(accrue(disputed, terms, until).amount, 10 + 6 + 10)
        for found, number in (
                (((date(2026, 3, 12), date(2026, 3, 21)),), 20),
                (((date(2026, 3, 12), None),), 10),
                (((date(2026, 3, 12), date(2026, 3, 13)), (date(2026, 3, 13), None)), 10),
                (((date(2026, 1, 1), None),), 0), (((date(2026, 4, 1), None),), 30)):
            with self.subTest(stops=found):
                self.assertEqual(accrue(Item(1000, due, stops=found), terms, until).days, number)

    def test_cap(self):
        terms = Terms((Rate(date.min, 1, "day"),), cap=5)
        due = date(2026, 3, 1)
        for last, charged, amount, capped in (
                (5, 0, 40.0, False), (6, 0, 50.0, False), (7, 0, 50.0, True),
                (7, 20.0, 30.0, True), (7, 60.0, 0.0, True)):
            late = accrue(Item(1000, due, charged=charged), terms, date(2026, 3, last))
            self.assertEqual((late.amount, late.capped), (amount, capped))

    def test_days_without_a_rate(self):
        late = accrue(
            Item(1000, date(2026, 3, 1)), Terms((Rate(date(2026, 3, 12), 0.1, "day"),)),
            date(2026, 3, 31))
        self.assertEqual((late.amount, late.unknown, late.days), (20.0, 10, 30))

    def test_days_at_a_rate_that_nobody_has_looked_up(self):
        start = date(2026, 3, 12)
        terms = Terms((Rate(date.min, 0.1, "day"), Rate(start, 0.2, "day", verified=False)))
        item, until = Item(1000, date(2026, 3, 1)), date(2026, 3, 31)
        late = accrue(item, terms, until)
        self.assertEqual((late.unverified, late.unknown, late.days), (20, 0, 30))
        late = accrue(item, replace(terms, ceiling=1.0), until)
        self.assertEqual(late.unverified, 20, "the true rate may be below the ceiling")

    def test_nothing_is_late(self):
        nothing = accrue(Item(1000, date(2026, 3, 1)), Terms(()), date(2026, 3, 1))
        self.assertEqual(
            (nothing.amount, nothing.after, nothing.until, nothing.days), (0.0, None, None, 0))
        credit = Item(-1000, date(2026, 3, 1))
        self.assertFalse(accrue(credit, Terms((Rate(date.min, 9),)), date(2026, 9, 1)).spans)

    @examples
    @given(cents, days, days, rates, changes, stops, counts)
    def test_against_a_walk_from_day_to_day(self, amount, due, until, found, paid, idle, count):
        item, total, day = Item(amount, due, paid, idle), Fraction(0), due
        while day < until:
            eve, day = day, day + timedelta(1)
            owed = exact(amount) + sum(exact(part) for on, part in paid if on < day)
            rate = next((each for each in reversed(found) if each.start <= day), None)
            if rate and owed > 0 and not any(first <= day <= last for first, last in idle):
                total += owed * rate.factor(eve, day, count)
        self.assertEqual(accrue(item, Terms(found, count), until).amount, rounded(total, 2))

    @examples
    @given(cents, days, st.integers(0, 400), st.integers(0, 400), rates, changes, counts)
    def test_charged_in_parts_is_charged_at_once(
            self, amount, due, first, second, found, paid, count):
        """But for the rounding of each part."""
        terms = Terms(found, count)
        middle = due + timedelta(first)
        last = middle + timedelta(second)
        whole = accrue(Item(amount, due, paid), terms, last)
        parts = (*accrue(Item(amount, due, paid), terms, middle).spans,
                 *accrue(Item(amount, due, paid, after=middle), terms, last).spans)
        self.assertEqual(
            sum(span.amount for span in whole.spans), sum(span.amount for span in parts))
        self.assertEqual(whole.days, sum(span.days for span in parts))

    @examples
    @given(days, days, days, counts)
    def test_parts_of_a_year_add_up(self, one, two, three, count):
        self.assertEqual(
            year_fraction(one, two, count) + year_fraction(two, three, count),
            year_fraction(one, three, count))

    @examples
    @given(cents, st.lists(st.builds(
        Debt, st.integers(1, 9), st.sampled_from([COSTS, INTEREST, PRINCIPAL]), cents, days,
        st.booleans()), unique_by=lambda debt: debt.key), st.sampled_from(
            sorted(allocation.ORDERS)))
    def test_nothing_of_a_payment_is_lost(self, paid, debts, order):
        shares, left = allocate(paid, debts, order)
        self.assertAlmostEqual(sum(share.amount for share in shares) + left, paid, places=6)
        given_, by_key = dict(shares), {debt.key: debt for debt in debts}
        for share in shares:
            self.assertLessEqual(share.amount, by_key[share.key].amount)
        # No debt waits while one after it got something.
        ranks = allocation.ORDERS[order]
        for debt in debts:
            for other in debts:
                before = (not debt.named, ranks.index(debt.kind)) < (
                    not other.named, ranks.index(other.kind))
                if before and other.key in given_:
                    self.assertEqual(given_.get(debt.key), debt.amount)
