from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import bonus, target
from ..pure import check_doctests, examples

money = st.integers(0, 5_000_000).map(lambda cents: cents / 100)
percents = st.floats(0, 400)
formulas = st.builds(
    bonus.Formula, st.sampled_from([bonus.LINEAR, bonus.STEPS]), st.floats(0, 100), money,
    st.one_of(st.none(), money),
    st.lists(st.tuples(st.floats(1, 200), money), max_size=4).map(tuple))
ends = st.lists(st.floats(0, 1e6), min_size=3, max_size=3).map(sorted)


@tagged('post_install', '-at_install')
class TestBonusTools(BaseCase):

    def test_doctests(self):
        check_doctests(self, bonus, target)

    @examples
    @given(percents, formulas)
    def test_never_below_zero_nor_above_the_cap(self, percent, formula):
        found = bonus.earned(percent, formula, 2)
        self.assertGreaterEqual(found, 0.0)
        if formula.cap:
            self.assertLessEqual(found, formula.cap)
        if percent < formula.floor - 1e-5:
            self.assertEqual(found, 0.0)

    @examples
    @given(percents, percents, formulas)
    def test_who_reaches_more_never_gets_less(self, one, other, formula):
        less, more = sorted((one, other))
        self.assertLessEqual(
            bonus.earned(less, formula, 2), bonus.earned(more, formula, 2))

    @examples
    @given(st.lists(money, max_size=8), money)
    def test_what_was_too_much_is_kept_back_from_later_bonuses_and_nothing_else(self, earned, owed):
        settled = bonus.settle_all(earned, owed, 2)
        for amount, found in zip(earned, settled, strict=True):
            self.assertTrue(0 <= found.payable <= amount)
            self.assertFalse(found.carried and found.payable, "paid while something is owed")
        left = settled[-1].carried if settled else owed
        self.assertGreaterEqual(left, 0)
        # to the cent: whatever is not paid is recovered, whatever is not recovered is carried
        kept = sum(round(100 * found.recovered) for found in settled)
        self.assertEqual(round(100 * owed), kept + round(100 * left))
        self.assertEqual(
            sum(round(100 * amount) for amount in earned),
            kept + sum(round(100 * found.payable) for found in settled))

    @examples
    @given(money, money, money)
    def test_taken_back_claims_are_given_back(self, first, second, owed):
        """Kept back, and then the entry turns out to be right: in the end both are paid."""
        kept = bonus.settle(first, owed, 2)
        again = bonus.settle(second, -kept.recovered, 2)
        self.assertEqual(round(100 * (kept.payable + again.payable)),
                         round(100 * first) + round(100 * second))

    @examples
    @given(ends, st.floats(0, 2e6), st.sampled_from([target.UP, target.DOWN]))
    def test_what_is_likely_is_never_out_of_reach(self, found, value, better):
        low, mid, high = found
        band = target.Band(low, mid, high, target.HISTORY)
        self.assertFalse(target.is_out_of_reach(mid, band, better))
        if target.is_out_of_reach(value, band, better):
            self.assertNotEqual(target.light(mid, value, better), target.GREEN)
