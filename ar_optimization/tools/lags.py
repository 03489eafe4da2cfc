"""Lags from order to delivery, invoice and customer, and how long goods wait to be invoiced.

The reports compute the same in SQL, row by row; what they say is held against these functions.
"""
from typing import NamedTuple

#: Last days of the buckets of what was delivered and is not invoiced.
BUCKETS = (7, 30, 60, 90)
#: Key of what nobody knows the day of.
UNKNOWN = 'unknown'


class Delivery(NamedTuple):
    """A quantity of an order line that left on a day, or that came back: then it is negative."""

    day: int
    quantity: float


def lag(start, end):
    """Return the whole days from one step to the next; a step that was taken ahead, such as an
    invoice before its delivery, waited for nothing. A day that is not known gives None.

    >>> from datetime import date
    >>> ordered, delivered, invoiced = date(2026, 6, 1), date(2026, 6, 9), date(2026, 6, 30)
    >>> lag(ordered, delivered), lag(delivered, invoiced), lag(invoiced, delivered)
    (8, 21, 0)
    >>> lag(ordered, None) is None
    True
    """
    if start is None or end is None:
        return None
    return max(0, (end - start).days)


def waiting_since(moves, billed):
    """Return the day of the oldest delivery that invoices do not cover: what was delivered first is
    invoiced first, and what comes back is what was delivered last. None when all is billed.

    Of 4 delivered on day 3 and 6 on day 10, 5 are billed: since day 10 the rest waits; of which
    3 are billed, something of day 3 does.

    >>> moves = [Delivery(3, 4.0), Delivery(10, 6.0)]
    >>> waiting_since(moves, 5.0), waiting_since(moves, 3.0), waiting_since(moves, 0.0)
    (10, 3, 3)
    >>> waiting_since(moves, 10.0) is None
    True

    Those 6 come back and go out again: nothing of them waits for longer than since then.

    >>> moves += [Delivery(12, -6.0), Delivery(20, 6.0)]
    >>> waiting_since(moves, 4.0), waiting_since(moves, 0.0)
    (20, 3)

    :param moves: in the order of time; what came back is negative
    :param billed: the quantity that invoices cover
    """
    level, since = 0.0, None
    for move in moves:
        level += move.quantity
        if round(level - billed, 4) <= 0:
            since = None
        elif since is None:
            since = move.day
    return since


def bucket(days):
    """Return the bucket of a number of days as a key: its last day, ``over``, or unknown.

    >>> [bucket(days) for days in (0, 7, 8, 30, 60, 90, 91, None)]
    ['7', '7', '30', '30', '60', '90', 'over', 'unknown']
    """
    if days is None:
        return UNKNOWN
    return next((str(last) for last in BUCKETS if days <= last), 'over')


def rate(part, whole):
    """Return a part in percent of the whole, None where there is no whole: credit notes of
    invoices, changed or cancelled orders of those confirmed, goods that came back of those
    delivered. Both are of one month, so that a bad month can have more than 100.

    >>> rate(50.0, 400.0), rate(3, 2), rate(1, 0)
    (12.5, 150.0, None)
    """
    return 100 * part / whole if whole else None
