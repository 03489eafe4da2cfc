from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import settlement
from ...tools.settlement import Law, Settlement, Span, choose, granted, next_day, outside
from ..pure import check_doctests, examples

days = st.dates(date(2023, 12, 1), date(2029, 3, 1))
day_of_month = st.integers(1, 31)


@tagged('post_install', '-at_install')
class TestContractTools(BaseCase):

    def test_doctests(self):
        check_doctests(self, settlement)

    @examples
    @given(days, day_of_month)
    def test_the_next_day_is_the_nearest(self, start, day):
        """Held against a walk from day to day."""
        walk = start
        while walk != settlement.in_month(walk.year, walk.month, day):
            walk += timedelta(1)
        self.assertEqual(next_day(start, day), walk)
        self.assertLess((walk - start).days, 31)

    @examples
    @given(days, days, day_of_month)
    def test_later_invoices_are_not_due_earlier(self, one, other, day):
        monthly = Settlement(day, 10)
        first, second = sorted((one, other))
        self.assertLessEqual(monthly.begin(first), monthly.begin(second))
        self.assertLessEqual(monthly.due(first), monthly.due(second))

    @examples
    @given(days, st.integers(0, 31), st.integers(0, 31), st.integers(0, 120))
    def test_no_term_is_longer_than_said(self, invoiced, day, payment_day, term):
        def last_due(day):
            return monthly.due(monthly.begin(day) + timedelta(term))

        monthly = Settlement(day, payment_day)
        waits = (last_due(invoiced) - invoiced).days
        self.assertLessEqual(term, waits)
        self.assertLessEqual(waits, monthly.longest(last_due))

    def test_either_day_is_an_agreement(self):
        for day, payment_day, agreed in ((0, 0, False), (31, 0, True), (0, 10, True)):
            self.assertIs(bool(Settlement(day, payment_day)), agreed)

    def test_month_ends(self):
        for day, invoiced, begins in (
                (31, (2026, 1, 31), (2026, 1, 31)), (31, (2026, 2, 1), (2026, 2, 28)),
                (29, (2028, 2, 29), (2028, 2, 29)), (30, (2028, 2, 29), (2028, 2, 29)),
                (30, (2026, 1, 31), (2026, 2, 28)), (31, (2026, 4, 30), (2026, 4, 30)),
                (25, (2026, 12, 26), (2027, 1, 25))):
            with self.subTest(day=day, invoiced=invoiced):
                self.assertEqual(Settlement(day).begin(date(*invoiced)), date(*begins))

    @examples
    @given(days, st.lists(st.tuples(days, st.one_of(st.none(), days), st.integers(1, 3)),
                          max_size=5), st.integers(1, 3))
    def test_what_is_chosen_is_in_force(self, day, drawn, preferred):
        spans = [
            Span(key, contract, start, end) for key, (start, end, contract) in enumerate(drawn)]
        found = choose(spans, day, preferred)
        if found is None:
            return
        self.assertLessEqual(found.start, day)
        self.assertTrue(found.end is None or day <= found.end)
        self.assertFalse([
            span for span in spans if span.contract == found.contract
            and span.key > found.key and span.start <= day], "a later version counts from its day")

    def test_several_contracts(self):
        first = Span(1, 7, date(2026, 1, 1), date(2026, 6, 30), rank=1)
        second = Span(2, 8, date(2026, 3, 1), None, rank=2)
        for day, preferred, found in (
                ((2026, 2, 1), None, 7), ((2026, 4, 1), None, 7), ((2026, 4, 1), 8, 8),
                ((2026, 7, 1), None, 8), ((2026, 7, 1), 7, 8)):
            with self.subTest(day=day, preferred=preferred):
                self.assertEqual(choose([first, second], date(*day), preferred).contract, found)

    def test_a_contract_never_gives_less_than_the_tier(self):
        for mode in ('unlimited', 'limit', 'prepay'):
            self.assertEqual(granted(mode, 0, 0), (mode, 0))
        self.assertEqual(granted('limit', 1_500, 1_000), ('limit', 1_500))

    def test_the_law_says_nothing_of_what_it_does_not_name(self):
        self.assertEqual(outside(Law(), 500, 100.0), ())
        self.assertEqual(outside(Law(60, 10.15, 24.0), 90, 36.0), ('late', 'high'))
        self.assertEqual(outside(Law(60, 10.15), 60, 8.0), ('low',))
