"""Decide whether discounts for early payment bring more than they cost, against the same customer's
own habit before: days that would have come anyway are bought for nothing.

Amounts are in company currency, rates in percent per year of 365 days.
"""
from dataclasses import dataclass
from math import floor

from .incentive import YEAR


def carrying_cost(amount, days, rate):
    """Return what it costs to wait for an amount.

    :param float rate: percent per year: capital, risk, or both

    >>> round(carrying_cost(10_000, 20, 9), 2)
    49.32
    """
    return amount * rate / 100 * days / YEAR


@dataclass(frozen=True, slots=True)
class Outcome:
    """One offer whose end is known. Amounts in company currency."""

    paid: float  # what was settled by it, discount included
    cost: float = 0.0  # discount less the tax it has lowered
    taken: bool = False
    days: float | None = None  # paid earlier than by the customer's habit; None: no habit known
    early: bool = False  # would have paid by that day anyway
    rate: float | None = None  # percent per year that the customer has earned


@dataclass(frozen=True, slots=True)
class Capital:
    """What waiting costs us, in percent per year."""

    cost: float
    risk: float = 0.0

    @property
    def rate(self):
        """Return both together.

        >>> Capital(8.0, 1.0).rate
        9.0
        """
        return self.cost + self.risk


@dataclass(frozen=True, slots=True)
class Lab:
    """What offers have brought. Amounts in company currency."""

    offered: int = 0
    taken: int = 0
    take_up: float | None = None  # percent of offers
    paid: float = 0.0
    cost: float = 0.0
    wasted: float = 0.0  # cost for who would have paid by then anyway
    saved_capital: float = 0.0
    saved_risk: float = 0.0
    days: float | None = None  # gained, weighted by amount
    customer_rate: float | None = None  # percent per year, weighted by amount
    break_even: float | None = None  # percent of what was paid that the days are worth
    suggested: float | None = None
    net: float = 0.0
    loses: bool = False


def gained(outcome, capital):
    """Return what one offer has brought: (capital, risk).

    Days count only when a habit is known to count them against: without one nothing is claimed.

    >>> capital, risk = gained(Outcome(10_000.0, 120.0, True, 20), Capital(8.0, 1.0))
    >>> round(capital, 2), round(risk, 2)
    (43.84, 5.48)
    """
    if not outcome.taken or outcome.days is None:
        return 0.0, 0.0
    return (carrying_cost(outcome.paid, outcome.days, capital.cost),
            carrying_cost(outcome.paid, outcome.days, capital.risk))


def measure(outcomes, capital):
    """Add up what offers have brought and cost.

    Break-even is the discount that the days gained are worth. Of it, the suggested rate is what a
    tenth can be kept of, so that a policy which follows it earns something.

    :param outcomes: :class:`Outcome` s, those not taken included
    :param Capital capital: what waiting costs
    :return: :class:`Lab`

    >>> lab = measure([Outcome(10_000.0, 120.0, True, 20, False, 36.0),
    ...                Outcome(5_000.0)], Capital(8.0, 1.0))
    >>> lab.take_up, round(lab.break_even, 3), lab.suggested, lab.loses
    (50.0, 0.493, 0.44, True)
    """
    outcomes = list(outcomes)
    taken = [outcome for outcome in outcomes if outcome.taken]
    if not taken:
        return Lab(offered=len(outcomes), take_up=0.0 if outcomes else None)
    pairs = [gained(outcome, capital) for outcome in taken]
    saved_capital, saved_risk = (sum(values) for values in zip(*pairs, strict=True))
    paid, cost = sum(each.paid for each in taken), sum(each.cost for each in taken)
    known = [each for each in taken if each.days is not None]
    worth = saved_capital + saved_risk
    known_paid = sum(each.paid for each in known)
    break_even = worth / known_paid * 100 if known_paid else None
    return Lab(
        offered=len(outcomes), taken=len(taken), take_up=len(taken) / len(outcomes) * 100,
        paid=paid, cost=cost, wasted=sum(each.cost for each in taken if each.early),
        saved_capital=saved_capital, saved_risk=saved_risk,
        days=_weighted(known, 'days'),
        customer_rate=_weighted([each for each in taken if each.rate is not None], 'rate'),
        break_even=break_even,
        suggested=None if break_even is None else floor(max(0.0, break_even) * 90) / 100,
        net=worth - cost, loses=worth < cost)


def _weighted(outcomes, name):
    """Return the mean of a figure, weighted by amount."""
    paid = sum(outcome.paid for outcome in outcomes)
    if not paid:
        return None
    return sum(getattr(outcome, name) * outcome.paid for outcome in outcomes) / paid
