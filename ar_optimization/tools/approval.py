"""Decide which rule a request falls under, and who may decide on it.

Amounts are in company currency; ``math.inf`` stands for unlimited credit. Rules and people are
known by their keys, whatever these are.
"""
from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple

#: Why somebody may not decide: it is his own request, he would act for the person who asked, he
#: decided on an earlier step, he is no approver, he has a part in what it is about.
OWN, BEHALF, TWICE, STRANGER, PARTY = "own", "behalf", "twice", "stranger", "party"


# === WHICH RULE === #

class Fast(NamedTuple):
    """What must hold for a request to be approved without a person; None: does not matter.

    ``min_score`` 0-100; ``max_overdue_days`` of the oldest item; ``max_raise`` of the limit in %;
    ``pause`` days since the last time this customer was let pass, so that many small raises do not
    add up to a large one.
    """

    min_score: float | None = None
    max_overdue_days: int | None = None
    max_raise: float | None = None
    pause: int = 0


class Facts(NamedTuple):
    """What is known of the customer; ``raised`` in % is None where there is no limit to raise;
    ``days_since`` it was let pass the last time, None: never.
    """

    score: float | None = None
    overdue_days: int = 0
    raised: float | None = None
    days_since: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the matrix. ``kind`` and ``tiers`` empty: any; ``ceiling`` None: no upper end.

    ``own`` says that it belongs to the company alone; ``fast`` is None where a person always
    decides; ``steps`` is the number of decisions one after the other.
    """

    key: int
    kind: str | None = None
    tiers: frozenset = field(default_factory=frozenset)
    floor: float = 0.0
    ceiling: float | None = None
    own: bool = False
    steps: int = 1
    fast: Fast | None = None
    sequence: int = 10


class Case(NamedTuple):
    """What is asked for: the kind of request, its amount, the customer's tier."""

    kind: str
    amount: float
    tier: int | None = None


def matches(rule, case):
    """Return whether a rule speaks about a case: bands exclude their floor, include their ceiling.

    >>> band = Rule(1, "limit", floor=1_000, ceiling=5_000)
    >>> [matches(band, Case("limit", amount)) for amount in (1_000, 1_000.01, 5_000, 5_001)]
    [False, True, True, False]
    >>> matches(Rule(2), Case("terms", 0.0)), matches(Rule(2, tiers=frozenset({7})), Case("x", 1))
    (True, False)
    >>> matches(band, Case("limit", float("inf")))
    False
    """
    return (
        rule.kind in (None, case.kind)
        and (not rule.tiers or case.tier in rule.tiers)
        and (not rule.floor or case.amount > rule.floor)
        and (rule.ceiling is None or case.amount <= rule.ceiling)
    )


def speaks_always(rules, kind):
    """Return whether every request of a kind falls under a rule, whatever its amount and its tier.

    >>> low, high = Rule(1, "limit", ceiling=5_000), Rule(2, floor=5_000)
    >>> speaks_always([high, low], "limit"), speaks_always([high], "limit")
    (True, False)
    >>> speaks_always([low], "limit"), speaks_always([Rule(3, tiers=frozenset({7}))], "limit")
    (False, False)
    """
    bands = sorted(
        (rule.floor, inf if rule.ceiling is None else rule.ceiling) for rule in rules
        if rule.kind in (None, kind) and not rule.tiers)
    reached = 0.0
    for floor, ceiling in bands:
        if floor > reached:
            return False
        reached = max(reached, ceiling)
    return reached == inf


def choose(rules, case):
    """Return the rule that counts, and those as specific that say something else.

    The more specific rule counts: the company's own, then one for this kind, then one for this
    tier. Among equals that contradict each other the stricter one counts: a person before none,
    more steps before fewer.

    :param rules: :class:`Rule` items
    :param Case case: what is asked for
    :return: (rule or None, tuple of rules overruled)

    >>> fast, slow = Rule(1, "limit", fast=Fast()), Rule(2, "limit", steps=2)
    >>> chosen, overruled = choose([fast, slow, Rule(3)], Case("limit", 5.0))
    >>> chosen.key, [rule.key for rule in overruled]
    (2, [1])
    >>> choose([slow, Rule(3, "limit", frozenset({7}))], Case("limit", 5.0, tier=7))[0].key
    3
    >>> choose([], Case("limit", 5.0))
    (None, ())
    """
    matching = sorted((rule for rule in rules if matches(rule, case)), key=_strictest_first)
    if not matching:
        return None, ()
    chosen, *others = matching
    return chosen, tuple(rule for rule in others if _specific(rule) == _specific(chosen))


