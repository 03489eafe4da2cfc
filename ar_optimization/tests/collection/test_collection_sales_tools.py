from hypothesis import given, strategies

from odoo.tests import BaseCase, tagged

from ...tools import sales
from ..pure import check_doctests, examples

late = strategies.builds(
    sales.Late, strategies.integers(1, 4),
    strategies.tuples(strategies.sampled_from([None, 7, 8]), strategies.sampled_from([None, 9])),
    strategies.integers(1, 90_000).map(lambda cents: cents / 100), strategies.integers(1, 90),
    strategies.integers(1, 5), strategies.just({}))


@tagged('post_install', '-at_install')
class TestSalesTools(BaseCase):

    def test_doctests(self):
        check_doctests(self, sales)

    @examples
    @given(strategies.lists(late, max_size=8), strategies.sets(strategies.sampled_from([7, 8, 9])))
    def test_everything_overdue_is_somebodys(self, rows, able):
        owed = sales.questions(rows, able, 1)
        self.assertAlmostEqual(
            sum(question.amount for question in owed.values()), sum(row.amount for row in rows), 2)
        self.assertLessEqual({user for __, user in owed}, able | {1})

    @examples
    @given(strategies.lists(late, max_size=8), strategies.integers(0, 500),
           strategies.integers(1, 60))
    def test_nobody_is_asked_twice(self, rows, amount, days):
        owed = sales.questions(rows, {7, 8, 9}, 1)
        ask, over = sales.plan(owed, {}, amount, days)
        self.assertFalse(over)
        self.assertEqual(
            sales.plan(owed, dict.fromkeys(ask, sales.ASKED), amount, days), ([], []))
