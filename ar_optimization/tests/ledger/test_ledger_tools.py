"""The doctests of all pure tools, and the properties of rounding and ageing."""

import importlib
import pkgutil

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged
from odoo.tools import float_round

from ... import tools
from ...tools import ageing, rounding
from ..pure import check_doctests, examples

amounts = st.floats(-1e9, 1e9)
bounds = st.lists(st.integers(1, 400), min_size=1, max_size=6, unique=True).map(sorted)


@tagged('post_install', '-at_install')
class TestToolsDoctests(BaseCase):

    def test_every_module(self):
        """Of all rooms: whoever adds a module to `tools/` shows how it is used."""
        names = [found.name for found in pkgutil.iter_modules(tools.__path__)]
        self.assertIn('ageing', names)
        check_doctests(self, *(
            importlib.import_module(f'{tools.__name__}.{name}') for name in names))


@tagged('post_install', '-at_install')
class TestRounding(BaseCase):

    @examples
    @given(amounts, st.integers(0, 4))
    def test_rounds_as_odoo(self, value, digits):
        self.assertEqual(
            rounding.round_half_up(value, digits), float_round(value, precision_digits=digits))

    @examples
    @given(st.integers(-10**9, 10**9), st.integers(0, 3))
    def test_ties_go_away_from_zero(self, units, digits):
        tie = (units + 0.5) / 10**digits
        self.assertEqual(
            rounding.round_half_up(tie, digits), float_round(tie, precision_digits=digits))

    @examples
    @given(amounts, st.lists(st.integers(0, 1000), min_size=1).filter(any), st.integers(0, 3))
    def test_split_adds_up(self, amount, weights, digits):
        amount = rounding.round_half_up(amount, digits)
        parts = rounding.split(amount, weights, digits)
        self.assertEqual(rounding.round_half_up(sum(parts), digits), amount)
        for part, weight in zip(parts, weights, strict=True):
            fair = amount * weight / sum(weights)
            self.assertLessEqual(abs(part - fair), 1.01 / 10**digits)

    @examples
    @given(st.integers(0, 5000), st.lists(st.floats(0, 1e6), min_size=1).filter(any))
    def test_share_out_adds_up(self, total, weights):
        shares = rounding.share_out(total, weights)
        self.assertEqual(sum(shares), total)
        self.assertGreaterEqual(min(shares), 0)


@tagged('post_install', '-at_install')
class TestAgeing(BaseCase):

    @examples
    @given(st.integers(-1000, 1000), bounds)
    def test_day_stands_in_one_bucket(self, overdue, limits):
        index = ageing.bucket_of(overdue, limits)
        inside = [
            bucket.index for bucket in ageing.buckets(limits)
            if (bucket.lower is None or bucket.lower <= overdue)
            and (bucket.upper is None or overdue <= bucket.upper)
        ]
        self.assertEqual(inside, [index])

    @examples
    @given(st.lists(st.builds(
        ageing.Instalment, st.sampled_from("ABC"), st.integers(-100, 500),
        st.integers(-10**6, 10**6).map(lambda cents: cents / 100))), bounds)
    def test_buckets_add_up(self, instalments, limits):
        rows = ageing.age(instalments, limits, 2)
        grand = ageing.total(rows.values(), 2) if rows else ageing.AgedRow(None, [])
        self.assertEqual(
            grand.total, rounding.round_half_up(sum(item.amount for item in instalments), 2))
        for key, row in rows.items():
            mine = [item for item in instalments if item.key == key]
            for bucket, amount in enumerate(row.amounts):
                wanted = sum(i.amount for i in mine if ageing.bucket_of(i.days, limits) == bucket)
                self.assertAlmostEqual(amount, wanted, places=2)

    def test_bad_bounds(self):
        for text in ("", "0, 30", "30, 30", "60, 30", "-5", "30.5", "x"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                ageing.parse_bounds(text)
