"""Decide whether a document may go on, what speaks against it, and what would free it.

A document is an order, a delivery or an invoice; its hooks in Odoo gather the facts, the rules
are the company's policies. The answer names every reason with its numbers, not only the first
one, and every way out. Nothing here looks at Odoo's own credit limit, where 0 means unlimited:
here a limit of 0 is a limit, and ``None`` is none.
"""
import math
from dataclasses import replace
from datetime import timedelta

from .guard_facts import (
    ADVICE,
    ANY,
    COMPANY,
    CUSTOMER,
    FAILED,
    HOLD,
    NONE,
    PASS,
    PREPAY,
    RATE,
    STOP,
    STRICTNESS,
    TIER,
    WARN,
    Decision,
    Document,
    Reason,
    Release,
    Rule,
    Standing,
    Way,
)
from .guard_measures import MEASURES, measure, merged, paid_in_advance, ways_out
from .rounding import round_half_up

__all__ = [
    "ADVICE", "ANY", "COMPANY", "CUSTOMER", "FAILED", "HOLD", "MEASURES", "NONE", "PASS", "PREPAY",
    "RATE", "STOP", "STRICTNESS", "TIER", "WARN", "Decision", "Document", "Reason", "Release",
    "Rule", "Standing", "Way", "completed", "covers", "decide", "in_force", "is_small", "reasons",
    "sight", "strictest", "ways_out", "with_others", "with_passed",
]


# === DECIDE ===

def decide(document, standing, rules, today, digits=2):
    """Decide whether a document may go on.

    :param Document document: the document
    :param Standing standing: its customer's account, without the document
    :param rules: :class:`Rule` items, of any scope and in any order
    :param date today: the day
    :param int digits: decimals of the company currency
    :return: :class:`Decision`

    >>> from datetime import date
    >>> today = date(2026, 11, 21)
    >>> account = Standing("limit", "open", limit=1000, exposure=800)
    >>> over = decide(Document("order", 300, 300), account, [Rule("limit", bound=100)], today)
    >>> over.action, over.reasons[0].excess, [tuple(way) for way in over.ways]
    ('hold', 100.0, [('pay', 100.0), ('reduce', 200.0), ('limit', 1100.0)])

    What is paid in advance passes, and so do returns and what costs nothing; a release covers a
    little more than was looked at, for a time:

    >>> paid = Document("order", 300, 300, prepaid=300)
    >>> decide(paid, account, [Rule("status"), Rule("limit", bound=100)], today).action
    'warn'
    >>> released = Document("order", 309, 309, releases=(Release(300, 5, today),))
    >>> decide(released, account, [Rule("limit", bound=100)], today).released
    True

    A rule of the customer counts in place of those of its tier and its company, be it milder:

    >>> mild = Rule("limit", WARN, bound=100, scope=CUSTOMER)
    >>> decide(Document("order", 300, 300), account, [Rule("limit", bound=90), mild], today).action
    'warn'

    What somebody has stopped by hand waits for a person, paid or released before:

    >>> decide(replace(paid, stopped=True), account, [], today).ways
    (Way(kind='release', value=300.0),)
    >>> decide(replace(released, stopped=True), account, [], today).action
    'hold'
    """
    if document.exempt or document.total <= 0:
        return PASS
    if not document.has_rate:
        found = (Reason(RATE, HOLD, 0.0, 0.0),)
        if _is_released(document, standing, found, today, digits):
            return Decision(WARN, found, released=True)
        return Decision(HOLD, found, (Way("rate"), Way("release")))
    found, spared = reasons(document, standing, rules, today, digits)
    if document.stopped:
        found = (Reason(STOP, HOLD, 0.0, 0.0), *found)
    action = strictest(reason.action for reason in found)
    if STRICTNESS[action] < STRICTNESS[PREPAY]:
        return Decision(action, found, small=spared)
    if document.rest <= 0 and not document.stopped:
        milder = tuple(reason._replace(action=WARN) for reason in found)
        return Decision(WARN, milder)
    if not document.stopped and _is_released(document, standing, found, today, digits):
        return Decision(WARN, found, released=True)
    return Decision(action, found, ways_out(document, standing, found, digits))


