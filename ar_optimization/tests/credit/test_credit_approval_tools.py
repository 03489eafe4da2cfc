from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import approval
from ...tools.approval import Case, Facts, Fast, Rule, choose, is_fast, mandate
from ..pure import check_doctests, examples

people = st.integers(1, 4)
rules = st.builds(
    Rule, key=st.integers(1, 9), kind=st.sampled_from([None, "limit"]),
    tiers=st.sampled_from([frozenset(), frozenset({1})]), own=st.booleans(),
    steps=st.integers(1, 3), fast=st.sampled_from([None, Fast()]))


@tagged('post_install', '-at_install')
class TestApprovalTools(BaseCase):

    def test_doctests(self):
        check_doctests(self, approval)

    @examples
    @given(st.lists(rules), st.sampled_from([None, 1]))
    def test_a_stricter_rule_is_never_overruled_by_a_laxer_one_as_specific(self, several, tier):
        chosen, overruled = choose(several, Case("limit", 5.0, tier))
        for rule in overruled:
            self.assertLessEqual(
                (chosen.fast is not None, -chosen.steps), (rule.fast is not None, -rule.steps))

    @examples
    @given(people, people, st.sets(people), st.lists(people), st.sets(people))
    def test_nobody_decides_on_what_he_asked_for(
            self, decider, requester, approvers, delegators, decided):
        found = mandate(decider, requester, approvers, delegators, decided)
        if found.principal:
            self.assertNotIn(requester, (decider, found.principal))
            self.assertIn(found.principal, approvers)
            self.assertNotIn(decider, decided)
            self.assertNotIn(found.principal, decided)
        else:
            self.assertTrue(found.refusal)

    def test_alone_only_an_approver_and_only_in_his_own_name(self):
        self.assertEqual(mandate(1, 1, {1}, decided={1}, alone=True).principal, 1)
        self.assertFalse(mandate(1, 1, {2}, delegators=[2], alone=True).principal)

    def test_a_substitute_of_two_decides_once(self):
        self.assertEqual(mandate(4, 1, {2, 3}, [2, 3]).principal, 2)
        self.assertEqual(mandate(4, 1, {2, 3}, [2, 3], decided={2}).principal, 3)
        self.assertEqual(mandate(4, 1, {2, 3}, [2, 3], decided={4, 2}).refusal, approval.TWICE)

    def test_fast_path(self):
        fast = Fast(min_score=80, max_overdue_days=0, max_raise=10, pause=90)
        for facts, expected in (
            (Facts(80, 0, 10.0), True), (Facts(79.9, 0, 10.0), False), (Facts(80, 1, 10.0), False),
            (Facts(80, 0, 10.1), False), (Facts(80, 0, -50.0), True), (Facts(80, 0), False),
            (Facts(80, 0, 10.0, 89), False), (Facts(80, 0, 10.0, 90), True),
        ):
            with self.subTest(facts=facts):
                self.assertIs(is_fast(fast, facts), expected)
