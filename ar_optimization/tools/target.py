"""Targets that can be reached: between which figures a result will be, and how far it has come.

A target beyond what nine cases of ten stay below is not a target. Whoever is measured by it can
reach it only on paper, and it is known before the period begins.
"""
from math import sqrt
from typing import NamedTuple

UP, DOWN = 'up', 'down'         # whether a higher or a lower figure is better
FORECAST, HISTORY, NOTHING = 'forecast', 'history', 'nothing'
LEAST_HISTORY = 3               # results that say something about the next one
# Measures that add up from month to month.
FLOWS = ('collected', 'collected_unconfirmed', 'taken_back', 'sales', 'working_capital_cost')
NEAR = 0.9                      # of the target: yellow, not red
GREEN, YELLOW, RED, UNKNOWN = 'green', 'yellow', 'red', 'unknown'
# What binary fractions make of a figure is no difference.
NOISE = 1e-9


class Band(NamedTuple):
    """Between which figures a result will be in eight cases of ten, and the most likely one.

    ``low`` and ``high`` are None where nothing is known of the range.
    """

    low: float | None
    mid: float | None
    high: float | None
    basis: str


NO_BAND = Band(None, None, None, NOTHING)


def from_forecast(periods):
    """Return the band of several periods of a cash forecast together.

    The periods vary independently of each other, as the forecast assumes: the squares of what is
    between the middle and an end are added up.

    :param periods: (cash, low, high) of each; ends are None where the forecast has no range
    :return: :class:`Band`

    >>> from_forecast([(100.0, 70.0, 140.0), (100.0, 60.0, 130.0)])
    Band(low=150.0, mid=200.0, high=250.0, basis='forecast')
    >>> from_forecast([(100.0, None, None)])
    Band(low=None, mid=100.0, high=None, basis='forecast')
    >>> from_forecast([]) == NO_BAND
    True
    """
    if not periods:
        return NO_BAND
    mid = sum(cash for cash, _low, _high in periods)
    if any(low is None for _cash, low, _high in periods):
        return Band(None, mid, None, FORECAST)
    below = sqrt(sum((cash - low)**2 for cash, low, _high in periods))
    above = sqrt(sum((high - cash)**2 for cash, _low, high in periods))
    return Band(mid - below, mid, mid + above, FORECAST)


def from_history(values):
    """Return the tenth, the middle and the ninetieth percent of past results, between neighbours
    in proportion.

    :param values: results of past periods, in any order

    >>> from_history([70, 90, 80, 60, 100])
    Band(low=64.0, mid=80.0, high=96.0, basis='history')
    >>> from_history([70, 90]) == NO_BAND
    True
    """
    if len(values) < LEAST_HISTORY:
        return NO_BAND
    found = sorted(values)
    return Band(*(_quantile(found, part) for part in (0.1, 0.5, 0.9)), HISTORY)


def part_of(band, share):
    """Return the band of somebody who brings in a share of the whole.

    :param float share: 0 to 1

    >>> part_of(Band(150.0, 200.0, 250.0, 'forecast'), 0.25)
    Band(low=37.5, mid=50.0, high=62.5, basis='forecast')
    >>> part_of(Band(None, 200.0, None, 'forecast'), 0.5)
    Band(low=None, mid=100.0, high=None, basis='forecast')
    """
    ends = (None if end is None else end * share for end in band[:3])
    return Band(*ends, band.basis)


def is_out_of_reach(target, band, better):
    """Tell whether a target lies beyond the end that one case of ten reaches.

    :param str better: ``up`` or ``down``

    >>> band = Band(64.0, 80.0, 96.0, 'history')
    >>> is_out_of_reach(96.5, band, 'up'), is_out_of_reach(96.0, band, 'up')
    (True, False)
    >>> is_out_of_reach(60.0, band, 'down'), is_out_of_reach(96.5, band, 'down')
    (True, False)
    >>> is_out_of_reach(10**9, NO_BAND, 'up')
    False
    """
    end = band.high if better == UP else band.low
    if end is None:
        return False
    return target > end + NOISE if better == UP else target < end - NOISE


def elapsed(first, last, today):
    """Return the part of a period that is over at the end of a day, 0 to 1.

    >>> from datetime import date
    >>> first, last = date(2026, 6, 1), date(2026, 6, 30)
    >>> [elapsed(first, last, date(2026, *day)) for day in ((5, 31), (6, 15), (7, 4))]
    [0.0, 0.5, 1.0]
    """
    return min(1.0, max(0, (today - first).days + 1) / ((last - first).days + 1))


def light(result, target, better, part=1.0):
    """Return the traffic light of a result.

    :param result: None while it is not known
    :param float part: of the period that is over, for what adds up day by day; 1 for rates

    >>> light(50, 100, 'up', 0.5), light(46, 100, 'up', 0.5), light(44, 100, 'up', 0.5)
    ('green', 'yellow', 'red')
    >>> light(30, 30, 'down'), light(33, 30, 'down'), light(33.1, 30, 'down')
    ('green', 'yellow', 'red')
    >>> light(None, 30, 'down'), light(0, 100, 'up', 0.0)
    ('unknown', 'unknown')
    """
    if result is None or not part:
        return UNKNOWN
    wanted = target * part
    near = wanted * NEAR if better == UP else wanted * (2 - NEAR)
    for bound, color in ((wanted, GREEN), (near, YELLOW)):
        if result >= bound - NOISE if better == UP else result <= bound + NOISE:
            return color
    return RED


def together(rows, adds_up):
    """Return the result of a quarter from those of its months.

    Flows add up. Rates are weighted by what they are a part of: the rate of the quarter is not the
    mean of the three. What is only measured at the end of a month is that of the last one.

    :param rows: (value, denominator) of each month, in their order
    :param bool adds_up: a flow of money, such as what was collected

    >>> together([(80.0, 100.0), (50.0, 300.0)], False), together([(80.0, 0), (50.0, 0)], True)
    (57.5, 130.0)
    >>> together([(40.0, 0.0), (50.0, 0.0)], False), together([], True) is None
    (50.0, True)
    """
    if not rows:
        return None
    if adds_up:
        return sum(value for value, _weight in rows)
    weights = [weight for _value, weight in rows]
    if not all(weight > 0 for weight in weights):
        return rows[-1][0]
    return sum(value * weight for value, weight in rows) / sum(weights)


def _quantile(found, part):
    place = part * (len(found) - 1)
    below = int(place)
    above = min(below + 1, len(found) - 1)
    return found[below] + (found[above] - found[below]) * (place - below)