def _is_released(document, standing, found, today, digits):
    """Whether one release covers the document, with all that holds it."""
    paid, sights = paid_in_advance(document, standing), sight(found, standing.status)
    return any(
        (release.seen is None or sights <= release.seen)
        and covers(release, document, paid, today, digits) for release in document.releases)


def sight(found, status):
    """Return what somebody has seen who looked at reasons: the conditions of those that hold a
    document. Another status than the one that was looked at is another sight.

    :param found: :class:`Reason` items
    :param str status: of the account

    >>> found = [Reason(name, HOLD, 0, 0) for name in ("status", "limit")] + [
    ...     Reason("term", WARN, 9, 1)]
    >>> sorted(sight(found, "hold")), sight(found, "hold") <= sight(found, "blocked")
    (['limit', 'status:hold'], False)
    """
    return frozenset(
        f"status:{status}" if reason.condition == "status" else reason.condition
        for reason in found if STRICTNESS[reason.action] >= STRICTNESS[PREPAY])


def reasons(document, standing, rules, today, digits=2):
    """List what speaks against a document, the gravest first.

    :return: (reasons, spared): ``spared`` tells that a stricter rule was left out only because
        the document is small

    >>> from datetime import date
    >>> today = date(2026, 11, 21)
    >>> late = Standing("unlimited", "watch", None, overdue=50, days=12)
    >>> found, __ = reasons(Document("order", 20, 20), late, ADVICE, today)
    >>> [(reason.condition, reason.action, reason.excess) for reason in found]
    [('overdue_amount', 'warn', 50.0), ('watch', 'warn', 0.0)]

    Small orders pass, but not one after the other:

    >>> rule = Rule("overdue_days", bound=10, small=20, small_month=50)
    >>> reasons(Document("order", 20, 20), late, [rule], today)
    ((), True)
    >>> found, __ = reasons(Document("order", 20, 20), replace(late, small=40), [rule], today)
    >>> [reason.measured for reason in found]
    [12.0]
    """
    found, spared = {}, False
    for rule in in_force(rules, document, today):
        action = standing.tier_action if rule.action == "tier" else rule.action
        reason = action != NONE and measure(rule, action, document, standing, digits)
        if not reason:
            continue
        if is_small(rule, document, standing, digits):
            spared = spared or STRICTNESS[action] >= STRICTNESS[PREPAY]
            continue
        known = found.get(rule.condition)
        found[rule.condition] = merged(known, reason) if known else reason
    order = list(MEASURES)
    ranked = sorted(
        found.values(), key=lambda r: (-STRICTNESS[r.action], order.index(r.condition)))
    held = any(STRICTNESS[reason.action] >= STRICTNESS[PREPAY] for reason in ranked)
    return tuple(ranked), spared and not held


def in_force(rules, document, today):
    """Return the rules that look at a document: of the most specific scope that has one.

    A rule with the condition ``any`` exempts from the rules of wider scopes. Two rules of one scope
    that contradict each other both count, and with them the stricter one.

    >>> from datetime import date
    >>> day, order = date(2026, 11, 21), Document("order", 1, 1)
    >>> exempt = Rule(ANY, NONE, scope=CUSTOMER)
    >>> in_force([Rule("limit"), Rule("status", scope=TIER), exempt], order, day)
    []
    >>> len(in_force([Rule("limit"), Rule("limit", WARN), Rule("limit", end=day)], order, day))
    3
    >>> in_force([Rule("limit", start=day + timedelta(1)), Rule("term", kinds=("x",))], order, day)
    []
    """
    looking = [rule for rule in rules if _looks(rule, document, today)]
    most_specific = {}
    for rule in looking:
        most_specific[rule.condition] = min(
            rule.scope, most_specific.get(rule.condition, rule.scope))
    exempt = most_specific.get(ANY, math.inf)
    return [
        rule for rule in looking
        if rule.condition != ANY
        and rule.scope == most_specific[rule.condition] and rule.scope <= exempt
    ]


