"""Decide whether an input is still to be believed.

A balance sheet of three years ago, a rating past its expiry or a bank statement of last month
say little about today. Age is counted in days; an input without a date has no age that could
be called fresh.
"""
from datetime import date


def is_stale(dated: date | None, expiry: date | None, stale_days, today: date):
    """Return whether an input is stale: past its expiry, too old, or of unknown age.

    :param date dated: date the input is of, or None
    :param date expiry: last day it is valid, or None
    :param int stale_days: days after which it is stale; None or 0 when it never ages
    :param date today: date of the question

    >>> day = date(2026, 11, 21)
    >>> is_stale(date(2026, 1, 1), None, 365, day), is_stale(date(2025, 1, 1), None, 365, day)
    (False, True)
    >>> is_stale(None, date(2026, 11, 21), None, day), is_stale(None, None, 30, day)
    (False, True)
    """
    if expiry is not None and expiry < today:
        return True
    if not stale_days:
        return False
    return dated is None or (today - dated).days > stale_days


def last_entry(dates):
    """Return the date up to which *every* source is complete: the oldest of the newest.

    With two bank journals, one fed to yesterday and one to last month, receipts are known to
    last month only.

    :param dates: newest entry of each source, None for a source without entries
    :return: date, or None when a source is empty or there is none

    >>> last_entry([date(2026, 11, 20), date(2026, 10, 31)])
    datetime.date(2026, 10, 31)
    >>> last_entry([date(2026, 11, 20), None]) is None, last_entry([]) is None
    (True, True)
    """
    dates = list(dates)
    return None if None in dates else min(dates, default=None)
