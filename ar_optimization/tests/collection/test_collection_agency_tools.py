from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import agency, limitation, recovery
from ...tools.limitation import NOTHING, RESTART, STOP, Act, Period
from ...tools.recovery import KINDS, Way
from ..pure import check_doctests, examples

DUE = date(2022, 5, 31)
cents = st.integers(1, 10_000_000).map(lambda n: n / 100)
shares = st.integers(0, 100).map(lambda n: n / 100)


@tagged('post_install', '-at_install')
class TestCollectionAgencyTools(BaseCase):

    def test_doctests(self):
        check_doctests(self, agency, limitation, recovery)

    @examples
    @given(st.lists(cents, min_size=1, max_size=12), st.integers(0, 9_900).map(lambda n: n / 100))
    def test_fees_of_many_receipts_are_the_fee_on_their_sum(self, receipts, percent):
        counted = []
        for amount in receipts:
            counted.append((amount, agency.next_fee(counted, amount, percent, 2)))
        whole = agency.next_fee([], round(sum(receipts), 2), percent, 2)
        self.assertAlmostEqual(sum(fee for __, fee in counted), whole, delta=0.0051)

    @examples
    @given(cents, cents, st.integers(0, 100), st.integers(0, 100))
    def test_complaints_and_lost_customers_never_help(self, placed, received, true, lost):
        clean = agency.rate(agency.Record(placed, received, 0.0, 100))
        worse = agency.rate(agency.Record(placed, received, 0.0, 100, true, lost))
        self.assertLessEqual(worse.points, clean.points)
        self.assertTrue(0 <= worse.points <= 100)
        self.assertEqual(worse.net, clean.net)

    @examples
    @given(st.lists(st.tuples(
        st.integers(-400, 2000), st.sampled_from([RESTART, STOP, NOTHING]), st.booleans()),
        max_size=6))
    def test_only_proven_acts_in_time_move_the_clock(self, rows):
        acts = [Act(DUE + timedelta(days=days), effect, proven) for days, effect, proven in rows]
        today, period = date(2026, 6, 30), Period(36)
        clock = limitation.run(DUE, period, acts, today)
        bare = limitation.run(DUE, period, [], today)
        proven = [act for act in acts if act.proven and act.effect != NOTHING]
        self.assertEqual(clock, limitation.run(DUE, period, list(reversed(proven)), today))
        if clock.end is not None:
            self.assertGreaterEqual(clock.end, bare.end)
        if not any(DUE <= act.day <= bare.end for act in proven):
            self.assertEqual(clock, bare)

    def test_an_act_after_the_end_revives_nothing(self):
        late = Act(date(2025, 6, 1), RESTART, True)
        clock = limitation.run(DUE, Period(36), [late], date(2026, 6, 30))
        self.assertEqual((clock.end, clock.left), (date(2025, 5, 31), -395))

    @examples
    @given(cents, shares, shares, shares, st.integers(0, 900), shares, cents)
    def test_value_moves_as_its_inputs_do(self, amount, chance, given_up, fee, days, rate, cost):
        way = Way(KINDS[0], chance, given_up, fee, 0.0, days)
        worth = recovery.value(way, amount, rate)
        self.assertTrue(0 <= worth <= amount + 0.01)
        for worse in (
            way._replace(probability=chance / 2), way._replace(days=days + 90),
            way._replace(fee=(1 + fee) / 2), way._replace(given_up=(1 + given_up) / 2),
            way._replace(cost=cost),
        ):
            self.assertLessEqual(recovery.value(worse, amount, rate), worth)

    @examples
    @given(st.lists(st.tuples(st.sampled_from(KINDS), shares, cents), min_size=1, max_size=6),
           cents)
    def test_rank_keeps_all_and_puts_the_best_first(self, rows, amount):
        ways = [Way(kind, chance, cost=cost) for kind, chance, cost in rows]
        ranked = recovery.rank(ways, amount, 0.08)
        self.assertCountEqual([way for __, way in ranked], ways)
        values = [worth for worth, __ in ranked]
        self.assertEqual(values, sorted(values, reverse=True))

    @examples
    @given(shares, shares, cents, st.integers(0, 900))
    def test_even_probability_gives_the_best_value(self, chance, fee, amount, days):
        best = recovery.value(Way(KINDS[0], chance), amount, 0.1, None)
        way = Way(KINDS[3], fee=fee, days=days)
        even = recovery.even_probability(best, way, amount, 0.1)
        if even is not None:
            self.assertAlmostEqual(
                recovery.value(way._replace(probability=even), amount, 0.1, None), best, places=4)

    def test_no_likelihood_makes_a_write_off_the_best_way(self):
        for kind, even in ((recovery.WAIT, 0.27), (recovery.WRITE_OFF, None)):
            self.assertEqual(
                recovery.even_probability(400.0, Way(kind, relief=130.0), 1_000.0, 0.0), even)