def _specific(rule):
    return rule.own, rule.kind is not None, bool(rule.tiers)


def _strictest_first(rule):
    return (
        *(not yes for yes in _specific(rule)), rule.fast is not None, -rule.steps, rule.sequence,
        rule.key)


def is_fast(fast, facts):
    """Return whether a request needs no person.

    >>> fast = Fast(min_score=70, max_overdue_days=0, max_raise=10)
    >>> is_fast(fast, Facts(70, 0, 10.0)), is_fast(fast, Facts(None, 0, 10.0))
    (True, False)
    >>> is_fast(fast, Facts(70, 1, 10.0)), is_fast(fast, Facts(70, 0, None)), is_fast(None, Facts())
    (False, False, False)
    >>> [is_fast(Fast(pause=90), Facts(days_since=days)) for days in (None, 89, 90)]
    [True, False, True]
    """
    if fast is None:
        return False
    return (
        (fast.min_score is None or (facts.score is not None and facts.score >= fast.min_score))
        and (fast.max_overdue_days is None or facts.overdue_days <= fast.max_overdue_days)
        and (fast.max_raise is None
             or (facts.raised is not None and facts.raised <= fast.max_raise + 1e-9))
        and (facts.days_since is None or facts.days_since >= fast.pause)
    )


# === WHO DECIDES === #

class Mandate(NamedTuple):
    """In whose name somebody decides, or why he may not."""

    principal: int | None
    refusal: str | None = None


def mandate(
        decider, requester, approvers, delegators=(), decided=(), alone=False, parties=()):
    """Return in whose name somebody may decide on a step of a request.

    Nobody decides on what he asked for or has a part in, neither himself nor through somebody who
    stands in for him, and nobody decides twice. In a firm with one person (``alone``) both are
    allowed to an approver in his own name.

    :param int decider: who wants to decide
    :param int requester: who asked
    :param approvers: whose decision the step needs
    :param delegators: for whom the decider stands in today
    :param decided: who decided on earlier steps, and in whose name
    :param bool alone: single-person mode
    :param parties: who has a part in it, such as whose document it is
    :return: :class:`Mandate`

    >>> mandate(2, 1, {2, 3}), mandate(1, 1, {1, 2})
    (Mandate(principal=2, refusal=None), Mandate(principal=None, refusal='own'))
    >>> mandate(4, 1, {2}, delegators=[2]), mandate(4, 1, {2})
    (Mandate(principal=2, refusal=None), Mandate(principal=None, refusal='stranger'))
    >>> mandate(4, 1, {1}, delegators=[1]), mandate(4, 4, {2}, delegators=[2])
    (Mandate(principal=None, refusal='behalf'), Mandate(principal=None, refusal='own'))
    >>> mandate(2, 1, {2}, decided={2}), mandate(1, 1, {1}, decided={1}, alone=True)
    (Mandate(principal=None, refusal='twice'), Mandate(principal=1, refusal=None))
    >>> mandate(2, 1, {2, 3}, parties={2}), mandate(4, 1, {2}, [2], parties={2})
    (Mandate(principal=None, refusal='party'), Mandate(principal=None, refusal='behalf'))
    """
    if alone and decider in approvers:
        return Mandate(decider)
    principals = [each for each in (decider, *delegators) if each in approvers]
    barred = {requester, *parties}
    if decider in barred:
        return Mandate(None, OWN if decider == requester else PARTY)
    if not principals:
        return Mandate(None, STRANGER)
    others = [each for each in principals if each not in barred]
    if not others:
        return Mandate(None, BEHALF)
    if decider in decided or set(others) <= set(decided):
        return Mandate(None, TWICE)
    return Mandate(next(each for each in others if each not in decided))
