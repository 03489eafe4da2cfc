"""What the next step to a customer should be: by its tier, by what it owes, and by how it pays.

The procedure says when a customer's turn is and on which way it is told. A rule of strategy makes
of this what suits the customer: who always pays ten days late is left alone until then, who is
suddenly late is called, who owes little gets a mail. The first rule that fits counts. A wait ends
by itself, never lasts longer than the rule says, and never holds back a final notice or anything
that a deadline hangs on; a reminder before the due date is as the procedure says.

Amounts are in company currency; days late are of `tools.features`: negative when paid early.
"""

from datetime import date, timedelta
from math import ceil, inf
from typing import NamedTuple

WAIT = 'wait'
ANY, AS_USUAL, SUDDEN, SLOWER = 'any', 'as_usual', 'sudden', 'slower'
LEAD = 7  # days before a deadline in which nobody waits any more


class Rule(NamedTuple):
    """One rule: for whom, and what then.

    ``step`` is `WAIT` or the code of a channel. A figure that is 0 and a set that is empty are not
    looked at; ``amount_to`` is excluded. ``usual_from`` and ``usual_to`` bound the usual delay
    where the behaviour is `AS_USUAL` or `SUDDEN`; ``days`` are days later than usual, or slower.
    ``longest`` is the most that a wait lasts, in days from the day on which the turn came.
    """

    key: int
    step: str
    tiers: frozenset = frozenset()
    amount_from: float = 0.0
    amount_to: float = 0.0
    paid_least: int = 0
    on_time_least: float = 0.0
    behaviour: str = ANY
    usual_from: int = 0
    usual_to: int = 0
    days: int = 0
    longest: int = 0


class Situation(NamedTuple):
    """A customer whose turn it is. ``amount`` is what is asked for, ``due`` the earliest due date
    of it, ``turn`` the day on which the level fell due first; ``channel`` that of the level and
    ``ways`` those on which the customer can be told. ``paid``, ``usual`` (mean delay before the
    last months), ``slower`` (how much longer it takes since then) and ``on_time`` (share) are of
    its ledger, None when that cannot say."""

    level: int
    final: bool
    channel: str
    amount: float
    due: date
    turn: date
    tier: int | None = None
    paid: float = 0
    usual: float | None = None
    slower: float | None = None
    on_time: float | None = None
    ways: frozenset = frozenset()


class Step(NamedTuple):
    """What a rule makes of a turn: another channel, or a wait that is over on the day ``until``;
    ``facts`` are the figures that it was decided by."""

    rule: int
    channel: str | None
    until: date | None
    facts: dict


def choose(rules, situation, today):
    """Return what the first rule that fits makes of a customer's turn, None when none does.

    :param rules: `Rule`s, the first that fits counts.
    :param situation: `Situation`
    :param date today: the day of the run.
    :return: `Step` or None

    >>> due = date(2026, 6, 1)
    >>> late = Situation(1, False, 'mail', 900.0, due, date(2026, 6, 6), paid=14, usual=9.6,
    ...                  ways=frozenset({'phone'}))
    >>> slow = Rule(1, WAIT, paid_least=6, behaviour=AS_USUAL, usual_from=3, usual_to=30, days=5,
    ...             longest=14)
    >>> sudden = Rule(2, 'phone', paid_least=6, behaviour=SUDDEN, usual_to=5, days=10)
    >>> choose((sudden, slow), late, date(2026, 6, 8)).until
    datetime.date(2026, 6, 16)
    >>> choose((sudden, slow), late, date(2026, 6, 16)) is None
    True
    >>> step = choose((sudden, slow), late._replace(usual=2.0), date(2026, 6, 15))
    >>> step.channel, step.facts
    ('phone', {'days': 14, 'usual': 2.0, 'paid': 14})
    >>> choose((sudden, slow), late._replace(final=True), date(2026, 6, 8)) is None
    True
    """
    if situation.final or situation.level < 0:
        return None
    days = (today - situation.due).days
    for rule in rules:
        if not fits(rule, situation, days):
            continue
        if rule.step != WAIT:
            if rule.step == situation.channel or rule.step in situation.ways:
                return Step(rule.key, rule.step, None, facts(rule, situation, days))
        elif (until := wait_until(rule, situation)) > today:
            return Step(rule.key, None, until, facts(rule, situation, days))
    return None


