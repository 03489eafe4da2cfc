"""`tools/guard.py`: what speaks against a document, whose rule counts, what frees it."""
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import guard, guard_measures
from ...tools.guard import ADVICE, HOLD, PREPAY, WARN, Document, Release, Rule, Standing, decide
from ..pure import check_doctests, examples

TODAY = date(2026, 6, 30)
AMOUNTS = st.integers(0, 10_000).map(lambda cents: cents / 100)
CONDITIONS = tuple(guard.MEASURES)


def said(standing, amount):
    """Condition, action and excess of the advice on an amount."""
    found, __ = guard.reasons(Document('invoice', amount, amount), standing, ADVICE, TODAY)
    return [(reason.condition, reason.action, reason.excess) for reason in found]


@tagged('post_install', '-at_install')
class TestAdvice(BaseCase):
    """What the customer's own terms say, without any policy."""

    def test_every_reason_is_named_the_gravest_first(self):
        standing = Standing('limit', 'watch', limit=100, exposure=90, overdue=50, days=12)
        self.assertEqual(said(standing, 20), [
            ('limit', HOLD, 10.0), ('overdue_amount', WARN, 50.0), ('watch', WARN, 0.0)])
        self.assertEqual(said(Standing('prepay', 'hold', exposure=4.0, overdue=5.0), 10.0), [
            ('status', HOLD, 0.0), ('prepay', PREPAY, 10.0), ('overdue_amount', WARN, 5.0)])
        for status in ('hold', 'blocked', 'agency', 'legal'):
            self.assertEqual(said(Standing('unlimited', status), 0), [('status', HOLD, 0.0)])

    def test_prepayment_asks_only_for_what_is_not_paid(self):
        for exposure, missing in ((-30, 70), (30, 100), (-99.99, 0.01)):
            self.assertEqual(
                said(Standing('prepay', 'open', exposure=exposure), 100),
                [('prepay', PREPAY, missing)])
        self.assertEqual(said(Standing('prepay', 'open', exposure=-100), 100), [])

    def test_a_limit_of_zero_is_a_limit_and_none_is_none(self):
        self.assertEqual(said(Standing('limit', 'open', 0.0), 0.01), [('limit', HOLD, 0.01)])
        self.assertEqual(said(Standing('unlimited', 'open', None, exposure=10**9), 1), [])
        self.assertEqual(said(Standing('limit', 'open', 1000, 800), 200), [])


