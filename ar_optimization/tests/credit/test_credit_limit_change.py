from odoo.tests import BaseCase, tagged

from ...tools import limit_change
from ...tools.limit_change import Bounds, Present, decide
from ...tools.limits import LIMIT, PREPAY, UNLIMITED, Formula
from ..pure import check_doctests

FORMULA = Formula(sales_multiple=1, max_up=20, max_down=20)


@tagged('post_install', '-at_install')
class TestLimitChange(BaseCase):

    def test_doctests(self):
        check_doctests(self, limit_change)

    def test_what_needs_a_person(self):
        """(tier's mode, present, monthly sales, bounds) → (mode, limit, changed, automatic)"""
        cases = [
            ((LIMIT, Present(LIMIT, 100.0), 120, Bounds()), (LIMIT, 120.0, True, True)),
            ((LIMIT, Present(LIMIT, 100.0), 121, Bounds()), (LIMIT, 121.0, True, False)),
            ((LIMIT, Present(LIMIT, 100.0), 80, Bounds()), (LIMIT, 80.0, True, True)),
            ((LIMIT, Present(LIMIT, 100.0), 79, Bounds()), (LIMIT, 79.0, True, False)),
            ((LIMIT, Present(LIMIT, 100.0), 100, Bounds()), (LIMIT, 100.0, False, False)),
            ((LIMIT, Present(LIMIT, 100.0), 120, Bounds(auto=False)), (LIMIT, 120.0, True, False)),
            ((LIMIT, Present(LIMIT, 100.0), 120, Bounds(cap=119)), (LIMIT, 120.0, True, False)),
            ((LIMIT, Present(LIMIT, 0.0), 50, Bounds()), (LIMIT, 50.0, True, False)),
            ((LIMIT, Present(UNLIMITED, 0.0), 50, Bounds()), (LIMIT, 50.0, True, False)),
            ((LIMIT, Present(UNLIMITED, 0.0), 50, Bounds(first=True)), (LIMIT, 50.0, True, True)),
            ((LIMIT, Present(UNLIMITED, 0.0), 50, Bounds(first=True, cap=40)),
             (LIMIT, 50.0, True, False)),
            ((LIMIT, Present(PREPAY, 0.0), 50, Bounds(first=True)), (LIMIT, 50.0, True, False)),
            ((PREPAY, Present(LIMIT, 100.0), 50, Bounds(first=True)), (PREPAY, 0.0, True, False)),
            ((PREPAY, Present(UNLIMITED, 0.0), 50, Bounds(first=True)), (PREPAY, 0.0, True, True)),
            ((UNLIMITED, Present(LIMIT, 9.0), 50, Bounds(first=True)),
             (UNLIMITED, 0.0, True, False)),
            ((UNLIMITED, Present(UNLIMITED, 0.0), 5, Bounds()), (UNLIMITED, 0.0, False, False)),
        ]
        for (mode, present, sales, bounds), expected in cases:
            with self.subTest(mode=mode, present=present, sales=sales, bounds=bounds):
                outcome = decide(mode, FORMULA, bounds, present, 2, monthly_sales=sales)
                self.assertEqual(outcome[:4], expected)
