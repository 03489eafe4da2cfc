"""Decide in which ageing bucket an open instalment stands.

Buckets are made from day counts a user types ("30, 60, 90"). The first bucket always holds
what is not overdue: an instalment is overdue from the day *after* its due date.
"""
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from .rounding import round_half_up

NOT_DUE, BETWEEN, OVER = "not_due", "between", "over"


@dataclass(frozen=True, slots=True)
class Bucket:
    """One column of an ageing report.

    ``lower`` and ``upper`` are days overdue, both inclusive, ``None`` where it is open.
    ``kind`` says which sentence names it (``not_due``, ``between``, ``over``): words are left
    to the screen, which translates them; :attr:`label` is the form that needs no words.
    """

    index: int
    kind: str
    lower: int | None
    upper: int | None

    @property
    def label(self):
        """Name the bucket without words.

        >>> [bucket.label for bucket in buckets((30, 60))]
        ['0', '1-30', '31-60', '> 60']
        """
        if self.kind == NOT_DUE:
            return "0"
        return f"{self.lower}-{self.upper}" if self.kind == BETWEEN else f"> {self.lower - 1}"


class Instalment(NamedTuple):
    """One open receivable item to be aged.

    ``key`` is what the caller groups by, such as (customer, currency); ``days`` are days
    overdue, negative before the due date; ``amount`` is negative for a credit.
    """

    key: object
    days: int
    amount: float


@dataclass(slots=True)
class AgedRow:
    """Amounts of one key per bucket; ``total`` is their sum."""

    key: object
    amounts: list
    total: float = 0.0


def parse_bounds(text):
    """Read bucket bounds as a user types them.

    :param str text: day counts separated by commas, semicolons or spaces
    :return: tuple of rising positive day counts
    :raise ValueError: for anything else, naming what is wrong

    >>> parse_bounds("30, 60 90;120"), parse_bounds("30，60、90")
    ((30, 60, 90, 120), (30, 60, 90))
    >>> parse_bounds("30, x")
    Traceback (most recent call last):
    ...
    ValueError: not a day count: x
    """
    words = text.translate(str.maketrans(",;，；、", "     ")).split()
    wrong = next((word for word in words if not word.isdecimal()), None)
    if wrong is not None:
        raise ValueError(f"not a day count: {wrong}")
    return check_bounds(tuple(int(word) for word in words))


def check_bounds(bounds):
    """Return the bounds as a tuple, or refuse them.

    :raise ValueError: unless they are positive and rising, and there is at least one

    >>> check_bounds([30, 60])
    (30, 60)
    >>> check_bounds([60, 30])
    Traceback (most recent call last):
    ...
    ValueError: bucket bounds must be positive, rising day counts
    """
    bounds = tuple(bounds)
    rising = all(low < high for low, high in pairwise(bounds))
    if not bounds or bounds[0] < 1 or not rising:
        raise ValueError("bucket bounds must be positive, rising day counts")
    return bounds


def buckets(bounds):
    """Return the buckets of a list of bounds: one not due, one per bound, one beyond.

    :param bounds: rising positive day counts
    :return: tuple of ``len(bounds) + 2`` :class:`Bucket`

    >>> [(b.kind, b.lower, b.upper) for b in buckets((30,))]
    [('not_due', None, 0), ('between', 1, 30), ('over', 31, None)]
    """
    bounds = check_bounds(bounds)
    starts = (0, *bounds)
    middle = (
        Bucket(index, BETWEEN, starts[index - 1] + 1, upper)
        for index, upper in enumerate(bounds, start=1)
    )
    last = Bucket(len(bounds) + 1, OVER, bounds[-1] + 1, None)
    return (Bucket(0, NOT_DUE, None, 0), *middle, last)


def bucket_of(days, bounds):
    """Return the index of the bucket for a number of days overdue.

    :param int days: days after the due date; 0 on the day itself, negative before it
    :param bounds: rising positive day counts

    >>> [bucket_of(days, (30, 60)) for days in (-5, 0, 1, 30, 31, 60, 61)]
    [0, 0, 1, 1, 2, 2, 3]
    """
    return bisect_left(bounds, days) + 1 if days > 0 else 0


def days_overdue(due, today):
    """Return the days since the due date: negative before it, 0 without one.

    An item without due date is payable at once; its invoice date is the caller's to pass.

    >>> from datetime import date
    >>> days_overdue(date(2026, 1, 31), date(2026, 3, 2)), days_overdue(None, date(2026, 3, 2))
    (30, 0)
    """
    return (today - due).days if due else 0


def age(instalments, bounds, digits):
    """Add up instalments per key and bucket.

    :param instalments: iterable of :class:`Instalment`; negative amounts are credits
    :param bounds: rising positive day counts
    :param int digits: decimals of the currency, which must be the same within one key
    :return: dict ``key → AgedRow`` in the order of first appearance

    >>> rows = age([Instalment("A", 40, 10.1), Instalment("A", -3, 0.2),
    ...             Instalment("A", 45, -0.1)], (30, 60), 2)
    >>> rows["A"]
    AgedRow(key='A', amounts=[0.2, 0.0, 10.0, 0.0], total=10.2)
    """
    width, rows = len(bounds) + 2, {}
    for key, days, amount in instalments:
        row = rows.get(key)
        if row is None:
            row = rows[key] = AgedRow(key, [0.0] * width)
        row.amounts[bucket_of(days, bounds)] += amount
    for row in rows.values():
        row.amounts = [round_half_up(amount, digits) for amount in row.amounts]
        row.total = round_half_up(sum(row.amounts), digits)
    return rows


def total(rows, digits):
    """Add up aged rows into one, for the last line of a report.

    :param rows: iterable of :class:`AgedRow` of one currency
    :return: an :class:`AgedRow` with key ``None``

    >>> total([AgedRow("A", [1.0, 2.0], 3.0), AgedRow("B", [0.1, 0.2], 0.3)], 2)
    AgedRow(key=None, amounts=[1.1, 2.2], total=3.3)
    """
    columns = zip(*(row.amounts for row in rows), strict=True)
    amounts = [round_half_up(sum(column), digits) for column in columns]
    return AgedRow(None, amounts, round_half_up(sum(amounts), digits))
