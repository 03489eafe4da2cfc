"""Decide how much late interest an open item bears: simple interest per item and day, never on
interest.

The first day that bears interest is the one after the due date; the last one is that of the
payment, or the day it is computed for. Spans are therefore given by the day *after* which they
begin and the day *until* which they run, included: of what is due on 31 March and paid on
30 April, 30 days bear interest. A rate counts from its own day on.

Amounts and rates are floats and are computed as fractions: nothing is rounded but the result, once.
"""
import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

#: How days become parts of a year: actual days over 365 or 360, each day over the length of its
#: own year (ISDA), months of 30 days (30E/360).
ACT_365, ACT_360, ACT_ACT, THIRTY_360 = "act_365", "act_360", "act_act", "30_360"

#: The first day of a rate that has always been so.
BEGIN = date.min

#: How often a rate is charged in a year.
PERIODS = {"day": 365, "month": 12, "year": 1}


# === DAYS === #

def year_fraction(after, until, day_count):
    """Return the part of a year between two days, as an exact fraction; it adds up over days.

    >>> year_fraction(date(2026, 3, 31), date(2026, 4, 30), ACT_365)
    Fraction(6, 73)
    >>> year_fraction(date(2026, 1, 30), date(2026, 2, 28), THIRTY_360)
    Fraction(7, 90)
    >>> year_fraction(date(2027, 12, 1), date(2028, 1, 31), ACT_ACT) == (
    ...     Fraction(30, 365) + Fraction(31, 366))
    True
    """
    if day_count == ACT_ACT:
        return _years_since_1(until) - _years_since_1(after)
    if day_count == THIRTY_360:
        return Fraction(_days_of_30(until) - _days_of_30(after), 360)
    return Fraction((until - after).days, 360 if day_count == ACT_360 else 365)


def _years_since_1(day):
    length = 366 if calendar.isleap(day.year) else 365
    return day.year + Fraction(day.timetuple().tm_yday, length)


def _days_of_30(day):
    return day.year * 360 + day.month * 30 + min(day.day, 30)


# === RATES === #

class Rate(NamedTuple):
    """``percent`` for each ``period`` from a day on, until a later rate takes its place; not
    ``verified``: nobody has looked it up where it is published."""

    start: date
    percent: float
    period: str = "year"
    verified: bool = True

    def factor(self, after, until, day_count):
        """Return what 1 of the currency bears between two days, as an exact fraction. A rate per
        day counts days, whatever the length of the year.

        >>> float(Rate(date.min, 0.05, "day").factor(date(2026, 1, 1), date(2026, 1, 31), ACT_360))
        0.015
        >>> float(Rate(date.min, 1, "month").factor(date(2026, 1, 31), date(2026, 4, 30),
        ...                                         THIRTY_360))
        0.03
        """
        percent = exact(self.percent) / 100
        if self.period == "day":
            return percent * (until - after).days
        return percent * PERIODS[self.period] * year_fraction(after, until, day_count)

    def capped(self, ceiling):
        """Return this rate, or one of ``ceiling`` percent a year where that is less; 0: none.

        >>> Rate(date.min, 0.05, "day").capped(15.4), Rate(date.min, 8).capped(15.4).percent
        (Rate(start=datetime.date(1, 1, 1), percent=15.4, period='year', verified=True), 8)
        """
        if not ceiling or exact(self.percent) * PERIODS[self.period] <= exact(ceiling):
            return self
        return Rate(self.start, ceiling, verified=self.verified)


def exact(number):
    """Return a float as the decimal number that it is written as.

    >>> exact(0.1) == Fraction(1, 10), exact(1000)
    (True, Fraction(1000, 1))
    """
    return Fraction(repr(number))


def rounded(amount, digits):
    """Round an exact amount half-up (away from zero), as a float.

    >>> rounded(Fraction(2675, 1000), 2), rounded(Fraction(-5, 10), 0), rounded(Fraction(1, 3), 2)
    (2.68, -1.0, 0.33)
    """
    scaled = abs(amount) * 10**digits
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return float(Fraction(-units if amount < 0 else units, 10**digits))


# === WHAT IS LATE === #

@dataclass(frozen=True, slots=True)
class Terms:
    """Under which rules an item bears interest.

    ``rates`` in order of their days; ``grace`` days in which a payment costs nothing; unless
    ``from_due``, interest then begins after them. ``cap`` is the highest interest in percent of
    the item, ``ceiling`` the highest rate in percent a year; 0: none. ``digits`` of the currency.
    """

    rates: tuple
    day_count: str = ACT_365
    grace: int = 0
    from_due: bool = True
    cap: float = 0.0
    ceiling: float = 0.0
    digits: int = 2


