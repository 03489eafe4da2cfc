"""Compute a bonus: from how far a target was reached, less what an earlier one was too much.

A bonus is never below zero. What turns out not to have been earned is taken from bonuses to come,
as far as they go, and the rest waits for the next one; money that was paid out stays paid.
"""
from typing import NamedTuple

from .rounding import round_half_up

STEPS, LINEAR = 'steps', 'linear'
UP = 'up'
FULL = 100.0            # percent: the target is reached
# Percentages are compared as a person reads them, without what binary fractions add.
PLACES = 6


class Formula(NamedTuple):
    """What a target reached so far earns.

    ``floor``: below this percent of the target there is nothing. ``amount``: at the target, when
    linear. ``cap``: never more; None or 0: linear no more than ``amount``, steps no more than the
    highest. ``steps``: (percent, amount).
    """

    kind: str
    floor: float = 0.0
    amount: float = 0.0
    cap: float | None = None
    steps: tuple = ()


class Settled(NamedTuple):
    """What becomes of a bonus: ``recovered`` for an earlier one (negative: too much was, and is
    given back), ``payable`` now, ``carried`` to the next bonus."""

    recovered: float
    payable: float
    carried: float


def achievement(result, target, better):
    """Return how far a target was reached, in percent; 100 is reached, never below 0.

    Where less is better, half of the target is 150 percent, and twice as much 0.

    :param result: None when it is not known: nothing was reached
    :param str better: ``up`` or ``down``

    >>> achievement(46, 50, 'up'), achievement(60, 50, 'up'), achievement(-5, 50, 'up')
    (92.0, 120.0, 0.0)
    >>> achievement(15, 30, 'down'), achievement(36, 30, 'down'), achievement(90, 30, 'down')
    (150.0, 80.0, 0.0)
    >>> achievement(0, 0, 'down'), achievement(1, 0, 'down'), achievement(None, 30, 'down')
    (100.0, 0.0, 0.0)
    """
    if result is None:
        return 0.0
    if target <= 0:
        reached = result >= target if better == UP else result <= target
        return FULL if reached else 0.0
    percent = FULL * result / target
    return max(0.0, round(percent if better == UP else 2 * FULL - percent, PLACES))


def earned(percent, formula, digits):
    """Return what a formula gives for a percentage of the target, to the cent.

    :param float percent: see :func:`achievement`
    :param Formula formula: amounts in company currency
    :param int digits: decimals of the currency

    >>> line = Formula('linear', floor=80.0, amount=1000.0)
    >>> [earned(percent, line, 2) for percent in (79.99, 80, 92, 100, 130)]
    [0.0, 0.0, 600.0, 1000.0, 1000.0]
    >>> earned(130, line._replace(cap=1500.0), 2), earned(115, line._replace(cap=2000.0), 2)
    (1500.0, 1750.0)
    >>> stairs = Formula('steps', steps=((90.0, 300.0), (100.0, 800.0), (110.0, 1000.0)))
    >>> [earned(percent, stairs, 2) for percent in (89, 90, 100, 140)]
    [0.0, 300.0, 800.0, 1000.0]
    >>> earned(140, stairs._replace(cap=900.0), 2), earned(140, stairs._replace(floor=150.0), 2)
    (900.0, 0.0)
    >>> earned(100, Formula('linear', floor=100.0, amount=50.0), 2), earned(0, Formula('steps'), 2)
    (50.0, 0.0)
    """
    percent = round(percent, PLACES)
    if percent < formula.floor:
        return 0.0
    found = _on_stairs(percent, formula) if formula.kind == STEPS else _on_line(percent, formula)
    if formula.cap:
        found = min(found, formula.cap)
    return max(0.0, round_half_up(found, digits))


def _on_stairs(percent, formula):
    return max((amount for bound, amount in formula.steps if percent >= bound), default=0.0)


def _on_line(percent, formula):
    """From nothing at the floor to the amount at the target, and on like that below a cap."""
    slope = FULL - formula.floor
    found = formula.amount * (percent - formula.floor) / slope if slope > 0 else formula.amount
    return found if formula.cap else min(found, formula.amount)


def corrected(value, numerator, change):
    """Return a result after money was taken off it, or added to what is overdue.

    Every figure of money is so many times its numerator: an amount is the numerator, a rate a
    hundredth of the denominator.

    :param float change: added to the numerator, company currency
    :return: never below 0

    >>> corrected(50_000.0, 50_000.0, -4_000.0), corrected(80.0, 40_000.0, -10_000.0)
    (46000.0, 60.0)
    >>> corrected(80.0, 40_000.0, -50_000.0), corrected(None, None, -5.0), corrected(0.0, 0.0, -5.0)
    (0.0, None, 0.0)
    """
    if not value or not numerator or not change:
        return value
    return max(0.0, value * (numerator + change) / numerator)


def settle(amount, owed, digits):
    """Hold what a bonus earned against what earlier ones were too much.

    :param float amount: earned, not negative
    :param float owed: too much so far, less what was recovered; negative when a claim was taken
        back after it had been recovered
    :return: :class:`Settled`; recovered + carried = owed, recovered + payable = amount

    >>> settle(800.0, 300.0, 2), settle(200.0, 300.0, 2)
    (Settled(recovered=300.0, payable=500.0, carried=0.0), \
Settled(recovered=200.0, payable=0.0, carried=100.0))
    >>> settle(100.0, -50.0, 2)
    Settled(recovered=-50.0, payable=150.0, carried=0.0)
    """
    recovered = round_half_up(min(amount, owed), digits)
    return Settled(
        recovered, round_half_up(amount - recovered, digits),
        round_half_up(owed - recovered, digits))


def settle_all(amounts, owed, digits):
    """Settle several bonuses of a person, the earlier first.

    :return: list of :class:`Settled`

    >>> [found.payable for found in settle_all([200.0, 0.0, 450.0], 300.0, 2)]
    [0.0, 0.0, 350.0]
    """
    settled = []
    for amount in amounts:
        settled.append(settle(amount, owed, digits))
        owed = settled[-1].carried
    return settled


def too_much(granted, earned_now, digits):
    """Return what of a bonus was not earned as it turned out. More is never given afterwards.

    >>> too_much(800.0, 650.0, 2), too_much(800.0, 900.0, 2)
    (150.0, 0.0)
    """
    return max(0.0, round_half_up(granted - earned_now, digits))
