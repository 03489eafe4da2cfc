"""Decide what a contract makes of an invoice: from when its term is counted, when it is due, which
version of which contract it falls under, and whether the law of a country allows what was agreed.

A monthly settlement (月结) puts all invoices up to a day of the month on one statement; the term
is counted from that day. Days of the month run from 1 to 31, and one that a month does not have is
its last day; 0 is none.
"""
import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

#: Two years in a row, one of them a leap year: what is longest in them is longest ever.
YEARS = (2027, 2028)

#: How often a rate is charged in a year.
PERIODS = {"day": 365, "month": 12, "year": 1}

#: What the law may object to: the last payment is due too late, the penalty is too low, too high.
LATE, LOW, HIGH = "late", "low", "high"


# === DAYS === #

def in_month(year, month, day):
    """Return a day of a month, the last one when the month has no such day.

    >>> in_month(2026, 2, 30), in_month(2028, 2, 29)
    (datetime.date(2026, 2, 28), datetime.date(2028, 2, 29))
    """
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def next_day(start, day):
    """Return the first day on or after ``start`` that is this day of its month.

    >>> next_day(date(2026, 1, 25), 25), next_day(date(2026, 1, 26), 25)
    (datetime.date(2026, 1, 25), datetime.date(2026, 2, 25))

    In a short month the 29th, 30th and 31st are its last day, and the day after that belongs to
    the next month:

    >>> [next_day(date(2026, 2, 28), day).day for day in (29, 30, 31)]
    [28, 28, 28]
    >>> next_day(date(2026, 3, 1), 30), next_day(date(2026, 12, 31), 30)
    (datetime.date(2026, 3, 30), datetime.date(2027, 1, 30))
    """
    found = in_month(start.year, start.month, day)
    if found >= start:
        return found
    year, month = divmod(start.year * 12 + start.month, 12)
    return in_month(year, month + 1, day)


@dataclass(frozen=True, slots=True)
class Settlement:
    """``day`` closes the statement, ``payment_day`` is when the customer pays. 0: none.

    A term of 30 days with a statement on the last day of the month, paid on the 10th:

    >>> monthly = Settlement(31, 10)
    >>> monthly.begin(date(2026, 1, 5)), monthly.due(date(2026, 3, 2))
    (datetime.date(2026, 1, 31), datetime.date(2026, 3, 10))
    >>> Settlement().begin(date(2026, 1, 5)), Settlement().due(date(2026, 2, 4))
    (datetime.date(2026, 1, 5), datetime.date(2026, 2, 4))
    """

    day: int = 0
    payment_day: int = 0

    def __bool__(self):
        return bool(self.day or self.payment_day)

    def begin(self, invoiced):
        """Return the day from which the terms of an invoice are counted."""
        return next_day(invoiced, self.day) if self.day else invoiced

    def due(self, day):
        """Return when something is due that falls due on a day by its terms alone."""
        return next_day(day, self.payment_day) if self.payment_day else day

    def longest(self, last_due):
        """Return how many days an invoice waits for its last payment at the worst.

        Of the invoices on one statement it is the first one, on the day after the statement before.

        :param last_due: method that gives the last due date for an invoice date

        >>> monthly = Settlement(25, 10)
        >>> monthly.longest(lambda day: monthly.due(monthly.begin(day) + timedelta(30)))
        76
        """
        first, end = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
        days = (first + timedelta(number) for number in range((end - first).days + 1))
        if self.day:
            days = (
                in_month(year, month, self.day) + timedelta(1)
                for year in YEARS for month in range(1, 13))
        return max((last_due(day) - day).days for day in days)


# === WHICH CONTRACT === #

class Span(NamedTuple):
    """A version of a contract: in force from ``start``, until a later one or until ``end``, the
    last day of the contract (None: without end), both included. Of several contracts the one of
    the lowest ``rank`` counts."""

    key: int
    contract: int
    start: date
    end: date | None = None
    rank: int = 0


