"""Which script, which answers and which cases fit what a collector has before her.

An entry says for which situations it is written: reasons of disputes, reasons why the customer is
on the worklist, dunning levels, tiers, days overdue, language. What it does not say does not
matter. Of those that fit, the most specific one comes first; the same rule gives the reasons that
the screen shows.
"""

from typing import NamedTuple

SCRIPT, OBJECTION, CASE = 'script', 'objection', 'case'
# How many of each kind are shown: a collector on the phone reads one script.
SHOWN = {SCRIPT: 1, OBJECTION: 6, CASE: 3}
# How much each part of a situation says: what the customer disputes more than how late it is.
WEIGHTS = {'reason': 32, 'rule': 16, 'level': 8, 'days': 4, 'tier': 2, 'lang': 1}


class Entry(NamedTuple):
    """What an entry is for; an empty set, None, or a bound of None is not looked at.

    ``levels`` and ``days`` are pairs (from, to), both included. ``own`` entries of the company
    come before shared ones, then ``order`` counts."""

    key: int
    kind: str = SCRIPT
    reasons: frozenset = frozenset()
    rules: frozenset = frozenset()
    levels: tuple = (None, None)
    days: tuple = (None, None)
    tiers: frozenset = frozenset()
    lang: str | None = None
    own: bool = False
    order: int = 0


class Situation(NamedTuple):
    """A customer as it is now: reasons of its open disputes, codes of the rules that put it on the
    worklist, dunning level, days overdue of the oldest item, tier, language."""

    reasons: frozenset = frozenset()
    rules: frozenset = frozenset()
    level: int = 0
    days: int = 0
    tier: int | None = None
    lang: str | None = None


class Match(NamedTuple):
    """An entry that fits, and the parts of the situation that it was chosen by."""

    key: int
    kind: str
    why: tuple
    weight: int


def reasons(entry, situation):
    """Return by which parts of the situation an entry was chosen; None when it does not fit.

    :param entry: `Entry`
    :param situation: `Situation`

    >>> broken = Entry(1, rules=frozenset({'broken'}), days=(1, None))
    >>> reasons(broken, Situation(rules=frozenset({'broken', 'delay'}), days=12))
    ('rule', 'days')
    >>> reasons(broken, Situation(rules=frozenset({'delay'}), days=12)) is None
    True
    >>> reasons(Entry(2, lang='zh_CN'), Situation(lang='en_US')) is None
    True
    >>> reasons(Entry(3), Situation(days=500))
    ()
    """
    parts = {
        'reason': entry.reasons and bool(entry.reasons & situation.reasons),
        'rule': entry.rules and bool(entry.rules & situation.rules),
        'level': inside(situation.level, entry.levels),
        'days': inside(situation.days, entry.days),
        'tier': entry.tiers and situation.tier in entry.tiers,
        'lang': entry.lang and entry.lang == situation.lang,
    }
    asked = {name: fits for name, fits in parts.items() if fits in (True, False)}
    return tuple(asked) if all(asked.values()) else None


def inside(value, bounds):
    """Say whether a value lies within bounds; None when there are no bounds.

    >>> inside(3, (None, None)), inside(3, (1, None)), inside(3, (None, 2)), inside(3, (3, 3))
    (None, True, False, True)
    """
    low, high = bounds
    if low is None and high is None:
        return None
    return (low is None or value >= low) and (high is None or value <= high)


def choose(entries, situation, shown=None):
    """Choose what to show, the most specific first, of each kind as many as fit on a screen.

    :param entries: `Entry`s
    :param situation: `Situation`
    :param dict shown: most entries by kind; default `SHOWN`.
    :return: list of `Match`, kind after kind in the order of ``shown``.

    >>> calm, first, late = Entry(1), Entry(2, days=(1, 30)), Entry(3, days=(31, None))
    >>> [(match.key, match.why) for match in choose([calm, first, late], Situation(days=9))]
    [(2, ('days',))]
    >>> shown = {SCRIPT: 2, CASE: 1}
    >>> cases = [Entry(4, CASE, order=1), Entry(5, CASE, own=True, order=9), Entry(6, CASE)]
    >>> [match.key for match in choose([calm, first, *cases], Situation(days=9), shown)]
    [2, 1, 5]
    """
    shown = shown or SHOWN
    found = []
    for entry in entries:
        why = reasons(entry, situation)
        if why is not None:
            weight = sum(WEIGHTS[name] for name in why)
            found.append((-weight, not entry.own, entry.order, entry.key, Match(
                entry.key, entry.kind, why, weight)))
    ranked = [match for *_rank, match in sorted(found)]
    return [
        match for kind, most in shown.items()
        for match in [each for each in ranked if each.kind == kind][:most]]
