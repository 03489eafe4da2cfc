"""A ledger as it was known on a day: the only door to data for whatever predicts.

Days are integers, counted from 1970-01-01 (a Thursday). A prediction for a day is made on its
morning: invoices and payments dated before it are known, nothing else. Who computes from a `View`
cannot look ahead, for what came later is not in it.
"""
from datetime import date
from typing import NamedTuple

from .numeric import np

UNPAID = 10**7     # the day of a payment that is not known
LAST = 400         # of a customer's invoices that say how it pays
SHRINK = 5.0       # invoices that a company's rate counts for in each customer's
EPOCH = date(1970, 1, 1).toordinal()
WEEK = 7


class Ledger(NamedTuple):
    """Receivable instalments, one per place of the arrays.

    ``customers`` is how many there are, ``customer`` the number of each instalment's (0 …);
    ``invoice``, ``due`` and ``paid`` are days, ``paid`` is `UNPAID` while something is open;
    ``amount`` is in one currency.
    """

    customers: int
    customer: object
    invoice: object
    due: object
    paid: object
    amount: object

    def where(self, chosen):
        """Return the instalments of a mask or of places, with the same customers."""
        return Ledger(self.customers, *(column[chosen] for column in self[1:]))

    def per_customer(self, chosen=None, weight=None):
        """Return a number per customer: how many instalments are chosen, or their weight.

        :param chosen: mask; None means all
        :param weight: one number per instalment; None counts them
        """
        places = slice(None) if chosen is None else chosen
        weight = None if weight is None else weight[places]
        return np.bincount(
            self.customer[places], weight, minlength=self.customers).astype(float)


class View(NamedTuple):
    """A ledger as known on the morning of a day; made by `known_at` alone."""

    day: int
    ledger: Ledger


def ledger(rows):
    """Return the `Ledger` of rows.

    :param rows: (customer, invoice, due, paid, amount), customers as any keys that can be sorted,
        days as dates, ``paid`` None while open

    >>> found = ledger([('B', date(1970, 1, 2), date(1970, 1, 9), None, 10.0),
    ...                 ('A', date(1970, 1, 1), date(1970, 1, 8), date(1970, 1, 7), 5.0)])
    >>> found.customer.tolist(), found.due.tolist(), found.paid.tolist()
    ([1, 0], [8, 7], [10000000, 6])
    """
    rows = list(rows)
    number = {key: place for place, key in enumerate(sorted({row[0] for row in rows}))}
    return from_columns(
        len(number), [number[row[0]] for row in rows],
        *([_day(row[place]) for row in rows] for place in (1, 2, 3)), [row[4] for row in rows])


def from_columns(customers, customer, invoice, due, paid, amount):
    """Return the `Ledger` of columns that hold numbers already."""
    whole = (np.asarray(column, dtype=np.int32) for column in (customer, invoice, due, paid))
    return Ledger(customers, *whole, np.asarray(amount, dtype=float))


def day_number(day):
    """Return the number of a date.

    >>> day_number(date(1970, 2, 1))
    31
    """
    return day.toordinal() - EPOCH


def to_date(number):
    """Return the date of a number.

    >>> to_date(31)
    datetime.date(1970, 2, 1)
    """
    return date.fromordinal(int(number) + EPOCH)


def _day(day):
    return UNPAID if day is None else day_number(day)


def known_at(facts, day):
    """Return what was known of a ledger on the morning of a day.

    :param facts: `Ledger`, or the `View` of a later day
    :param int day: invoices and payments dated on it or later are not seen

    >>> whole = ledger([('A', date(1970, 1, 1), date(1970, 1, 8), date(1970, 1, 7), 5.0)])
    >>> known_at(whole, 6).ledger.paid.tolist(), known_at(whole, 7).ledger.paid.tolist()
    ([10000000], [6])
    >>> len(known_at(whole, 0).ledger.paid)
    0
    """
    facts = facts.ledger if isinstance(facts, View) else facts
    facts = facts.where(facts.invoice < day)
    return View(day, facts._replace(paid=np.where(facts.paid < day, facts.paid, UNPAID)))


def recent(view, last=LAST):
    """Return the view with the last instalments of each customer only, by invoice date."""
    if view.ledger.per_customer().max(initial=0) <= last:
        return view
    places = np.lexsort((view.ledger.invoice, view.ledger.customer))
    kept = from_end(view.ledger.customer[places]) <= last
    return view._replace(ledger=view.ledger.where(np.sort(places[kept])))


def from_end(groups):
    """Return for each of sorted group numbers its place from its group's end, the last is 1.

    >>> from_end(np.array([0, 0, 2, 2, 2])).tolist()
    [2, 1, 3, 2, 1]
    """
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]]) if len(groups) else groups[:0]
    sizes = np.diff(np.r_[starts, len(groups)])
    return np.repeat(starts + sizes, sizes) - np.arange(len(groups))


def resolved(view, horizon):
    """Return what is known of being late by more than some days.

    :param int horizon: days after the due date that are not late yet
    :return: masks (known, late): paid, or unpaid for longer than that; and late
    """
    facts = view.ledger
    is_paid = facts.paid < UNPAID
    late = np.where(is_paid, facts.paid, view.day) - facts.due > horizon
    return is_paid | late, late


def shrunk(part, whole, base, weight=SHRINK):
    """Return a rate, drawn towards another one while it stands on few.

    >>> shrunk(3, 5, 0.2), shrunk(0, 0, 0.2)
    (0.4, 0.2)
    """
    return (part + weight * base) / (whole + weight)


def weekday(days):
    """Return the weekdays of days, Monday is 0.

    >>> weekday(0)
    3
    """
    return (days + 3) % WEEK


def next_business_day(days):
    """Return the days themselves, and the Monday after those on a weekend.

    >>> next_business_day(np.array([1, 2, 3, 4])).tolist()  # Friday to Monday
    [1, 4, 4, 4]
    """
    weekdays = weekday(days)
    return days + np.where(weekdays > 4, WEEK - weekdays, 0)


def days_left_in_month(days):
    """Return how many days of the month are left, the day itself counted.

    >>> days_left_in_month(np.array([0, 30, 31])).tolist()
    [31, 1, 28]
    """
    dates = days.astype('datetime64[D]')
    following = (dates.astype('datetime64[M]') + 1).astype('datetime64[D]')
    return (following - dates).astype(int)