@dataclass(frozen=True, slots=True)
class Item:
    """What bears interest: ``amount`` was due on ``due``. ``changes`` are (day, amount added) for
    what was paid (negative), disputed (negative) or found to be owed after all; each counts from
    the day after. ``stops`` are (first, last) days on which nothing runs, last None: no end.
    ``after`` is the last day charged already, and ``charged`` how much that was."""

    amount: float
    due: date
    changes: tuple = ()
    stops: tuple = ()
    after: date | None = None
    charged: float = 0.0


class Span(NamedTuple):
    """The interest of days with the same principal and rate, not rounded; ``rate`` None: nobody
    knows the rate of these days."""

    after: date
    until: date
    principal: float
    rate: Rate | None
    amount: Fraction

    @property
    def days(self):
        return (self.until - self.after).days


class Interest(NamedTuple):
    """What an item bears until a day: ``amount`` rounded, ``until`` the last day that bears any
    (None: none does), ``unknown`` days without a rate, ``unverified`` days at a rate that nobody
    has looked up, ``capped`` when the cap took some."""

    amount: float
    spans: tuple
    capped: bool = False

    @property
    def after(self):
        return self.spans[0].after if self.spans else None

    @property
    def until(self):
        return self.spans[-1].until if self.spans else None

    @property
    def days(self):
        return sum(span.days for span in self.spans)

    @property
    def unknown(self):
        return sum(span.days for span in self.spans if span.rate is None)

    @property
    def unverified(self):
        return sum(span.days for span in self.spans if span.rate and not span.rate.verified)


def accrue(item, terms, until):
    """Return the interest of an item up to and including a day.

    EUR 1,000.00 due on 15 May 2025, paid on 20 August 2025, at the EU's reference rate plus 8
    points: 46 days at 11.15 % and 51 days at 10.15 %, 14.05 + 14.18:

    >>> eu = Terms((Rate(date(2025, 1, 1), 11.15), Rate(date(2025, 7, 1), 10.15)))
    >>> late = accrue(Item(1000, date(2025, 5, 15), ((date(2025, 8, 20), -1000),)), eu,
    ...               date(2026, 1, 1))
    >>> late.amount, [(span.days, span.rate.percent) for span in late.spans]
    (28.23, [(46, 11.15), (51, 10.15)])

    CNY 100,000 due on 30 June 2025, 20,000 paid on 10 July, nothing agreed: 0.05 % a day:

    >>> cn = Terms((Rate(date.min, 0.05, "day"),))
    >>> accrue(Item(100_000, date(2025, 6, 30), ((date(2025, 7, 10), -20_000),)), cn,
    ...        date(2025, 7, 30)).amount
    1300.0

    :param Item item: what is late
    :param Terms terms: the rules it falls under
    :param date until: the last day looked at
    :return: :class:`Interest`
    """
    spans = [
        Span(after, last, principal, rate,
             exact(principal) * rate.factor(after, last, terms.day_count) if rate else Fraction(0))
        for after, last, principal, rate in _pieces(item, terms, until)
    ]
    total = sum((span.amount for span in spans), Fraction(0))
    if not terms.cap:
        return Interest(rounded(total, terms.digits), tuple(spans))
    left = max(Fraction(0), exact(item.amount) * exact(terms.cap) / 100 - exact(item.charged))
    return Interest(rounded(min(total, left), terms.digits), tuple(spans), total > left)


def _pieces(item, terms, until):
    """Yield (after, until, principal, rate) of the days that bear interest, in order."""
    balances = list(_balances(item, until))
    last = max((end for _after, end, _amount in balances), default=item.due)
    free = item.due + timedelta(terms.grace)
    if last <= free:
        return
    start = max(item.due if terms.from_due else free, item.after or item.due)
    for after, end, principal in balances:
        for one, other in _without(max(after, start), end, item.stops):
            for begin, stop, rate in _by_rate(one, other, terms):
                yield begin, stop, principal, rate


def _balances(item, until):
    """Yield (after, until, principal) for the days on which something is owed."""
    after, principal = item.due, exact(item.amount)
    for day, amount in sorted(item.changes):
        day = min(day, until)
        if day > after:
            if principal > 0:
                yield after, day, float(principal)
            after = day
        principal += exact(amount)
    if until > after and principal > 0:
        yield after, until, float(principal)


def _without(after, until, stops):
    """Yield what is left of some days without those on which nothing runs."""
    for first, last in sorted(stops, key=lambda stop: stop[0]):
        if first - timedelta(1) >= until:
            break
        if first - timedelta(1) > after:
            yield after, first - timedelta(1)
        after = max(after, last or until)
    if until > after:
        yield after, until


def _by_rate(after, until, terms):
    """Yield (after, until, rate): some days cut where the rate changes."""
    rate = None
    for following in terms.rates:
        eve = following.start - timedelta(1) if following.start > date.min else date.min
        if eve >= until:
            break
        if eve > after:
            yield after, eve, rate
            after = eve
        rate = following.capped(terms.ceiling)
    if until > after:
        yield after, until, rate
