"""What the doctests of early warning do not show: whatever the figures, the points add up, and a
warning that was closed comes back for a reason only."""
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import alerting, deterioration
from ..pure import check_doctests, examples

numbers = st.floats(0.01, 1e6)
bounds = st.one_of(
    st.builds(lambda low, more: alerting.Bounds(low, low + more), numbers, numbers),
    st.builds(lambda high, part: alerting.Bounds(high, high * part, True),
              numbers, st.floats(0.01, 1)),
    st.builds(alerting.Bounds, numbers, st.none(), st.booleans()))
signals = st.lists(st.builds(
    deterioration.Signal, st.sampled_from("abcdefgh"), st.floats(-1e6, 1e6), bounds,
    st.floats(0, 100)), max_size=8, unique_by=lambda signal: signal.code)
DAY = date(2026, 6, 30)


@tagged('post_install', '-at_install')
class TestAlertTools(BaseCase):

    def test_doctests(self):
        check_doctests(self, alerting, deterioration)

    @examples
    @given(signals)
    def test_points_add_up(self, some):
        total, points = deterioration.deteriorate(some)
        self.assertTrue(0 <= total <= deterioration.MOST)
        self.assertAlmostEqual(sum(value for __, value in points), total, 6)
        self.assertLessEqual({code for code, __ in points}, {signal.code for signal in some})

    @examples
    @given(bounds, st.floats(-1e6, 1e6), st.floats(0, 1e6))
    def test_worse_is_never_weaker(self, rule, value, more):
        worse = value - more if rule.falls else value + more
        weak, strong = (deterioration.strength(each, rule) for each in (value, worse))
        self.assertTrue(0 <= weak <= strong <= 1)

    @examples
    @given(bounds, st.floats(-1e6, 1e6))
    def test_a_warning_is_half_its_points(self, rule, value):
        level, strength = alerting.severity(value, rule), deterioration.strength(value, rule)
        self.assertEqual(bool(level), strength >= 0.5)
        if level == alerting.RED:
            self.assertEqual(strength, 1)

    def test_urgent_comes_back_after_the_rest_and_not_before(self):
        rule = alerting.Bounds(10, 25)
        closed = alerting.Known(False, 24, closed_on=DAY - timedelta(30))
        self.assertEqual(alerting.decide(25, rule, closed, 30, DAY), alerting.RAISE)
        self.assertEqual(alerting.decide(25, rule, closed, 31, DAY), alerting.LEAVE)

    def test_what_is_calm_is_noted_once(self):
        rule = alerting.Bounds(10)
        for is_open in (True, False):
            for calm, wanted in ((False, alerting.CALM), (True, alerting.LEAVE)):
                known = alerting.Known(is_open, 12, closed_on=DAY, is_calm=calm)
                self.assertEqual(alerting.decide(None, rule, known, 30, DAY), wanted)
