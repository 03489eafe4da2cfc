"""Whom to ask for money today, at which level, and why somebody is left out.

The run decides fifty thousand customers in one statement; this is what it has to decide, customer
by customer, and a test holds the statement against it. Levels are numbers: 1, 2, 3 after the due
date, reminders before it -1, -2 counted back from it. Amounts come in two currencies: that of the
item, which least amounts are compared in, and that of the company (``value``).
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import md5
from typing import NamedTuple

LAPSED = 'lapsed'
# Reasons that hold for a customer as a whole, in the order in which they are looked at.
CREDIT, MINIMUM, NO_ADDRESS, GRACE, HOLDOUT = (
    'credit', 'minimum', 'no_address', 'grace', 'holdout')
DISPUTED = 'disputed'


class Level(NamedTuple):
    """One step: ``days`` from the due date, ``gap`` days after the level before, least amounts as
    pairs (currency, amount), the way it goes out on, and whether it is the final notice."""

    number: int
    days: int
    gap: int = 0
    minimums: tuple = ()
    channel: str = 'mail'
    final: bool = False


class Procedure(NamedTuple):
    """The levels of a customer, and what holds for all of them: days between two notices, the
    share of unmatched credits that stops (0: none), the share held back by lot up to an amount."""

    levels: tuple
    grace: int = 0
    credit_share: float = 0.0
    holdout_share: float = 0.0
    holdout_cap: float = 0.0
    key: int = 0


class Item(NamedTuple):
    """One open instalment. ``reached`` is the last level given, on the day ``given``; ``blocked``
    the reason of whoever stops it. A negative ``residual`` is a payment or a credit note."""

    key: int
    due: date
    residual: float
    value: float
    currency: str = 'EUR'
    collectable: float | None = None
    reached: int | None = None
    given: date | None = None
    blocked: str | None = None

    @property
    def asked(self):
        """What may be asked for: all that is open, unless a part of it is disputed."""
        return self.residual if self.collectable is None else self.collectable


@dataclass(frozen=True)
class Customer:
    """A customer of one company: its open items, when it was last written to, and the channels it
    has no address for."""

    items: tuple
    last_notice: date | None = None
    unreachable: frozenset = field(default_factory=frozenset)


class Line(NamedTuple):
    """An item in a notice; ``level`` is None when it is only listed, ``below`` when it is not at
    the level of the notice yet, ``skipped`` says why a level in between was left out."""

    item: int
    level: int | None
    below: bool
    skipped: str | None = None


class Decision(NamedTuple):
    """The level of the notice (None: no notice), its lines, and the items left out with reasons:
    pairs (item, reason)."""

    level: int | None
    lines: tuple
    skips: tuple


def next_level(levels, reached, overdue):
    """Return the level an item gets next, whether its day has come or not; None after the last.

    A reminder before the due date lapses with it.

    :param levels: `Level`s, rising.
    :param reached: number of the last level given, or None.
    :param overdue: days since the due date, negative before it.

    >>> steps = Level(-1, -5), Level(1, 7), Level(2, 21)
    >>> next_level(steps, None, -9).number, next_level(steps, None, 0).number
    (-1, 1)
    >>> next_level(steps, 1, 90).number, next_level(steps, 2, 90)
    (2, None)
    """
    floor = float('-inf') if reached is None else reached
    if overdue >= 0:
        floor = max(floor, 0)
    return min((level for level in levels if level.number > floor), default=None)


def due_level(levels, item, today):
    """Return the level that an item is to be given today, or None.

    However late a run comes, an item goes up one level only, and never sooner than the gap after
    the one before.

    >>> steps = Level(1, 7), Level(2, 21, gap=7)
    >>> item = Item(1, date(2026, 1, 1), 100, 100)
    >>> due_level(steps, item, date(2026, 1, 7)) is None
    True
    >>> due_level(steps, item, date(2026, 3, 1)).number
    1
    >>> given = item._replace(reached=1, given=date(2026, 3, 1))
    >>> due_level(steps, given, date(2026, 3, 7)) is None
    True
    >>> due_level(steps, given, date(2026, 3, 8)).number
    2
    """
    overdue = (today - item.due).days
    level = next_level(levels, item.reached, overdue)
    if not level or overdue < level.days:
        return None
    if item.given and item.given + timedelta(days=level.gap) > today:
        return None
    return level


def opening_level(levels, overdue):
    """Return the level that an item starts with at go-live, by its age: never the final notice,
    which nobody has been given yet; None when it is too young for any.

    >>> steps = Level(-1, -5), Level(1, 7), Level(2, 21), Level(3, 40, final=True)
    >>> opening_level(steps, 400).number, opening_level(steps, 7).number
    (2, 1)
    >>> opening_level(steps, 6) is None, opening_level(steps, -5) is None
    (True, True)
    """
    passed = [level for level in levels
              if level.number > 0 and not level.final and level.days <= overdue]
    return max(passed, default=None)


def draw(procedure, level, item):
    """Return the lot of a notice, from 0 to 1: always the same for the same procedure, level and
    instalment.

    >>> round(draw(1, 2, 4711), 4)
    0.3821
    """
    text = f'{procedure}:{level}:{item}'
    return int(md5(text.encode(), usedforsecurity=False).hexdigest()[:8], 16) / 2**32


def skipped_between(levels, reached, level):
    """Return why levels between the last one and this one were left out, None when there is none.

    >>> steps = Level(-1, -5), Level(1, 7), Level(2, 21)
    >>> skipped_between(steps, None, steps[1]), skipped_between(steps, -1, steps[1])
    ('lapsed', None)
    """
    floor = float('-inf') if reached is None else reached
    return LAPSED if any(floor < each.number < level.number for each in levels) else None


def decide(customer, procedure, today):
    """Decide on one customer: at most one notice, at the highest level that an item is given.

    :param customer: `Customer`
    :param procedure: `Procedure`
    :param today: the day of the run.
    :return: `Decision`

    >>> gentle = Procedure((Level(1, 7), Level(2, 21, gap=7)))
    >>> old = Item(1, date(2026, 1, 1), 100, 100, reached=1, given=date(2026, 1, 9))
    >>> new, paused = old._replace(key=2, reached=None, given=None), old._replace(
    ...     key=3, blocked='paused')
    >>> decision = decide(Customer((old, new, paused)), gentle, date(2026, 1, 31))
    >>> decision.level, [line[:3] for line in decision.lines], decision.skips
    (2, [(1, 2, False), (2, 1, True)], ((3, 'paused'),))
    """
    due = {item: level for item in customer.items if item.residual > 0
           and (level := due_level(procedure.levels, item, today))}
    skips = {}
    for item in due:
        if item.blocked or item.asked <= 0:
            skips[item] = item.blocked or DISPUTED
    given = {item: level for item, level in due.items() if item not in skips}
    for reason, items in _weighed(customer, procedure, given):
        skips.update(dict.fromkeys(items, reason))
    given = {item: level for item, level in given.items() if item not in skips}
    reason = _silence(customer, procedure, given, today) if given else None
    if reason:
        skips.update(dict.fromkeys(given, reason))
        given = {}
    top = max(given.values()).number if given else None
    return Decision(
        top, tuple(_lines(customer, procedure, due, given, top, today)) if given else (),
        tuple((item.key, reason) for item, reason in skips.items()))


def _weighed(customer, procedure, given):
    """Yield (reason, items) for what is not worth asking for: set against unmatched credits, or
    below the least amount of its level and currency."""
    credit = -sum(item.value for item in customer.items if item.residual < 0)
    asked = sum(_asked_value(item) for item in given)
    if procedure.credit_share and credit > 0 and credit >= procedure.credit_share * asked:
        yield CREDIT, list(given)
        return
    for level in set(given.values()):
        for currency, least in level.minimums:
            items = [item for item, each in given.items()
                     if each == level and item.currency == currency]
            if sum(item.asked for item in items) < least:
                yield MINIMUM, items


def _asked_value(item):
    return item.value * item.asked / item.residual


def _silence(customer, procedure, given, today):
    """Why the customer gets nothing today, though something is to be asked for; else None."""
    top = max(given.values())
    if top.channel in customer.unreachable:
        return NO_ADDRESS
    if customer.last_notice and customer.last_notice + timedelta(days=procedure.grace) > today:
        return GRACE
    amount = sum(_asked_value(item) for item in given)
    lot = draw(procedure.key, top.number, min(item.key for item in given))
    if not top.final and amount <= procedure.holdout_cap and lot < procedure.holdout_share:
        return HOLDOUT
    return None


def _lines(customer, procedure, due, given, top, today):
    """What is given a level, and whatever else is overdue and nobody stops."""
    for item in customer.items:
        if level := given.get(item):
            yield Line(item.key, level.number, level.number < top,
                       skipped_between(procedure.levels, item.reached, level))
        elif (item not in due and item.residual > 0 and item.asked > 0 and not item.blocked
                and today > item.due):
            yield Line(item.key, None, (item.reached or 0) < top)
