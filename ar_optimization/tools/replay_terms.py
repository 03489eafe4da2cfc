"""Decide on which terms a customer would have been: its tier and its limit, review by review.

A review happens on fixed days, with what was known the evening before; between two reviews tier
and limit stay. The limit follows when the tier changes or its interval has passed, as at night.
What a person would have been asked for is taken as agreed to.
"""
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from . import limits, tiers


class Strategy(NamedTuple):
    """What a tier gives: kind of credit, formula of the limit, months between its reviews, what
    happens over the limit, percent in advance, longest term in days (None: any)."""

    mode: str
    formula: limits.Formula
    review_months: int = 12
    action: str = "hold"
    prepay_percent: float = 0.0
    allowed_days: int | None = None


class Scheme(NamedTuple):
    """Tiers and what each gives. ``strategies`` by the tier's letter."""

    ladder: tiers.Ladder
    strategies: dict


class Place(NamedTuple):
    """Where a review has left a customer: tier with the run of days that earned a better one,
    limit (None: unlimited) with its kind and the day it is computed anew. ``blank``: of a customer
    who had never bought."""

    code: str | None = None
    since: date | None = None
    rank: int = 0
    mode: str = limits.UNLIMITED
    limit: float | None = None
    next_review: date | None = None
    blank: bool = False


def review(scheme, place, facts, today, digits, monthly_sales=None, net_worth=None):
    """Review one customer.

    :param Scheme scheme: the tiers
    :param Place place: what the last review left behind
    :param Mapping facts: as for :func:`.tiers.assign`, and ``resolved_count``,
        ``first_invoice_date``
    :param date today: day of the review
    :param int digits: decimals of the company currency
    :param float monthly_sales: average net sales per month
    :param float net_worth: the customer's own funds, None if unknown
    :return: the next :class:`Place`

    >>> scheme = Scheme(
    ...     tiers.compile_tiers([tiers.Tier("A", min_score=80), tiers.Tier("C")], starter="C"),
    ...     {"A": Strategy("limit", limits.Formula(sales_multiple=2.0)),
    ...      "C": Strategy("prepay", limits.Formula())})
    >>> known = {"score": 85, "resolved_count": 3}
    >>> known["first_invoice_date"] = date(2025, 6, 1)
    >>> first = review(scheme, Place(), known, date(2026, 1, 1), 2, monthly_sales=100.0)
    >>> first.code, first.mode, first.limit, first.next_review
    ('A', 'limit', 200.0, datetime.date(2027, 1, 1))
    >>> later = review(scheme, first, known, date(2026, 2, 1), 2, monthly_sales=300.0)
    >>> later.limit  # the tier is looked at, the limit not yet
    200.0
    >>> fallen = review(scheme, later, {**known, "score": 20}, date(2026, 3, 1), 2)
    >>> fallen.code, fallen.mode, fallen.limit
    ('C', 'prepay', 0.0)

    The first invoice is waited for, no interval:

    >>> scheme.strategies["C"] = scheme.strategies["A"]
    >>> new = review(scheme, Place(), {"score": None}, date(2026, 1, 1), 2, monthly_sales=0.0)
    >>> new = review(scheme, new, {"score": None}, date(2026, 2, 1), 2, monthly_sales=0.0)
    >>> new.limit, review(scheme, new, {
    ...     "score": None, "first_invoice_date": date(2026, 2, 5)}, date(2026, 3, 1), 2, 70.0).limit
    (0.0, 140.0)
    """
    days = (today - place.since).days if place.since else 0
    decision = tiers.assign(
        scheme.ladder, facts, tiers.State(place.code, days, place.rank), today,
        history=bool(facts.get("resolved_count")), explain=False)
    streak = decision.state.streak
    after = place._replace(
        code=decision.code, since=(place.since or today) if streak else None,
        rank=decision.state.streak_rank if streak else 0)
    bought = bool(facts.get("first_invoice_date"))
    if decision.code == place.code and place.next_review and today < place.next_review and not (
            place.blank and bought):
        return after
    after = after._replace(blank=not bought)
    return _limited(after, scheme.strategies[decision.code], today, digits, monthly_sales,
                    net_worth)


def _limited(place, strategy, today, digits, monthly_sales, net_worth):
    """Compute the limit anew; without figures for one it stays, and is tried again next time."""
    if strategy.mode != limits.LIMIT:
        limit = None if strategy.mode == limits.UNLIMITED else 0.0
        return place._replace(
            mode=strategy.mode, limit=limit, next_review=_next(today, strategy.review_months))
    proposal = limits.propose(strategy.formula, place.limit, digits, monthly_sales, net_worth)
    if proposal.amount is None:
        return place._replace(next_review=None)
    return place._replace(
        mode=limits.LIMIT, limit=proposal.amount,
        next_review=_next(today, strategy.review_months))


def _next(today, months):
    """Return the same day some months on, the last one of a shorter month.

    >>> _next(date(2026, 11, 30), 3), _next(date(2026, 12, 1), 1)
    (datetime.date(2027, 2, 28), datetime.date(2027, 1, 1))
    """
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def review_days(start, end, weekly=False):
    """Return the days on which tiers and limits are looked at: the first day, then the first of
    each month, or each Monday.

    >>> [str(day) for day in review_days(date(2026, 1, 15), date(2026, 3, 2))]
    ['2026-01-15', '2026-02-01', '2026-03-01']
    >>> [str(day) for day in review_days(date(2026, 1, 12), date(2026, 1, 20), weekly=True)]
    ['2026-01-12', '2026-01-19']
    """
    days = [start]
    for number in range(start.toordinal() + 1, end.toordinal() + 1):
        day = date.fromordinal(number)
        if day.weekday() == 0 if weekly else day.day == 1:
            days.append(day)
    return days


def value_on(changes, present, day):
    """Tell what a value was on the morning of a day, from the log of its changes.

    :param changes: (day, value before it) in rising order
    :param present: the value after all of them

    >>> changes = [(date(2026, 3, 1), "open"), (date(2026, 5, 1), "hold")]
    >>> [value_on(changes, "open", date(2026, month, 2)) for month in (2, 4, 6)]
    ['open', 'hold', 'open']
    """
    return next((before for when, before in changes if when >= day), present)
