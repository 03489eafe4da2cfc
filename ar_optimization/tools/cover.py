"""Decide what insurances, guarantees and deposits are worth today, and until when they last.

All amounts are in company currency. Days are counted from the due date of an item; 0 days mean
that the cover knows no such deadline.
"""
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from .rounding import round_half_up

#: Why an item is not covered: invoiced before the cover began, goods sent after the last day to
#: ship, terms longer than insured, due too late to be claimed before the cover ends, not reported
#: or not claimed in time.
EARLIER, LATE_GOODS, LONG_TERM, TOO_LATE, UNREPORTED, UNCLAIMED = (
    "earlier", "late_goods", "long_term", "too_late", "unreported", "unclaimed")


@dataclass(frozen=True, slots=True)
class Terms:
    """What one cover promises: ``percent`` (0-100) of at most ``amount``, less ``deductible``.

    ``start`` and ``end`` are inclusive; ``end`` None: until further notice. ``term_days``: longest
    insured term. ``stop_days``: so long an item may be overdue before goods that are sent are no
    longer covered; ``last_shipment`` is such a day fixed beforehand. ``vat``: taxes are covered,
    too. ``late_goods``: what is sent after the last day to ship is covered all the same.
    ``earlier``: so is what was invoiced before ``start``. ``room``: new orders can be covered at
    all, which ends once a claim is made. ``reported``, ``claimed``: item key → day it was done.
    """

    key: int
    amount: float
    percent: float = 100.0
    deductible: float = 0.0
    start: date | None = None
    end: date | None = None
    term_days: int = 0
    report_days: int = 0
    claim_days: int = 0
    stop_days: int = 0
    last_shipment: date | None = None
    vat: bool = True
    late_goods: bool = False
    earlier: bool = False
    room: bool = True
    reported: Mapping = field(default_factory=dict)
    claimed: Mapping = field(default_factory=dict)


class Item(NamedTuple):
    """An open item; ``amount`` is what is owed and not disputed, ``net`` its share without taxes.
    """

    key: int
    amount: float
    due: date
    invoiced: date
    net: float = 1.0


class Worth(NamedTuple):
    """What a cover is worth today. ``value`` may be taken from the exposure, ``added`` may be added
    to the limit. ``taken``: item key → amount laid under the cover before percentage and
    deductible; ``ahead`` the same for what is not invoiced yet; ``refused``: item key → why not.
    ``room_until``: last day on which new orders are covered, None without end; ``room`` says
    whether they are today.
    """

    value: float
    added: float
    taken: Mapping
    ahead: float
    refused: Mapping
    room: bool
    room_until: date | None


# === DAYS === #

def deadline(due, days):
    """Return the last day to do something about an item, None when there is no such day.

    >>> deadline(date(2026, 3, 1), 60), deadline(date(2026, 3, 1), 0)
    (datetime.date(2026, 4, 30), None)
    """
    return due + timedelta(days=days) if days else None


def is_valid(terms, today):
    """Return whether a cover has begun and not ended. One that is being claimed does not end.

    >>> bond = Terms(1, 5_000, start=date(2026, 1, 1), end=date(2026, 6, 30))
    >>> [is_valid(bond, date(2026, *day)) for day in ((1, 1), (6, 30), (7, 1))]
    [True, True, False]
    """
    begun = terms.start is None or terms.start <= today
    return begun and (terms.end is None or today <= terms.end or not terms.room)


def stop_date(terms, items):
    """Return the last day on which goods may be sent under a cover: fixed beforehand, or when the
    oldest item has been overdue for too long, whichever is first. None: no such day.

    >>> policy = Terms(1, 50_000, stop_days=60)
    >>> stop_date(policy, [Item(1, 10.0, date(2026, 3, 1), date(2026, 2, 1))])
    datetime.date(2026, 4, 30)
    >>> stop_date(policy, []) is None
    True
    """
    oldest = min((item.due for item in items if item.amount > 0), default=None)
    days = [terms.last_shipment, oldest and deadline(oldest, terms.stop_days)]
    return min((day for day in days if day), default=None)


def room_until(terms, stop):
    """Return the last day on which a new order is covered: goods may be sent, and what falls due
    after the longest insured term can still be claimed. None: without end.

    :param date stop: see :func:`stop_date`

    >>> policy = Terms(1, 50_000, end=date(2026, 12, 31), term_days=60, claim_days=30)
    >>> room_until(policy, None), room_until(policy, date(2026, 4, 30))
    (datetime.date(2026, 10, 2), datetime.date(2026, 4, 30))
    """
    last = terms.end and terms.end - timedelta(days=terms.term_days + terms.claim_days)
    return min((day for day in (stop, last) if day), default=None)


# === ITEMS === #

