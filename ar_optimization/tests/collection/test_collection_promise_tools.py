from datetime import date, timedelta

from hypothesis import given, strategies

from odoo.tests import BaseCase, tagged

from ...tools import promise
from ...tools.promise import Promise, Receipt
from ..pure import check_doctests, examples

DAY = date(2026, 6, 10)
days = strategies.dates(DAY - timedelta(20), DAY + timedelta(20))
receipts = strategies.lists(strategies.builds(
    Receipt, days, strategies.integers(1, 40_000).map(lambda cents: cents / 100),
    strategies.sampled_from([promise.BANK, promise.PAYMENT, promise.OTHER]),
    strategies.booleans()), max_size=6)
promises = strategies.builds(
    Promise, strategies.integers(1, 60_000).map(lambda cents: cents / 100), strategies.just(DAY),
    strategies.integers(0, 5))


@tagged('post_install', '-at_install')
class TestPromiseTools(BaseCase):

    def test_doctests(self):
        check_doctests(self, promise)

    @examples
    @given(promises, receipts, days | strategies.none(), days)
    def test_nothing_is_broken_before_all_is_known(self, given_word, came, known, today):
        verdict = promise.judge(given_word, came, known, today)
        if known and known < given_word.deadline:
            self.assertNotIn(verdict.state, (promise.PARTLY, promise.BROKEN))
        if verdict.state == promise.KEPT:
            self.assertGreaterEqual(verdict.paid, given_word.amount)
            self.assertTrue(verdict.evidence)
        if verdict.state == promise.BROKEN:
            self.assertEqual((verdict.paid, verdict.evidence), (0.0, None))

    @examples
    @given(promises, receipts)
    def test_more_money_never_makes_it_worse(self, given_word, came):
        order = [promise.BROKEN, promise.PARTLY, promise.SETTLED, promise.OPEN, promise.KEPT]
        later = DAY + timedelta(40)
        before = promise.judge(given_word, came, later, later)
        more = [*came, Receipt(DAY, 5.0)]
        after = promise.judge(given_word, more, later, later)
        self.assertGreaterEqual(order.index(after.state), order.index(before.state))
        self.assertGreaterEqual(after.paid, before.paid)

    @examples
    @given(strategies.integers(1, 100_000), strategies.lists(
        strategies.integers(1, 30_000), min_size=1, max_size=8))
    def test_an_amount_is_spread_to_the_cent(self, cents, opens):
        items = [(key, amount / 100) for key, amount in enumerate(opens)]
        shares = promise.spread(cents / 100, items)
        self.assertEqual(
            round(sum(part for __, part in shares) * 100), min(cents, sum(opens)))
        self.assertTrue(all(part <= dict(items)[key] for key, part in shares))
