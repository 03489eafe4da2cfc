from math import inf

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import duties
from ..pure import check_doctests, examples

DECISIONS = st.lists(
    st.builds(
        duties.Decision, key=st.integers(1, 10**6),
        stake=st.one_of(st.floats(0, 1e9), st.just(inf)), raises=st.booleans(),
        score=st.one_of(st.none(), st.floats(0, 100)), alone=st.booleans(), own=st.booleans(),
        hour=st.integers(0, 23), weekday=st.integers(0, 6),
        days_to_loss=st.one_of(st.none(), st.integers(0, 400)), contradicted=st.booleans()),
    max_size=40, unique_by=lambda decision: decision.key)


@tagged('post_install', '-at_install')
class TestDutiesTools(BaseCase):

    def test_doctests(self):
        check_doctests(self, duties)

    @given(st.sets(st.integers(1, 10**6), max_size=200), st.integers(), st.integers(0, 50))
    @examples
    def test_the_same_seed_draws_the_same(self, keys, seed, size):
        drawn = duties.random_sample(keys, seed, size)
        self.assertEqual(drawn, duties.random_sample(sorted(keys), seed, size))
        self.assertEqual(len(drawn), min(size, len(keys)))
        self.assertLessEqual(set(drawn), keys)
        self.assertEqual(drawn, duties.random_sample(keys, seed, size + 7)[:len(drawn)])

    @given(st.integers(0, 10**6))
    @examples
    def test_everybody_has_a_chance(self, seed):
        """Not the same ones for every seed: of ten, each is first for some seed of a hundred."""
        first = {duties.random_sample(range(10), seed + n, 1)[0] for n in range(100)}
        self.assertEqual(len(first), 10)

    @given(DECISIONS, st.integers(0, 20))
    @examples
    def test_the_most_doubtful_first(self, decisions, size):
        sample = duties.risk_sample(decisions, size)
        weights = [sum(duties.WEIGHTS[name] for name in reasons) for __, reasons in sample]
        self.assertEqual(weights, sorted(weights, reverse=True))
        self.assertTrue(all(weights))
        large = duties.large_stake(decisions)
        left_out = {d.key for d in decisions} - {key for key, __ in sample}
        if len(sample) == size and sample:
            for decision in decisions:
                if decision.key in left_out:
                    reasons = duties.risks(decision, large)
                    self.assertLessEqual(
                        sum(duties.WEIGHTS[name] for name in reasons), weights[-1])

    @given(DECISIONS)
    @examples
    def test_a_tenth_are_large(self, decisions):
        stakes = [d.stake for d in decisions if d.stake]
        large = duties.large_stake(decisions)
        if stakes:
            self.assertIn(large, stakes)
            above = sum(stake > large for stake in stakes)
            self.assertLessEqual(above, max(1, len(stakes) // 10))
        else:
            self.assertEqual(large, 0)