@tagged('post_install', '-at_install')
class TestDecide(BaseCase):

    def setUp(self):
        super().setUp()
        self.standing = Standing(
            'limit', 'open', limit=1_000, exposure=900, overdue=200, days=40, on_time=50,
            review_days=9, dunning=2)

    def action(self, *rules, standing=None, **document):
        facts = Document(**{'kind': 'order', 'amount': 300, 'total': 300, **document})
        return decide(facts, standing or self.standing, rules, TODAY).action

    def test_doctests(self):
        check_doctests(self, guard, guard_measures)

    def test_every_condition_at_its_bound(self):
        """What is exactly at the bound passes, one step above it does not."""
        terms = ((0, 20.0), (45, 40.0), (90, 40.0))
        for condition, bound, beyond, document in (
            ('limit', 120, 119.9, {}), ('overdue_days', 40, 39, {}),
            ('overdue_amount', 200, 199.99, {}), ('dunning', 3, 2, {}), ('expired', 9, 8, {}),
            ('behaviour', 50, 50.1, {}), ('document', 300, 299.99, {}),
            ('term', 90, 89, {'instalments': terms}), ('discount', 10, 9.9, {'discount': 10}),
            ('instalments', 3, 2, {'instalments': terms}),
            ('first_payment', 20, 20.1, {'instalments': terms}),
        ):
            with self.subTest(condition):
                self.assertEqual(self.action(Rule(condition, bound=bound), **document), 'none')
                self.assertEqual(self.action(Rule(condition, bound=beyond), **document), 'hold')

    def test_terms_as_the_tier_allows_when_the_rule_says_nothing(self):
        long = {'instalments': ((60, 100.0),)}
        self.assertEqual(self.action(Rule('term'), **long), 'none')
        self.assertEqual(self.action(Rule('term'), allowed_days=45, **long), 'hold')
        self.assertEqual(self.action(Rule('term', bound=90), allowed_days=45, **long), 'none')

    def test_status_watch_and_prepayment(self):
        for status, condition in (('legal', 'status'), ('watch', 'watch')):
            standing = replace(self.standing, status=status)
            self.assertEqual(self.action(Rule(condition), standing=standing), 'hold')
            self.assertEqual(self.action(Rule(condition)), 'none')
        asks = replace(self.standing, prepay_percent=30)
        rule = Rule('prepay', PREPAY)
        self.assertEqual(self.action(rule), 'none')
        self.assertEqual(self.action(rule, standing=asks), 'prepay')
        self.assertEqual(self.action(rule, standing=asks, prepaid=90), 'none')
        self.assertEqual(self.action(rule, standing=asks, prepaid=89.99), 'prepay')
        without_credit = replace(asks, mode='prepay')  # a tier that gives credit asks for less
        self.assertEqual(self.action(rule, standing=without_credit, prepaid=90), 'prepay')
        self.assertEqual(self.action(rule, standing=without_credit, prepaid=300), 'none')

    def test_two_rules_that_contradict_each_other(self):
        """In one rank the stricter one counts, whatever their order."""
        rules = [Rule('limit', action, bound=100) for action in ('none', HOLD, WARN)]
        self.assertEqual(self.action(*rules), HOLD)
        self.assertEqual(self.action(*reversed(rules)), HOLD)

    def test_ranks(self):
        hold = Rule('limit', HOLD, bound=100)
        for scope in (guard.TIER, guard.CUSTOMER, guard.COMPANY - 1):
            with self.subTest(scope):
                milder = Rule('limit', WARN, bound=100, scope=scope)
                self.assertEqual(self.action(hold, milder), WARN)
        strict = Rule('limit', HOLD, bound=80, scope=guard.CUSTOMER)
        self.assertEqual(self.action(Rule('limit', WARN, bound=100), strict, amount=0), HOLD)
        self.assertEqual(
            self.action(hold, Rule('overdue_days', HOLD), Rule('any', 'none', scope=guard.TIER)),
            'none')

    def test_the_tier_decides(self):
        rule = Rule('limit', 'tier', bound=100)
        for action in ('none', WARN, HOLD):
            standing = replace(self.standing, tier_action=action)
            self.assertEqual(self.action(rule, standing=standing), action)
        asks = replace(self.standing, tier_action=PREPAY, prepay_percent=50)
        self.assertEqual(self.action(rule, standing=asks), PREPAY)
        self.assertEqual(self.action(rule, standing=asks, prepaid=150), 'none')

    def test_a_little_prepaid_does_not_open_the_door(self):
        self.assertEqual(self.action(Rule('limit', bound=100), prepaid=3), HOLD)
        self.assertEqual(self.action(Rule('status'), prepaid=300), 'none')
        blocked = replace(self.standing, status='blocked')
        self.assertEqual(self.action(Rule('status'), standing=blocked, prepaid=300), WARN)

    def test_what_costs_nothing_or_is_exempt_passes(self):
        blocked = replace(self.standing, status='blocked')
        for document in ({'total': 0, 'amount': 0}, {'total': -50, 'amount': -50},
                         {'exempt': True}):
            self.assertEqual(self.action(Rule('status'), standing=blocked, **document), 'none')

    def test_without_rate(self):
        decision = decide(
            Document('order', 0, 300, has_rate=False), self.standing, [Rule('limit')], TODAY)
        self.assertEqual(decision.action, HOLD)
        self.assertEqual([reason.condition for reason in decision.reasons], ['rate'])

    def test_without_rate_a_release_lets_it_pass(self):
        for until, expected in ((TODAY, (WARN, True)), (TODAY - timedelta(1), (HOLD, False))):
            document = Document(
                'order', 0, 300, has_rate=False, releases=(Release(300, until=until),))
            decision = decide(document, self.standing, [], TODAY)
            self.assertEqual((decision.action, decision.released), expected)
            self.assertEqual([reason.condition for reason in decision.reasons], ['rate'])

    def test_kinds_dates_and_grace(self):
        self.assertEqual(self.action(Rule('limit', kinds=('delivery',))), 'none')
        day = timedelta(1)
        self.assertEqual(self.action(Rule('limit', start=TODAY, end=TODAY)), HOLD)
        self.assertEqual(self.action(Rule('limit', start=TODAY + day)), 'none')
        self.assertEqual(self.action(Rule('limit', end=TODAY - day)), 'none')
        rule = Rule('limit', grace=5)
        self.assertEqual(self.action(rule, passed=TODAY - 5 * day), 'none')
        self.assertEqual(self.action(rule, passed=TODAY - 6 * day), HOLD)
        self.assertEqual(self.action(rule), HOLD)

    def test_small_documents(self):
        rule = Rule('limit', bound=10, small=300, small_month=500)
        facts = Document('order', 300, 300)
        self.assertTrue(decide(facts, self.standing, [rule], TODAY).small)
        spent = replace(self.standing, small=200.01)
        self.assertEqual(decide(facts, spent, [rule], TODAY).action, HOLD)
        # Another rule holds it: nothing of the month's small amount is used up.
        self.assertFalse(decide(facts, self.standing, [rule, Rule('overdue_days')], TODAY).small)

    def test_one_of_several_releases_is_enough(self):
        rule = Rule('limit', bound=100)
        old, fresh = Release(200, 5), Release(290, 5, TODAY)
        self.assertEqual(self.action(rule, releases=(old, fresh)), WARN)
        self.assertEqual(self.action(rule, releases=(old,)), HOLD)

    def test_the_strictest_rule_about_a_condition_is_the_reason(self):
        found, __ = guard.reasons(
            Document('order', 300, 300), self.standing,
            [Rule('limit', WARN, bound=80, key=1), Rule('limit', HOLD, bound=110, key=2)], TODAY)
        self.assertEqual([reason.key for reason in found], [2])


