"""What is made of a cash forecast: payments that recur, the gap, what the capital costs, and how
good the forecast was."""
from datetime import timedelta
from typing import NamedTuple

from .cash_forecast import month_ahead


def recurring(first, interval_months, interval_days, until, start, end):
    """Return the days on which something recurs from a date on, before another one.

    :param date first: its first day
    :param int interval_months: 0 when it does not recur by months
    :param int interval_days: 0 when it does not recur by days
    :param until: last day, or None

    >>> from datetime import date
    >>> day = date(2026, 1, 31)
    >>> recurring(day, 1, 0, None, date(2026, 2, 1), date(2026, 5, 1))
    [datetime.date(2026, 2, 28), datetime.date(2026, 3, 31), datetime.date(2026, 4, 30)]
    >>> recurring(day, 0, 7, date(2026, 2, 8), date(2026, 2, 1), date(2026, 5, 1))
    [datetime.date(2026, 2, 7)]
    >>> recurring(day, 0, 0, None, date(2026, 1, 1), date(2026, 5, 1)) == [day]
    True
    """
    found, number, when = [], 0, first
    while when < end and (until is None or when <= until):
        if when >= start:
            found.append(when)
        if not interval_months and not interval_days:
            break
        number += 1
        when = _after(first, number * interval_months, number * interval_days)
    return found


def _after(first, months, days):
    begin = month_ahead(first, months)
    last = (month_ahead(begin, 1) - timedelta(1)).day
    return begin.replace(day=min(first.day, last)) + timedelta(days)


def gap(positions, least):
    """Return the place of the first position below the least, None where there is none.

    >>> gap([5.0, -1.0, 3.0], 0.0), gap([5.0], 0.0)
    (1, None)
    """
    return next((place for place, position in enumerate(positions) if position < least), None)


# === HOW GOOD IT WAS === #

class Accuracy(NamedTuple):
    """Forecasts of one week ahead against what came: ``bias`` > 0 means too much was expected,
    ``wape`` is the sum of absolute errors; both ÷ what came, None when nothing did."""

    count: int
    bias: object
    wape: object


def accuracy(pairs):
    """Return the `Accuracy` of pairs (expected, came).

    >>> accuracy([(110.0, 100.0), (80.0, 100.0)])
    Accuracy(count=2, bias=-0.05, wape=0.15)
    >>> accuracy([(5.0, 0.0)]).wape is None
    True
    """
    pairs = list(pairs)
    came = sum(pair[1] for pair in pairs)
    if came <= 0:
        return Accuracy(len(pairs), None, None)
    return Accuracy(
        len(pairs), sum(expected - actual for expected, actual in pairs) / came,
        sum(abs(expected - actual) for expected, actual in pairs) / came)


def working_capital(receivable, inventory, payable, rate):
    """Return the working capital that the business needs and what it costs a year.

    :param rate: cost of capital, percent a year

    >>> working_capital(120.0, 60.0, 80.0, 8.0)
    (100.0, 8.0)
    """
    need = receivable + inventory - payable
    return need, max(need, 0.0) * rate / 100
