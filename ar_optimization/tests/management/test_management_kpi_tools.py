"""Figures of a month: their formulas as examples, and how they hang together."""
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import kpi, kpi_person
from ..pure import check_doctests, examples

amounts = st.floats(0.01, 1e9).map(lambda value: round(value, 2))


@tagged('post_install', '-at_install')
class TestManagementKpiTools(BaseCase):

    def test_examples(self):
        check_doctests(self, kpi_person)

    @examples
    @given(amounts, amounts, amounts, st.integers(28, 92))
    def test_as_the_screen_of_key_figures_has_them(self, receivable, overdue, sales, days):
        found = kpi_person.figures({
            'receivable': receivable, 'overdue': overdue, 'sales': sales, 'days': days})
        self.assertAlmostEqual(found['dso'].value, kpi.dso(receivable, sales, days), 4)
        self.assertAlmostEqual(
            found['best_possible_dso'].value,
            kpi.best_possible_dso(receivable - overdue, sales, days), 4)

    def test_collection_effectiveness_of_the_handbook(self):
        found = kpi_person.figures({
            'opening': 1000, 'invoiced': 500, 'receivable': 900, 'overdue': 300})
        self.assertEqual(
            found['collection_effectiveness'].value,
            kpi.collection_effectiveness(1000, 500, 900, 600))

    def test_what_is_not_known_is_no_figure(self):
        self.assertEqual(kpi_person.figures({}), {})
        self.assertNotIn('dso', kpi_person.figures({'receivable': 10.0, 'sales': -5.0, 'days': 30}))
