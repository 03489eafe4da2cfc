"""Lags, rates and parts: their formulas as examples, and how they hang together."""
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import analytic, lags
from ..pure import check_doctests, examples

quantities = st.integers(1, 50).map(float)
deliveries = st.lists(
    st.builds(lags.Delivery, st.integers(0, 400), quantities), max_size=8).map(sorted)
lines = st.lists(st.builds(
    analytic.Line, st.floats(0.01, 1e6), st.sampled_from([
        {}, {'7': 100}, {'7': 60, '8': 40}, {'7,9': 100}, {'8': 25.5}])), min_size=1, max_size=6)


@tagged('post_install', '-at_install')
class TestManagementLagsTools(BaseCase):

    def test_examples(self):
        check_doctests(self, analytic, lags)

    @examples
    @given(deliveries, st.integers(0, 500).map(float))
    def test_something_waits_as_long_as_less_is_billed_than_was_delivered(self, sent, billed):
        since = lags.waiting_since(sent, billed)
        self.assertEqual(since is None, billed >= sum(each.quantity for each in sent))
        if since is not None:
            self.assertEqual(since >= lags.waiting_since(sent, 0.0), True)

    @examples
    @given(deliveries, st.integers(1, 100).map(float), st.integers(0, 500).map(float))
    def test_what_comes_back_and_goes_out_anew_waits_since_then(self, sent, back, billed):
        whole = sum(each.quantity for each in sent)
        back = min(back, whole)
        moves = [*sent, lags.Delivery(401, -back), lags.Delivery(402, back)]
        since = lags.waiting_since(moves, billed)
        if back and whole - back <= billed < whole:
            self.assertEqual(since, 402)
        else:
            self.assertEqual(since, lags.waiting_since(sent, billed))

    @examples
    @given(lines)
    def test_each_plan_adds_up_to_the_invoice(self, billed):
        plans = {7: 1, 8: 1, 9: 2}
        found = analytic.with_rests(
            {'part': 1.0}, {account: {'part': part}
                            for account, part in analytic.shares(billed).items()}, plans)
        for plan in {plans[key] for key in found if key > 0}:
            self.assertAlmostEqual(sum(
                sums['part'] for key, sums in found.items()
                if plans.get(key, -key) == plan), 1.0, 6)
