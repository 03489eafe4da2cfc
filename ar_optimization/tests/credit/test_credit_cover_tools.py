from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import cover
from ...tools.cover import Item, Terms, worth
from ..pure import check_doctests, examples

TODAY = date(2026, 6, 30)
days = st.integers(-400, 400).map(lambda n: TODAY + timedelta(days=n))
cents = st.integers(0, 10_000_000).map(lambda n: n / 100)
items = st.lists(
    st.builds(Item, st.integers(1, 6), cents, days, days, st.sampled_from([1.0, 0.8])),
    unique_by=lambda item: item.key, max_size=6)
terms = st.builds(
    Terms, st.just(0), cents, st.integers(0, 100), st.sampled_from([0.0, 100.0]),
    st.none() | days, st.none() | days, st.sampled_from([0, 60]), st.sampled_from([0, 30]),
    st.sampled_from([0, 90]), st.sampled_from([0, 60]), st.none() | days, st.booleans(),
    st.booleans(), st.booleans(), st.booleans())


def day(number):
    return TODAY + timedelta(days=number)


def item(key, amount, due, invoiced=None, net=1.0):
    return Item(key, amount, day(due), day(due - 30 if invoiced is None else invoiced), net)


@tagged('post_install', '-at_install')
class TestCoverTools(BaseCase):
    """Each rule of what a cover is worth, in cents."""

    def value(self, terms, owed, ahead=0.0):
        exposure = sum(each.amount for each in owed) + ahead
        return worth([terms], owed, ahead, exposure, TODAY)[terms.key].value

    def test_doctests(self):
        check_doctests(self, cover)

    def test_worked_number(self):
        policy = Terms(1, 10_000, 90, 500, day(-100), day(300), vat=False)
        owed = [item(1, 1_130.0, 20, net=1 / 1.13), item(2, 11_300.0, 25, net=1 / 1.13)]
        # 1,000 + 9,000 of 10,000 without taxes; 90 % of 10,000 is 9,000; less 500
        self.assertEqual(self.value(policy, owed), 8_500.0)
        found = worth([policy], owed, 0.0, 12_430.0, TODAY)[1]
        self.assertEqual(found.taken, {1: 1_000.0, 2: 9_000.0})

    def test_orders_are_taken_to_have_the_same_taxes(self):
        policy = Terms(1, 10_000, vat=False)
        self.assertEqual(self.value(policy, [item(1, 113.0, 20, net=1 / 1.13)], 226.0), 300.0)
        self.assertEqual(self.value(policy, [], 226.0), 226.0)

    def test_what_is_not_covered(self):
        policy = Terms(
            1, 10_000, start=day(-90), end=day(200), term_days=60, report_days=30, claim_days=60,
            stop_days=45)
        reasons = {
            None: item(1, 1.0, 20),
            cover.EARLIER: item(2, 1.0, 0, -91),
            cover.LATE_GOODS: item(3, 1.0, 30, 29),
            cover.LONG_TERM: item(4, 1.0, 61, 0),
            cover.TOO_LATE: item(5, 1.0, 141, 90),
            cover.UNREPORTED: item(6, 1.0, -31),
        }
        for reason, each in reasons.items():
            with self.subTest(reason=reason):
                stop = day(28) if reason == cover.LATE_GOODS else None
                self.assertEqual(cover.why_not(policy, each, TODAY, stop), reason)
        late = item(7, 1.0, -61, -89)
        kept = {7: day(-40)}
        other = Terms(1, 10_000, report_days=30, claim_days=60, reported=kept)
        self.assertEqual(cover.why_not(other, late, TODAY), cover.UNCLAIMED)
        claimed = Terms(1, 10_000, report_days=30, claim_days=60, reported=kept,
                        claimed={7: day(-1)})
        self.assertIsNone(cover.why_not(claimed, late, TODAY))
        too_late = Terms(1, 10_000, report_days=30, reported={7: day(-30)})
        self.assertEqual(cover.why_not(too_late, late, TODAY), cover.UNREPORTED)

    def test_edges_of_each_day(self):
        policy = Terms(1, 10_000, start=day(-30), end=day(100), term_days=60, report_days=30,
                       claim_days=60)
        for fits, each in (
                (True, item(1, 1.0, 0, -30)), (False, item(1, 1.0, 0, -31)),
                (True, item(1, 1.0, 40, -20)), (False, item(1, 1.0, 41, -20)),
                (True, item(1, 1.0, -30, -30)), (False, item(1, 1.0, -31, -30))):
            with self.subTest(item=each):
                self.assertEqual(cover.why_not(policy, each, TODAY) is None, fits)
        shipped = Terms(1, 10_000, last_shipment=day(-1))
        stop = cover.stop_date(shipped, [])
        self.assertEqual(cover.why_not(shipped, item(1, 1.0, 30, 0), TODAY, stop), 'late_goods')
        self.assertIsNone(cover.why_not(shipped, item(1, 1.0, 30, -1), TODAY, stop))

    def test_after_the_last_day_to_ship_there_is_no_room(self):
        policy = Terms(1, 10_000, stop_days=60)
        for due, value, added in ((-60, 3_000.0, 10_000.0), (-61, 1_000.0, 1_000.0)):
            found = worth([policy], [item(1, 1_000.0, due)], 2_000.0, 3_000.0, TODAY)[1]
            self.assertEqual((found.value, found.added), (value, added))
            self.assertEqual(found.room, due == -60)

    def test_a_claimed_cover_has_no_room_but_does_not_end(self):
        called = Terms(1, 10_000, end=day(-1), room=False)
        found = worth([called], [item(1, 1_000.0, -40)], 500.0, 1_500.0, TODAY)[1]
        self.assertEqual((found.value, found.added, found.room), (1_000.0, 1_000.0, False))

    def test_not_begun_or_ended(self):
        owed = [item(1, 1_000.0, 0)]
        self.assertEqual(self.value(Terms(1, 500, start=day(1)), owed), 0.0)
        self.assertEqual(self.value(Terms(1, 500, end=day(-1)), owed), 0.0)

    def test_no_more_than_there_is_to_lose(self):
        owed = [item(1, 1_000.0, 0), item(2, -800.0, 0)]
        self.assertEqual(worth([Terms(1, 5_000)], owed, 0.0, 200.0, TODAY)[1].value, 200.0)
        self.assertEqual(worth([Terms(1, 5_000)], owed, 0.0, -10.0, TODAY)[1].value, 0.0)

    def test_the_second_cover_finds_what_the_first_leaves(self):
        deposit, policy, bond = Terms(1, 300), Terms(2, 10_000, 90), Terms(3, 10_000)
        found = worth([deposit, policy, bond], [item(1, 1_000.0, 0)], 0.0, 1_000.0, TODAY)
        self.assertEqual([each.value for each in found.values()], [300.0, 630.0, 70.0])

    def test_a_cover_for_other_items_takes_nothing_away(self):
        """Three covers, two of them for the same item only: it is covered once."""
        owed = [item(1, 100.0, 10, -50), item(2, 100.0, 10, -20)]
        first = Terms(1, 50, start=day(-30))
        second, third = (Terms(key, 100, term_days=60, start=day(-60)) for key in (2, 3))
        found = worth([first, second, third], owed, 0.0, 200.0, TODAY)
        self.assertEqual([each.value for each in found.values()], [50.0, 100.0, 50.0])

    def test_currency_without_cents(self):
        found = worth([Terms(1, 1_001, 90)], [item(1, 5_000.0, 0)], 0.0, 5_000.0, TODAY, 0)
        self.assertEqual(found[1].value, 901.0)

    @examples
    @given(st.lists(terms, max_size=4), items, cents, st.integers(-5_000, 0))
    def test_never_twice_and_never_below_zero(self, covers, owed, ahead, credit):
        covers = [replace(each, key=key) for key, each in enumerate(covers)]
        exposure = sum(each.amount for each in owed) + ahead + credit
        found = worth(covers, owed, ahead, exposure, TODAY).values()
        self.assertLessEqual(sum(each.value for each in found), max(0.0, exposure) + 0.005)
        for each in owed:
            covered = sum(
                one.taken.get(each.key, 0.0) * terms.percent / 100
                for one, terms in zip(found, covers, strict=True))
            self.assertLessEqual(covered, each.amount + 0.01 * len(covers))
        for one, terms in zip(found, covers, strict=True):
            self.assertLessEqual(sum(one.taken.values()) + one.ahead, terms.amount + 0.01)
            self.assertLessEqual(one.value, one.added + 0.005)
            self.assertGreaterEqual(one.value, 0.0)