def fits(rule, situation, days):
    """Say whether a rule is for a customer in this situation.

    :param int days: days overdue of the earliest item that is asked for.

    >>> owes = Situation(1, False, 'mail', 80.0, date(2026, 6, 1), date(2026, 6, 6))
    >>> fits(Rule(1, 'mail', amount_to=80.0), owes, 5), fits(Rule(1, 'mail', amount_to=81), owes, 5)
    (False, True)
    >>> fits(Rule(1, 'mail', tiers=frozenset({7})), owes._replace(tier=7), 5)
    True
    >>> fits(Rule(1, 'mail', on_time_least=0.9), owes, 5)
    False
    """
    if rule.tiers and situation.tier not in rule.tiers:
        return False
    if not rule.amount_from <= situation.amount < (rule.amount_to or inf):
        return False
    if situation.paid < rule.paid_least:
        return False
    if rule.on_time_least and (situation.on_time or 0.0) < rule.on_time_least:
        return False
    return behaves(rule, situation, days)


def behaves(rule, situation, days):
    """Say whether a customer behaves as the rule asks for. Whose habit nobody knows does not.

    >>> owes = Situation(1, False, 'mail', 80.0, date(2026, 6, 1), date(2026, 6, 6), slower=12.0)
    >>> slower = Rule(1, 'phone', behaviour=SLOWER, days=10)
    >>> behaves(slower, owes, 5), behaves(slower, owes._replace(slower=None), 5)
    (True, False)
    >>> sudden = Rule(2, 'phone', behaviour=SUDDEN, usual_to=5, days=10)
    >>> behaves(sudden, owes, 90), behaves(sudden, owes._replace(usual=-3.0), 7)
    (False, True)
    """
    if rule.behaviour == ANY:
        return True
    if rule.behaviour == SLOWER:
        return situation.slower is not None and situation.slower >= rule.days
    usual = situation.usual
    if usual is None or usual > rule.usual_to:
        return False
    if rule.behaviour == SUDDEN:
        return days - usual >= rule.days
    return usual >= rule.usual_from and days < ceil(usual) + rule.days


def wait_until(rule, situation):
    """Return the day on which a wait is over: when the customer would have paid as usual and a
    little more, where its habit is what is waited for; at the latest ``longest`` days after the
    turn came.

    >>> owes = Situation(1, False, 'mail', 80.0, date(2026, 6, 1), date(2026, 6, 6), usual=40.0)
    >>> wait_until(Rule(1, WAIT, behaviour=AS_USUAL, days=5, longest=14), owes)
    datetime.date(2026, 6, 20)
    >>> wait_until(Rule(1, WAIT, longest=3), owes)
    datetime.date(2026, 6, 9)
    """
    latest = situation.turn + timedelta(days=rule.longest)
    if rule.behaviour != AS_USUAL:
        return latest
    return min(latest, situation.due + timedelta(days=ceil(situation.usual) + rule.days))


def before_deadline(until, deadline):
    """Return the day on which a wait is over when something has to happen by a deadline.

    >>> before_deadline(date(2026, 6, 20), date(2026, 6, 22)), before_deadline(
    ...     date(2026, 6, 20), None)
    (datetime.date(2026, 6, 15), datetime.date(2026, 6, 20))
    """
    return min(until, deadline - timedelta(days=LEAD)) if deadline else until


def facts(rule, situation, days):
    """Return the figures that a rule has looked at, by name.

    >>> owes = Situation(1, False, 'mail', 80.0, date(2026, 6, 1), date(2026, 6, 6), on_time=0.97)
    >>> facts(Rule(1, 'mail', amount_to=100, on_time_least=0.9), owes, 5)
    {'on_time': 97, 'amount': 80.0}
    >>> facts(Rule(1, 'phone', behaviour=SLOWER), owes._replace(slower=12.04), 5)
    {'slower': 12.0}
    """
    found = {}
    if rule.behaviour in (AS_USUAL, SUDDEN):
        found.update(days=days, usual=round(situation.usual, 1))
    elif rule.behaviour == SLOWER:
        found['slower'] = round(situation.slower, 1)
    if rule.paid_least:
        found['paid'] = int(situation.paid)
    if rule.on_time_least:
        found['on_time'] = round(100 * situation.on_time)
    if rule.amount_from or rule.amount_to:
        found['amount'] = situation.amount
    return found
