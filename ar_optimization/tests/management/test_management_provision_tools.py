"""What the doctests of `tools/provision.py` do not show: borders, and what holds for any ledger."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import provision
from ...tools.cover import Worth
from ...tools.provision import Flow, Rate
from ..pure import check_doctests, examples

WIDTH = 4


@st.composite
def flows(draw):
    bucket = draw(st.integers(0, WIDTH - 1))
    amount = draw(st.integers(1, 10**6))
    lost = draw(st.integers(0, amount))
    return Flow(bucket, draw(st.integers(0, WIDTH - 1)), draw(st.integers(1, 100)), amount, lost,
                draw(st.integers(0, amount - lost)))


@tagged('post_install', '-at_install')
class TestManagementProvisionTools(BaseCase):

    def test_doctests(self):
        check_doctests(self, provision)

    def rates(self, *found, width=2, **kwargs):
        return [rate.rate for rate in provision.lifetime_rates(found, width, **kwargs)]

    def test_rates_of_three_months(self):
        """Product of the roll rates where each month is a bucket: 0.4 × 0.5 × 0.25."""
        found = (Flow(0, 1, 50, 1000, 0, 400), Flow(1, 2, 50, 400, 0, 200),
                 Flow(2, 2, 50, 200, 50, 0))
        self.assertEqual([round(rate, 6) for rate in self.rates(*found, width=3)],
                         [0.05, 0.125, 0.25])

    def test_what_stays_has_the_same_chances_again(self):
        """Half of a wide bucket stays, a tenth is lost: in the end a fifth."""
        self.assertEqual(self.rates(Flow(0, 0, 50, 1000, 100, 500), width=1), [0.2])

    def test_a_due_date_put_off_makes_nothing_younger(self):
        put_off = self.rates(Flow(1, 0, 50, 1000, 100, 500))
        self.assertEqual(put_off, self.rates(Flow(1, 1, 50, 1000, 100, 500)))

    def test_nothing_ever_left_says_nothing(self):
        self.assertEqual(self.rates(Flow(1, 1, 50, 1000, 0, 1000)), [None, None])
        self.assertEqual(
            self.rates(Flow(0, 1, 50, 100, 0, 50), Flow(1, 1, 50, 1000, 0, 1000)), [None, None],
            "and what rolls into it is not known either")

    def test_too_few_take_the_rate_of_all(self):
        company = [Rate(0.01, provision.COMPANY, 500), Rate(0.3, provision.COMPANY, 90)]
        few = (Flow(0, 1, 30, 1000, 0, 500), Flow(1, 1, 29, 500, 500, 0))
        rates = provision.lifetime_rates(few, 2, company)
        self.assertEqual(rates[1], company[1])
        self.assertEqual(rates[0], Rate(0.15, provision.SEGMENT, 30))

    def test_cover_of_orders_only_covers_no_item(self):
        nothing = Worth(0.0, 0, {}, 0.0, {}, False, None)
        orders = Worth(90.0, 0, {}, 100.0, {}, True, None)
        self.assertEqual(provision.spread_cover({1: nothing, 2: orders}, 2), {})

    @examples
    @given(st.lists(flows(), max_size=30))
    def test_rates_are_parts(self, found):
        for rate in provision.lifetime_rates(found, WIDTH):
            if rate.rate is not None:
                self.assertTrue(0 <= rate.rate <= 1)
                self.assertGreaterEqual(rate.count, provision.MIN_ITEMS)

    @examples
    @given(st.lists(flows(), max_size=30))
    def test_nothing_lost_is_no_rate(self, found):
        whole = [flow._replace(lost=0) for flow in found]
        self.assertFalse(any(rate.rate for rate in provision.lifetime_rates(whole, WIDTH)))

    @examples
    @given(st.floats(0, 1e9), st.floats(0, 1), st.floats(-100, 500))
    def test_a_loss_is_never_more_than_the_amount(self, amount, rate, forward):
        amount = round(amount, 2)
        self.assertTrue(0 <= provision.loss(amount, rate, forward) <= amount)
