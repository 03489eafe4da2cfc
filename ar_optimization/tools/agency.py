"""What a collection agency costs, whether it may work for us today, and how good it is.

Amounts are in one currency, percents are of what was received; ``today`` is passed in.
"""
from typing import NamedTuple

from .rounding import round_half_up

#: What is wrong with a paper: there is none, it does not hold yet, it holds no longer.
MISSING, EARLY, EXPIRED = "missing", "early", "expired"


class Band(NamedTuple):
    """A line of a fee scale: from so many days overdue and so much money on, ``percent``."""

    days: int = 0
    amount: float = 0.0
    percent: float = 0.0


def percent_of(bands, days, amount):
    """Return the percent of the scale for an item.

    Of the bands that are reached the one with the most days counts, then the one with the largest
    amount. ``None`` when none is reached: such an item has no price.

    :param bands: :class:`Band` items
    :param int days: days overdue when it was placed
    :param float amount: of the whole case, in the scale's currency

    >>> scale = [Band(0, 0, 15), Band(180, 0, 25), Band(180, 50_000, 20)]
    >>> [percent_of(scale, *case) for case in ((30, 9_999), (180, 1), (400, 50_000))]
    [15, 25, 20]
    >>> percent_of([Band(90, 0, 15)], 89, 1) is None
    True
    """
    reached = [band for band in bands if days >= band.days and amount >= band.amount]
    return max(reached, key=lambda band: (band.days, band.amount)).percent if reached else None


def next_fee(earlier, received, percent, digits):
    """Return the fee on one more receipt, so that all fees together are the percent of all receipts
    to the cent, however many small receipts there are.

    :param earlier: (received, fee) of the receipts before that still count
    :param float received: the new receipt
    :param int digits: decimals of the currency

    >>> next_fee([], 33.33, 15, 2), next_fee([(33.33, 5.0)], 33.33, 15, 2)
    (5.0, 5.0)
    >>> next_fee([(33.33, 5.0), (33.33, 5.0)], 33.34, 15, 2)
    5.0
    """
    total = sum(amount for amount, __ in earlier) + received
    before = sum(fee for __, fee in earlier)
    return round_half_up(round_half_up(total * percent / 100, digits) - before, digits)


def gross_of(net, percent, digits):
    """Return what a customer has paid, of which an agency paid on what its fee leaves.

    :param float net: what the agency paid on
    :param float percent: its fee

    >>> gross_of(750, 25, 2), gross_of(100, 0, 2), gross_of(85.01, 15, 2), gross_of(5, 100, 2)
    (1000.0, 100.0, 100.01, 5)
    """
    return round_half_up(net / (1 - percent / 100), digits) if percent < 100 else net


def paper_gap(start, end, today, has_document=True):
    """Return what is wrong with a licence or a mandate on a day; ``None`` when it holds.

    Both days are included. A paper without end holds until it is withdrawn; one without a first
    day or without document is not there.

    >>> from datetime import date
    >>> days = [date(2026, 1, 1), date(2026, 12, 31)]
    >>> [paper_gap(*days, date(2026, *day)) for day in ((1, 1), (12, 31))]
    [None, None]
    >>> paper_gap(*days, date(2027, 1, 1)), paper_gap(*days, date(2025, 12, 31))
    ('expired', 'early')
    >>> paper_gap(None, None, days[0]), paper_gap(days[0], None, days[1], has_document=False)
    ('missing', 'missing')
    """
    if not start or not has_document:
        return MISSING
    if today < start:
        return EARLY
    return EXPIRED if end and today > end else None


class Record(NamedTuple):
    """What an agency was given and what came of it; ``complaints`` are those found true, ``lost``
    the cases after which the customer bought no more."""

    placed: float = 0.0
    received: float = 0.0
    fees: float = 0.0
    cases: int = 0
    complaints: int = 0
    lost: int = 0


class Rating(NamedTuple):
    """``net`` is what is left of the receipts, ``rate`` its percent of what was placed, ``points``
    from 0 to 100; rate and points are ``None`` while nothing was placed."""

    net: float
    rate: float | None
    points: float | None


def rate(record):
    """Return the rating of an agency.

    The points are the net recovery in percent, less half a point for each percent of its cases
    with a complaint, less one for each percent of its cases after which the customer was lost.

    :param Record record: in one currency

    >>> rate(Record(placed=1_000, received=600, fees=120, cases=10, complaints=1, lost=1))
    Rating(net=480, rate=48.0, points=33.0)
    >>> rate(Record())
    Rating(net=0.0, rate=None, points=None)
    """
    net = record.received - record.fees
    if record.placed <= 0 or not record.cases:
        return Rating(net, None, None)
    share = 100.0 * net / record.placed
    malus = 100.0 * (0.5 * record.complaints + record.lost) / record.cases
    return Rating(net, round(share, 2), round(min(max(share - malus, 0.0), 100.0), 1))
