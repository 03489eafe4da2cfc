"""Say in one number how much a customer has got worse: 0 is nothing to see, 100 as bad as it gets.

Every signal has a weight, the points it is worth at most, and a strength between 0 and 1 that
follows from its measure and the bounds of its rule: nothing up to half way to the warning, half of
the points where it warns (yellow), all of them where it is urgent (red). The points are added up;
above 100 all of them shrink alike, so that what is shown always adds up to the number.
"""
from dataclasses import dataclass

from .alerting import Bounds, watched_from
from .rounding import round_half_up

MOST = 100.0


@dataclass(frozen=True, slots=True)
class Signal:
    """One measure of one customer: its rule's code, its value and bounds, and the weight."""

    code: str
    value: float
    bounds: Bounds
    weight: float


def strength(value, bounds):
    """Say how strong a signal is, between 0 and 1. Without a red bound it is full at twice the
    yellow one, or at 0 for what falls.

    >>> rule = Bounds(10, 30)
    >>> [strength(value, rule) for value in (5, 7.5, 10, 20, 30, 90)]
    [0.0, 0.25, 0.5, 0.75, 1.0, 1.0]
    >>> runs_out = Bounds(30, 10, falls=True)
    >>> [strength(value, runs_out) for value in (60, 45, 30, 20, 10, -5)]
    [0.0, 0.25, 0.5, 0.75, 1.0, 1.0]
    >>> strength(20, Bounds(10)), strength(15, Bounds(30, falls=True)), strength(1, Bounds(1, 1))
    (1.0, 0.75, 1.0)
    """
    sign = -1.0 if bounds.falls else 1.0
    begin, warn, urgent = watched_from(bounds), bounds.yellow, bounds.red
    if urgent is None:
        urgent = 0.0 if bounds.falls else 2.0 * warn
    if sign * value >= sign * urgent:
        return 1.0
    if sign * value >= sign * warn:
        return 0.5 + 0.5 * (value - warn) / (urgent - warn)
    return 0.5 * max(0.0, (value - begin) / (warn - begin))


def deteriorate(signals):
    """Add up the signals of one customer.

    :param signals: :class:`Signal`, one per rule.
    :return: (total, ((code, points), …)), the strongest first and without those of no points; the
        points add up to the total.

    >>> rule = Bounds(10, 30)
    >>> deteriorate([Signal('delay', 20, rule, 40), Signal('drop', 10, rule, 20)])
    (40.0, (('delay', 30.0), ('drop', 10.0)))
    >>> deteriorate([Signal(code, 30, rule, 60) for code in 'ab'])
    (100.0, (('a', 50.0), ('b', 50.0)))
    >>> deteriorate([Signal('delay', 3, rule, 40)]), deteriorate([])
    ((0.0, ()), (0.0, ()))
    """
    points = {
        signal.code: signal.weight * strength(signal.value, signal.bounds) for signal in signals}
    whole = sum(points.values())
    shown = {
        code: round_half_up(value * min(1.0, MOST / whole), 1)
        for code, value in sorted(points.items(), key=lambda point: (-point[1], point[0])) if value}
    shown = {code: value for code, value in shown.items() if value}
    total = round_half_up(sum(shown.values()), 1)
    if whole >= MOST:  # the largest one takes what rounding has left of the whole
        first = next(iter(shown))
        shown[first] = round_half_up(MOST - total + shown[first], 1)
        total = MOST
    return total, tuple(shown.items())