def _looks(rule, document, today):
    if rule.kinds and document.kind not in rule.kinds:
        return False
    if today < (rule.start or today) or (rule.end or today) < today:
        return False
    return not (
        rule.grace and document.passed and today <= document.passed + timedelta(rule.grace))


def is_small(rule, document, standing, digits=2):
    """Tell whether a rule lets a document pass because it is small.

    :param Standing standing: ``small`` is what passed like this in the month so far, None where
        nothing may

    >>> small = Rule("limit", small=100, small_month=150)
    >>> [is_small(small, Document("order", 80, 80), Standing("limit", "open", small=passed))
    ...  for passed in (0, 70, 71)]
    [True, True, False]
    >>> is_small(Rule("limit"), Document("order", 0.01, 0.01), Standing("limit", "open"))
    False

    The delivery of a small order uses up nothing more of the month:

    >>> is_small(small, Document("delivery", 0, 80, small_passed=80),
    ...          Standing("limit", "open", small=150))
    True
    """
    total = round_half_up(document.total, digits)
    return standing.small is not None and 0 < total <= rule.small and (
        round_half_up(standing.small + document.small_rest, digits) <= rule.small_month)


def covers(release, document, paid, today, digits=2):
    """Tell whether a release covers a document.

    :param float paid: what counts as paid in advance

    >>> from datetime import date
    >>> day, order = date(2026, 11, 21), Document("order", 110, 110)
    >>> covers(Release(100, 10), order, 0, day), covers(Release(100, 9.9), order, 0, day)
    (True, False)
    >>> covers(Release(110, until=day - timedelta(1)), order, 0, day)
    False
    >>> [covers(Release(110, advance=30), order, paid, day) for paid in (33, 32.99)]
    [True, False]
    """
    if release.until is not None and release.until < today:
        return False
    most = round_half_up(release.amount * (100 + release.percent) / 100, digits)
    whole = document.total + document.earlier
    advance = round_half_up(whole * release.advance / 100, digits)
    return round_half_up(document.total, digits) <= most and paid >= advance


def strictest(actions):
    """Return the strictest of some actions, ``none`` when there are none.

    >>> strictest([WARN, HOLD, PREPAY]), strictest([])
    ('hold', 'none')
    """
    return max(actions, key=STRICTNESS.get, default=NONE)


# === FACTS ===

def completed(document, allowed_days, releases):
    """Return a document with what its customer's account knows of it.

    :param int allowed_days: longest terms, which what the document itself knows goes before
    :param releases: :class:`Release` items, or None for each hold that is no release

    >>> found = completed(Document("order", 1, 1), 45, [None, Release(5)])
    >>> found.allowed_days, len(found.releases)
    (45, 1)
    """
    known = document.allowed_days
    return replace(
        document, allowed_days=allowed_days if known is None else known,
        releases=tuple(release for release in releases if release))


def with_passed(standing, document, decision):
    """Return where the account stands once a document has passed.

    >>> order = Document("order", 70, 100)
    >>> account = Standing("limit", "open", exposure=5)
    >>> after = with_passed(account, order, Decision(NONE, small=True))
    >>> after.exposure, after.small
    (75, 100.0)
    """
    return replace(
        standing, exposure=standing.exposure + document.amount,
        small=standing.small + (document.small_rest if decision.small else 0))


def with_others(standing, amount):
    """Return where an account stands once a shared limit is used by so much more, by whomever.

    >>> with_others(Standing("limit", "open", group_limit=100, group_exposure=5), 70).group_exposure
    75
    """
    return replace(standing, group_exposure=standing.group_exposure + amount)
