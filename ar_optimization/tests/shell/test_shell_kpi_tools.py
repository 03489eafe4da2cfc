"""What the doctests of `tools/kpi.py` do not show: borders, and how figures hang together."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import kpi
from ..pure import examples

amounts = st.floats(0, 1e9).map(lambda value: round(value, 2))
months = st.builds(
    lambda receivable, part, sales, days: kpi.Month(
        receivable, round(receivable * part, 2), 0, sales, days),
    amounts, st.floats(0, 1), amounts, st.integers(28, 31))


@tagged('post_install', '-at_install')
class TestShellKpiTools(BaseCase):

    def test_no_sales_or_more_credit_notes_than_invoices(self):
        for sales in (0, -5, 0.1 + 0.2 - 0.3):
            self.assertIsNone(kpi.dso(100, sales, 30))
            self.assertIsNone(kpi.best_possible_dso(100, sales, 30))
        self.assertIsNone(kpi.turnover(100, -1, 30))
        self.assertIsNone(kpi.turnover(100, 50, 0))

    def test_count_back_over_odd_months(self):
        self.assertEqual(kpi.dso_count_back(-5, [(10, 30)]), 0)
        self.assertEqual(
            kpi.dso_count_back(100, [(0, 31), (100, 30)]), 61, "a month without sales")
        self.assertEqual(
            kpi.dso_count_back(100, [(-20, 31), (240, 30)]), 46, "more credit notes than invoices")
        self.assertEqual(kpi.dso_count_back(100, [(100, 30), (0, 31)]), 30, "used up to the cent")

    def test_customers_in_credit_leave_no_rate(self):
        self.assertIsNone(kpi.overdue_rate(0, 0))
        self.assertIsNone(kpi.collection_effectiveness(0, 0, -50, -50 + 50))

    def test_months_that_nobody_kept(self):
        now = kpi.Month(100, 40, 0, 50, 30)
        figures = kpi.key_figures([now, None, now, now], 2)
        self.assertEqual((figures['dso'], figures['overdue_rate']), (60, 40))
        self.assertEqual(figures['dso_count_back'], 60)
        self.assertIsNone(figures['turnover'], "the opening of the period is not known")
        figures = kpi.key_figures([now, None, now], 2)
        self.assertIsNone(figures['dso'])
        self.assertIsNone(figures['collection_effectiveness'])

    @examples
    @given(st.lists(months, min_size=13, max_size=13), st.sampled_from([1, 3, 6, 12]))
    def test_figures_hang_together(self, series, span):
        figures = kpi.key_figures(series, span)
        if figures['dso'] is not None:
            self.assertAlmostEqual(
                figures['dso'],
                figures['best_possible_dso'] + figures['average_days_delinquent'],
                delta=1e-6 * max(1, figures['dso']))
            self.assertGreaterEqual(figures['average_days_delinquent'], -1e-6 * figures['dso'])
        if figures['collection_effectiveness'] is not None:
            self.assertLessEqual(figures['collection_effectiveness'], 100 + 1e-6)
        if figures['overdue_rate'] is not None:
            self.assertLessEqual(figures['overdue_rate'], 100 + 1e-6)

    @examples
    @given(st.lists(st.integers(1, 10**6), min_size=1, max_size=30))
    def test_concentration_has_its_bounds(self, parts):
        shares = kpi.shares(parts)
        self.assertAlmostEqual(shares[-1][1], 100)
        self.assertAlmostEqual(sum(share for share, _all in shares), 100)
        index = kpi.herfindahl(parts)
        self.assertAlmostEqual(index, sum(share**2 for share, _all in shares), 4)
        self.assertGreaterEqual(index * len(parts), 10_000 - 1e-6)
        self.assertAlmostEqual(kpi.top_share(parts, len(parts)), 100)