def choose(spans, day, preferred=None):
    """Return the version of a contract that a day falls under, None when there is none.

    :param spans: :class:`Span` items of one customer, a later version after an earlier one: it
        takes its place from its start, be it that the earlier one was to start after that
    :param preferred: contract that comes before all others where it is in force

    >>> old, new = Span(1, 7, date(2026, 1, 1)), Span(2, 7, date(2026, 7, 1))
    >>> [choose([old, new], date(2026, *day)).key for day in ((1, 1), (6, 30), (7, 1))]
    [1, 1, 2]
    >>> choose([old], date(2025, 12, 31)) is None
    True

    >>> sooner = new._replace(key=9, start=date(2026, 6, 1))
    >>> choose([old, new, sooner], date(2026, 7, 1)).key
    9

    A version that ends its contract earlier ends the older ones, too:

    >>> shorter = new._replace(end=date(2026, 9, 30))
    >>> choose([old, shorter], date(2026, 10, 1)) is None
    True
    >>> other = Span(3, 8, date(2026, 1, 1), rank=5)
    >>> choose([other, old], date(2026, 2, 1)).key, choose([other, old], date(2026, 2, 1), 8).key
    (1, 3)
    """
    latest = {}
    for span in spans:
        if span.start <= day:
            latest[span.contract] = span
    valid = [span for span in latest.values() if span.end is None or day <= span.end]
    return min(valid, key=lambda span: (
        span.contract != preferred, span.rank, -span.start.toordinal(), span.contract,
    ), default=None)


# === WHAT A CONTRACT GRANTS === #

def granted(mode, limit, floor):
    """Return the kind of credit and the limit that a customer gets who was granted a limit.

    :param str mode: what its tier gives: ``unlimited``, ``limit`` or ``prepay``
    :param float limit: limit that its tier gives
    :param float floor: limit that its contract grants, 0 for none

    >>> granted("limit", 800, 1000), granted("limit", 1200, 1000), granted("prepay", 0, 1000)
    (('limit', 1000), ('limit', 1200), ('limit', 1000))
    >>> granted("unlimited", 0, 1000), granted("prepay", 0, 0)
    (('unlimited', 0), ('prepay', 0))
    """
    if not floor or mode == "unlimited":
        return mode, limit
    return "limit", max(limit, floor) if mode == "limit" else floor


def falls_short(days, limit, tier_days, tier_mode, tier_limit):
    """Return what a tier gives less of than a contract grants: ``days``, ``limit``.

    :param int days: longest credit under the contract, None when it says nothing
    :param float limit: limit that the contract grants, 0 for none
    :param int tier_days: longest term of the tier, None for any
    :param str tier_mode: the tier's kind of credit
    :param float tier_limit: limit by the tier's formula, None when it is not known

    >>> falls_short(60, 1000, 30, "limit", 800), falls_short(60, 1000, None, "unlimited", None)
    (('days', 'limit'), ())
    >>> falls_short(30, 1000, 30, "prepay", None), falls_short(30, 0, 45, "prepay", None)
    (('days', 'limit'), ('days',))
    """
    prepay = tier_mode == "prepay"
    longer = days is not None and (prepay or (tier_days is not None and days > tier_days))
    less = tier_mode == "limit" and tier_limit is not None and tier_limit < limit
    return tuple(name for name, short in (
        ("days", longer and days > 0), ("limit", bool(limit) and (prepay or less))) if short)


# === THE LAW === #

class Law(NamedTuple):
    """What a country allows: the last payment due after ``days`` at most, a penalty from ``low``
    to ``high`` percent a year. None: it says nothing."""

    days: int | None = None
    low: float | None = None
    high: float | None = None


def yearly(rate, period):
    """Return a rate in percent a year, without compounding.

    >>> yearly(0.05, "day"), yearly(1.5, "month"), yearly(10.0, "year")
    (18.25, 18.0, 10.0)
    """
    return round(rate * PERIODS[period], 6)


def outside(law, days, rate):
    """Return what the law objects to, as a tuple of the reasons of this module.

    :param int days: longest credit that was agreed, None when nothing was agreed
    :param float rate: penalty that was agreed in percent a year, 0 when none was: then the rate
        of the law counts, and there is nothing to object to

    >>> decree = Law(60, 3.0)
    >>> outside(decree, 61, 2.9), outside(decree, 60, 3.0), outside(decree, None, 0)
    (('late', 'low'), (), ())
    >>> outside(Law(high=24.0), 400, 36.5)
    ('high',)
    """
    tests = (
        (LATE, law.days is not None and days is not None and days > law.days),
        (LOW, bool(rate) and law.low is not None and rate < law.low),
        (HIGH, law.high is not None and rate > law.high),
    )
    return tuple(reason for reason, applies in tests if applies)
