from datetime import date, timedelta

from hypothesis import given, strategies

from odoo.tests import BaseCase, tagged

from ...tools import strategy
from ...tools.strategy import ANY, AS_USUAL, SLOWER, SUDDEN, WAIT, Rule, Situation
from ..pure import check_doctests, examples

DUE = date(2026, 6, 1)
numbers = strategies.integers
delays = strategies.none() | strategies.floats(-40, 90, width=16)
rules = strategies.lists(strategies.builds(
    Rule, numbers(1, 9), strategies.sampled_from([WAIT, 'phone', 'mail', 'visit']),
    strategies.frozensets(numbers(1, 3), max_size=2), numbers(0, 300), numbers(0, 300),
    numbers(0, 8), strategies.sampled_from([0.0, 0.5, 1.0]),
    strategies.sampled_from([ANY, AS_USUAL, SUDDEN, SLOWER]), numbers(-5, 10), numbers(0, 40),
    numbers(0, 20), numbers(1, 60)), max_size=5)
situations = strategies.builds(
    Situation, strategies.sampled_from([-1, 1, 2]), strategies.booleans(),
    strategies.sampled_from(['mail', 'phone']), numbers(1, 400), strategies.just(DUE),
    numbers(0, 30).map(lambda days: DUE + timedelta(days=days)),
    strategies.none() | numbers(1, 3), numbers(0, 12), delays, delays,
    strategies.none() | strategies.floats(0, 1, width=16),
    strategies.frozensets(strategies.sampled_from(['mail', 'phone', 'visit'])))


@tagged('post_install', '-at_install')
class TestDunningStrategyTools(BaseCase):

    def test_doctests(self):
        check_doctests(self, strategy)

    @examples
    @given(rules, situations, numbers(0, 120))
    def test_a_step_is_possible_and_never_holds_back_what_must_go(self, known, situation, ahead):
        today = situation.turn + timedelta(days=ahead)
        step = strategy.choose(known, situation, today)
        if situation.final or situation.level < 0:
            self.assertIsNone(step)
        if step is None:
            return
        self.assertTrue(
            step.channel in situation.ways | {situation.channel} or step.until > today)
        if step.until:
            longest = max(rule.longest for rule in known if rule.step == WAIT)
            self.assertLessEqual(step.until, situation.turn + timedelta(days=longest))
        earlier = [strategy.fits(rule, situation, (today - DUE).days) for rule in known]
        self.assertTrue(any(earlier))

    @examples
    @given(rules, situations)
    def test_a_wait_ends_and_does_not_come_back(self, known, situation):
        waits = [rule for rule in known if rule.step == WAIT]
        days = [situation.turn + timedelta(days=ahead) for ahead in range(130)]
        steps = [strategy.choose(waits, situation, day) for day in days]
        self.assertIsNone(steps[-1])
        if all(rule.behaviour != SUDDEN for rule in waits):  # who is late enough only later
            waiting = [step is not None for step in steps]
            self.assertEqual(waiting, sorted(waiting, reverse=True))

    @examples
    @given(rules, situations, numbers(0, 60))
    def test_an_unknown_habit_is_no_behaviour(self, known, situation, ahead):
        nobody = situation._replace(usual=None, slower=None)
        step = strategy.choose(known, nobody, situation.turn + timedelta(days=ahead))
        if step:
            self.assertFalse({'usual', 'slower', 'days'} & step.facts.keys())

    def test_a_rule_waits_for_enough_paid_invoices(self):
        rule, owes = Rule(1, 'phone', paid_least=6), Situation(1, False, 'mail', 80.0, DUE, DUE)
        for paid, fits in ((5, False), (6, True)):
            self.assertIs(strategy.fits(rule, owes._replace(paid=paid), 5), fits)