def why_not(terms, item, today, stop=None):
    """Return why an item is not covered, None when it is.

    :param date stop: the last day on which goods may be sent
    :return: one of the reasons of this module

    >>> policy = Terms(1, 50_000, start=date(2026, 1, 1), end=date(2026, 12, 31), term_days=60,
    ...                report_days=45, claim_days=90)
    >>> item = Item(7, 1_000.0, date(2026, 3, 1), date(2026, 2, 1))
    >>> why_not(policy, item, date(2026, 4, 15)), why_not(policy, item, date(2026, 4, 16))
    (None, 'unreported')
    >>> why_not(policy, item._replace(due=date(2026, 10, 3), invoiced=date(2026, 9, 1)),
    ...         date(2026, 9, 1))
    'too_late'
    """
    claimable = deadline(item.due, terms.claim_days) or item.due
    tests = (
        (EARLIER, not terms.earlier and terms.start is not None and item.invoiced < terms.start),
        (LATE_GOODS, not terms.late_goods and stop is not None and item.invoiced > stop),
        (LONG_TERM, bool(terms.term_days) and (item.due - item.invoiced).days > terms.term_days),
        (TOO_LATE, terms.end is not None and claimable > terms.end),
        (UNREPORTED, _missed(item, terms.report_days, terms.reported, today)),
        (UNCLAIMED, _missed(item, terms.claim_days, terms.claimed, today)),
    )
    return next((reason for reason, applies in tests if applies), None)


def _missed(item, days, done, today):
    """Return whether the last day has passed without the thing done."""
    last = deadline(item.due, days)
    return last is not None and done.get(item.key, today) > last


# === VALUE === #

def worth(covers, items, ahead, exposure, today, digits=2):
    """Return what each cover of one customer is worth today.

    Covers are used in the order given, items in the order of their due dates. Of what one cover
    has covered, only the rest is left for the next: nothing is covered twice. Together they take
    no more from the exposure than there is.

    :param covers: :class:`Terms` items
    :param items: :class:`Item` items, everything the customer owes
    :param float ahead: what else is in the exposure, such as orders, taxes included
    :param float exposure: all of it, unapplied credits subtracted
    :param date today: the day
    :param int digits: decimals of the company currency
    :return: dict key → :class:`Worth`

    An insurance of 90 % up to 50,000 with a deductible of 1,000, and 30,000 owed:

    >>> owed = [Item(1, 30_000.0, date(2026, 5, 1), date(2026, 4, 1))]
    >>> policy = Terms(1, 50_000, 90, 1_000)
    >>> found = worth([policy], owed, 0.0, 30_000.0, date(2026, 4, 1))[1]
    >>> found.value, found.added
    (26000.0, 44000.0)

    A guarantee behind it finds only what is left: the 10 % that is not insured.

    >>> [each.value for each in worth([policy, Terms(2, 20_000)], owed, 0.0, 30_000.0,
    ...                               date(2026, 4, 1)).values()]
    [26000.0, 3000.0]
    """
    owed = sorted((item for item in items if item.amount > 0), key=lambda item: item.due)
    uncovered = {item.key: item.amount for item in owed}
    net, found = _net_share(owed), {}
    ahead, left = max(0.0, ahead), max(0.0, exposure)
    for terms in covers:
        found[terms.key] = one = _worth(terms, owed, uncovered, ahead * net, left, today, digits)
        share = terms.percent / 100
        for key, amount in one.taken.items():
            uncovered[key] -= amount * share
        ahead -= one.ahead * share
        left -= one.value
    return found


def _worth(terms, owed, uncovered, ahead, left, today, digits):
    if not is_valid(terms, today):
        return Worth(0.0, 0.0, {}, 0.0, {}, False, None)
    stop = stop_date(terms, owed)
    refused = {item.key: why_not(terms, item, today, stop) for item in owed}
    taken = _take(terms, [item for item in owed if not refused[item.key]], uncovered, digits)
    until = room_until(terms, stop)
    room = terms.room and (until is None or today <= until)
    free = terms.amount - sum(taken.values())
    ordered = round_half_up(min(free, ahead), digits) if room else 0.0
    value = min(left, _paid(terms, sum(taken.values()) + ordered, digits))
    return Worth(
        round_half_up(value, digits), _paid(terms, terms.amount, digits) if room else value, taken,
        ordered, {key: why for key, why in refused.items() if why}, room, until)


def _take(terms, items, uncovered, digits):
    """Lay items under a cover until its amount is used up: item key → amount."""
    free, taken = terms.amount, {}
    for item in items:
        insurable = item.amount if terms.vat else item.amount * item.net
        amount = round_half_up(min(free, insurable, uncovered[item.key]), digits)
        if amount > 0:
            taken[item.key] = amount
            free -= amount
    return taken


def _paid(terms, amount, digits):
    """Return what comes of an amount: its percentage less the deductible, never below 0."""
    return round_half_up(max(0.0, amount * terms.percent / 100 - terms.deductible), digits)


def _net_share(owed):
    """Return the share without taxes of what is owed: orders are taken to have the same."""
    total = sum(item.amount for item in owed)
    return sum(item.amount * item.net for item in owed) / total if total else 1.0
