from hypothesis import given, strategies

from odoo.tests import BaseCase, tagged

from ...tools import charts, goals, risk_hints
from ..pure import check_doctests, examples

numbers = strategies.floats(-1e6, 1e6)


@tagged('post_install', '-at_install')
class TestReportTools(BaseCase):

    def test_doctests(self):
        check_doctests(self, charts, goals, risk_hints)

    @examples
    @given(strategies.dictionaries(strategies.sampled_from("abcd"), numbers),
           strategies.dictionaries(strategies.sampled_from("abcd"), strategies.tuples(
               numbers, numbers).map(lambda pair: risk_hints.Bound(*sorted(pair)))))
    def test_a_hint_is_a_figure_that_crossed_its_bound(self, found, bounds):
        hints = risk_hints.hints(found, bounds)
        self.assertEqual(
            {hint.code for hint in hints},
            {code for code in found.keys() & bounds.keys() if found[code] >= bounds[code].watch})
        self.assertTrue(all(hint.value >= hint.bound for hint in hints))

    @examples
    @given(numbers, numbers, numbers, strategies.booleans(), strategies.floats(0, 100))
    def test_a_goal_stands_somewhere(self, start, value, target, lower, share):
        standing = goals.standing(start, value, target, lower, share)
        self.assertEqual(standing == goals.REACHED, goals.is_reached(value, target, lower))
        if share >= 100:
            self.assertIn(standing, (goals.REACHED, goals.MISSED))

    @examples
    @given(strategies.lists(strategies.one_of(strategies.none(), numbers), max_size=20))
    def test_columns_stay_inside_the_chart(self, values):
        for bar in filter(None, charts.columns(values, 300, 100)):
            self.assertLessEqual(bar.x + bar.width, 300.01)
            self.assertAlmostEqual(bar.y + bar.height, 100, 1)
            self.assertGreaterEqual(bar.y, 0)