@tagged('post_install', '-at_install')
class TestWaysOut(BaseCase):
    """What is named as a way out lets the document pass."""

    rules = st.lists(st.builds(
        Rule, st.sampled_from(CONDITIONS), st.sampled_from((WARN, PREPAY, HOLD)),
        bound=st.integers(0, 150), percent=st.sampled_from((0, 30, 100))), max_size=4)
    standings = st.builds(
        Standing, st.sampled_from(('limit', 'unlimited', 'prepay')),
        st.sampled_from(('open', 'watch', 'blocked')), limit=AMOUNTS, exposure=AMOUNTS,
        overdue=st.just(0.0), on_time=st.sampled_from((None, 50)), dunning=st.integers(0, 3),
        prepay_percent=st.sampled_from((0, 50)))

    @examples
    @given(rules, standings, AMOUNTS, st.integers(0, 100))
    def test_each_way_frees_it(self, rules, standing, total, days):
        facts = Document('order', total, total, instalments=((days, 100.0),))
        decision = decide(facts, standing, rules, TODAY)
        self.assertEqual(decision.passes, not decision.ways)
        for way in decision.ways:
            freed = {
                'pay': lambda v: (replace(facts, prepaid=v),
                                  replace(standing, exposure=standing.exposure - v)),
                'prepay': lambda v: (replace(facts, prepaid=v),
                                     replace(standing, exposure=standing.exposure - v)),
                'reduce': lambda v: (replace(facts, amount=v, total=v), standing),
                'limit': lambda v: (facts, replace(standing, limit=v)),
                'days': lambda v: (replace(facts, instalments=((int(v), 100.0),)), standing),
                'release': lambda v: (replace(facts, releases=(Release(v),)), standing),
            }[way.kind](way.value)
            self.assertTrue(decide(*freed, rules, TODAY).passes, way)

    @examples
    @given(rules, standings, AMOUNTS, AMOUNTS)
    def test_more_is_never_judged_milder(self, rules, standing, total, more):
        def strictness(amount):
            action = decide(Document('order', amount, amount), standing, rules, TODAY).action
            return guard.STRICTNESS[action]

        if total > 0:
            self.assertLessEqual(strictness(total), strictness(total + more))
