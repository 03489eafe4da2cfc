"""Decide about disputes: how much of an item is kept back, and who is told when nothing happens.

Amounts are in the currency of the item; a day is a ``datetime.date``.
"""
from calendar import monthrange
from datetime import timedelta

from .rounding import round_half_up

OWNER, LEAD, MANAGER = "owner", "lead", "manager"

#: A dispute of the last days of a month may be there for the figures of the month.
PERIOD_END_DAYS = 3


def kept_back(disputed, residual, digits=2):
    """Return how much of an item nobody asks for: never more than is open, never less than nothing.

    >>> kept_back(400, 1000), kept_back(400, 150), kept_back(400, -20)
    (400.0, 150.0, 0.0)

    :param float disputed: what all disputes about the item come to
    :param float residual: what is open of the item
    :param int digits: decimals of the currency
    """
    return max(0.0, round_half_up(min(disputed, residual), digits))


def room_for(residual, others, digits=2):
    """Return how much of an item can still be disputed, besides other disputes about it.

    >>> room_for(1000, [300, 250.5]), room_for(100, [300])
    (449.5, 0.0)
    """
    return max(0.0, round_half_up(residual - sum(others), digits))


def is_period_end(day, days=PERIOD_END_DAYS):
    """Tell whether a day is one of the last of its month.

    >>> from datetime import date
    >>> is_period_end(date(2026, 2, 26)), is_period_end(date(2026, 2, 25))
    (True, False)
    """
    return day.day > monthrange(day.year, day.month)[1] - days


def next_step(deadline, told, today, gap):
    """Return who is told next that a dispute is past its time, and None while it is not.

    The owner first, as soon as the deadline is past; then whoever leads the owner, and at last the
    credit manager, each some days after the one before.

    >>> from datetime import date
    >>> friday = date(2026, 6, 26)
    >>> next_step(friday, 0, friday, 3)
    >>> next_step(friday, 0, date(2026, 6, 27), 3), next_step(friday, 1, date(2026, 6, 29), 3)
    ('owner', None)
    >>> next_step(friday, 1, date(2026, 6, 30), 3), next_step(friday, 2, date(2026, 7, 3), 3)
    ('lead', 'manager')
    >>> next_step(friday, 3, date(2026, 12, 31), 3), next_step(None, 0, friday, 3)
    (None, None)

    :param date deadline: the last day for the owner's answer, None when there is none
    :param int told: how many were told before
    :param int gap: days between them
    """
    steps = (OWNER, LEAD, MANAGER)
    if not deadline or told >= len(steps) or today <= deadline + timedelta(days=gap * told):
        return None
    return steps[told]
