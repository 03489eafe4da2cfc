from datetime import date, timedelta

from hypothesis import given, strategies

from odoo.tests import BaseCase, tagged

from ...tools import dunning
from ...tools.dunning import Customer, Item, Level, Procedure
from ..pure import check_doctests, examples

DAY = date(2026, 1, 1)
STEPS = (
    Level(-1, -5), Level(1, 5, gap=3), Level(2, 15, gap=7), Level(3, 30, gap=7, final=True))
items = strategies.lists(
    strategies.builds(
        Item, strategies.integers(1, 999), strategies.dates(date(2025, 6, 1), date(2026, 12, 31)),
        strategies.integers(-500, 500).filter(bool), strategies.just(1.0),
        strategies.sampled_from(['EUR', 'USD'])),
    max_size=6, unique_by=lambda item: item.key,
).map(lambda found: tuple(item._replace(value=item.residual) for item in found))
procedures = strategies.builds(
    Procedure, strategies.just(STEPS), strategies.integers(0, 20),
    strategies.sampled_from([0.0, 0.5, 1.0]), strategies.sampled_from([0.0, 0.3]),
    strategies.sampled_from([0.0, 200.0]), strategies.integers(1, 50))


def walk(customer, procedure, days):
    """What each item is given on these days: [(day, item, level)]."""
    known, told, last = {item.key: item for item in customer.items}, [], None
    for day in days:
        decision = dunning.decide(Customer(tuple(known.values()), last), procedure, day)
        for line in decision.lines:
            if line.level is not None:
                told.append((day, line.item, line.level))
                known[line.item] = known[line.item]._replace(reached=line.level, given=day)
        last = day if decision.level is not None else last
    return told


@tagged('post_install', '-at_install')
class TestDunningTools(BaseCase):

    def test_doctests(self):
        check_doctests(self, dunning)

    @examples
    @given(items, procedures, strategies.lists(strategies.integers(1, 30), max_size=40))
    def test_never_twice_and_never_out_of_turn(self, found, procedure, jumps):
        day, days = DAY, []
        for jump in jumps:
            day += timedelta(days=jump)
            days.append(day)
        told = walk(Customer(found), procedure, days)
        self.assertEqual(len(told), len({line[1:] for line in told}))
        for item in found:
            levels = [level for __, key, level in told if key == item.key]
            late = [level for level in levels if level > 0]
            self.assertEqual(late, list(range(1, len(late) + 1)))
            self.assertEqual(levels, sorted(levels))
        for day, key, level in told:
            due = next(item.due for item in found if item.key == key)
            step = next(step for step in STEPS if step.number == level)
            self.assertGreaterEqual((day - due).days, step.days)

    @examples
    @given(items, procedures, strategies.integers(0, 400))
    def test_every_due_item_is_in_the_notice_or_left_out(self, found, procedure, days):
        today = DAY + timedelta(days=days)
        decision = dunning.decide(Customer(found), procedure, today)
        due = {item.key for item in found
               if item.residual > 0 and dunning.due_level(STEPS, item, today)}
        given = {line.item for line in decision.lines if line.level is not None}
        self.assertEqual(due, given | {key for key, __ in decision.skips})
        self.assertFalse(given & {key for key, __ in decision.skips})
        self.assertEqual(decision.level is None, not decision.lines)

    def test_day_by_day_and_in_jumps(self):
        found = tuple(Item(key, DAY + timedelta(days=7 * key), 10, 10) for key in range(8))
        procedure = Procedure(STEPS[1:])
        every, weekly = (
            {line[1:] for line in walk(
                Customer(found), procedure,
                [DAY + timedelta(days=day) for day in range(0, 121, jump)])}
            for jump in (1, 8))
        self.assertEqual(every, weekly)
        self.assertEqual(len(every), 24)

    def test_who_is_held_back_by_lot(self):
        item = Item(1, DAY, 100.0, 100.0)
        for cap, day, expected in ((100.0, 9, ((1, 'holdout'),)), (99.99, 9, ())):
            everybody = Procedure(STEPS, holdout_share=1.01, holdout_cap=cap)
            decision = dunning.decide(Customer((item,)), everybody, DAY + timedelta(days=day))
            self.assertEqual(decision.skips, expected)
        last = item._replace(reached=2, given=DAY)
        decision = dunning.decide(Customer((last,)), everybody._replace(holdout_cap=1e9), DAY
                                  + timedelta(days=40))
        self.assertEqual((decision.level, decision.skips), (3, ()), "never the final notice")

    def test_too_little_for_a_level_is_left_out_by_currency(self):
        steps = (Level(1, 5, minimums=(('EUR', 50.0),)),)
        first, today = Item(1, DAY, 30.0, 30.0), DAY + timedelta(days=9)
        dollars = Item(3, DAY, 1.0, 1.0, 'USD')
        for amount, level, listed, skips in (
            (20.0, 1, [1, 2, 3], ()),
            (19.99, 1, [3], ((1, 'minimum'), (2, 'minimum'))),
        ):
            with self.subTest(amount=amount):
                second = Item(2, DAY, amount, amount)
                decision = dunning.decide(
                    Customer((first, second, dollars)), Procedure(steps), today)
                self.assertEqual(
                    (decision.level, [line.item for line in decision.lines], decision.skips),
                    (level, listed, skips))

    def test_nobody_is_written_to_without_an_address(self):
        item, today = Item(1, DAY, 100.0, 100.0), DAY + timedelta(days=9)
        for channel, level, skips in (('mail', None, ((1, 'no_address'),)), ('phone', 1, ())):
            customer = Customer((item,), unreachable=frozenset({channel}))
            decision = dunning.decide(customer, Procedure(STEPS), today)
            self.assertEqual((decision.level, decision.skips), (level, skips))

    def test_the_next_notice_waits_for_the_days_of_grace(self):
        item, procedure = Item(1, DAY, 100.0, 100.0), Procedure(STEPS, grace=10)
        last = DAY + timedelta(days=4)
        for days, level, skips in ((9, None, ((1, 'grace'),)), (10, 1, ())):
            decision = dunning.decide(
                Customer((item,), last), procedure, last + timedelta(days=days))
            self.assertEqual((decision.level, decision.skips), (level, skips))
