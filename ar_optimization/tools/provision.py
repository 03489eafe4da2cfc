"""Decide what of open receivables is not expected to come in: the provision matrix of IFRS 9.

The simplified approach (5.5.15) takes lifetime expected losses; a matrix of fixed rates by age is
the practical expedient of B5.5.35. Amounts of one call are in one currency, rates are shares
between 0 and 1. What is not known is ``None``, never 0.
"""
from collections.abc import Mapping
from typing import NamedTuple

from .rounding import round_half_up, split

#: Whose history a rate is from: the segment's own, or that of all segments together.
SEGMENT, COMPANY = 'segment', 'company'
MIN_MONTHS = 12  # of history, or no rate is taken from it: a year has all its seasons
MIN_ITEMS = 30  # instalments seen in a bucket, or it takes the rate of all segments


class Flow(NamedTuple):
    """What became of instalments of one bucket within a month.

    ``amount`` was open at its beginning, of ``count`` instalments; ``lost`` was written off;
    ``kept`` was open at its end, then in the bucket ``target``. The rest was paid.
    """

    bucket: int
    target: int
    count: int
    amount: float
    lost: float
    kept: float


class Rate(NamedTuple):
    """A lifetime loss rate, whose history it is from and of how many instalments that tells."""

    rate: float | None
    source: str | None
    count: int


UNKNOWN = Rate(None, None, 0)


def roll(flows, width):
    """Return per bucket what one month makes of one unit of money in it.

    :param flows: :class:`Flow` items of any number of months
    :param int width: number of buckets
    :return: list of (instalments, share lost, {bucket: share that is open there}); shares are
        None where nothing was ever open. A due date put off makes nothing younger: what would go
        back to an earlier bucket stays.

    >>> roll([Flow(0, 1, 40, 1000, 0, 200), Flow(0, 0, 20, 1000, 0, 400)], 2)
    [(60, 0.0, {1: 0.1, 0: 0.2}), (0, None, {})]
    """
    sums = [[0, 0.0, 0.0, {}] for _bucket in range(width)]
    for flow in flows:
        one, target = sums[flow.bucket], max(flow.bucket, flow.target)
        one[0] += flow.count
        one[1] += flow.amount
        one[2] += flow.lost
        one[3][target] = one[3].get(target, 0.0) + flow.kept
    return [
        (count, lost / amount, {target: kept / amount for target, kept in to.items() if kept})
        if amount > 0 else (count, None, {})
        for count, amount, lost, to in sums
    ]


def lifetime_rates(flows, width, fallback=None):
    """Return per bucket the part of an amount in it that is never paid, by roll rates.

    Backwards from the oldest bucket: what is lost within a month, and of what is open at its end
    the rate of the bucket it is in then; what stays in its bucket has the same chances again
    (Cyert, Davidson and Thompson, "Estimation of the allowance for doubtful accounts by Markov
    chains", Management Science 8, 1962). Where buckets are a month wide it is the product of the
    roll rates.

    :param flows: :class:`Flow` items of one segment, or of all
    :param int width: number of buckets
    :param fallback: :class:`Rate` items of all segments, for buckets with too few instalments
    :return: list of :class:`Rate`

    Of what is not due a fifth becomes overdue, of that a tenth is written off:

    >>> year = [Flow(0, 1, 40, 10_000, 0, 2_000), Flow(1, 1, 40, 2_000, 200, 0)]
    >>> [round(rate.rate, 4) for rate in lifetime_rates(year, 2)]
    [0.02, 0.1]
    >>> lifetime_rates(year, 3)[2]
    Rate(rate=None, source=None, count=0)
    """
    own = SEGMENT if fallback else COMPANY
    fallback = fallback or [UNKNOWN] * width
    rates = list(fallback)
    for bucket, (count, lost, to) in reversed(list(enumerate(roll(flows, width)))):
        rate = _rate(bucket, lost, to, rates) if count >= MIN_ITEMS else None
        if rate is not None:
            rates[bucket] = Rate(rate, own, count)
    return rates


def _rate(bucket, lost, to, rates):
    """The rate of a bucket from those of the older ones; None where one of them is not known, or
    where nothing ever left the bucket."""
    older = {target: share for target, share in to.items() if target != bucket}
    left = 1 - to.get(bucket, 0.0)
    if left < 1e-9 or any(rates[target].rate is None for target in older):
        return None
    risk = lost + sum(share * rates[target].rate for target, share in older.items())
    return min(1.0, max(0.0, risk / left))


def loss(amount, rate, forward=0.0, digits=2):
    """Return the expected loss of an amount: its rate, changed by what is expected of the future,
    and never more than the amount.

    :param float amount: what is exposed
    :param float rate: lifetime loss rate; None counts as none
    :param float forward: percent by which losses will be higher (negative: lower) than they were
    :param int digits: decimals of the currency

    The first buckets of a published example:

    >>> matrix = [(15_000, 0.005), (7_500, 0.022), (4_000, 0.027), (2_500, 0.045)]
    >>> [loss(amount, rate) for amount, rate in matrix]
    [75.0, 165.0, 108.0, 112.5]
    >>> sum(loss(amount, rate) for amount, rate in matrix)
    460.5
    >>> loss(1_000, 0.20, forward=10), loss(1_000, 0.95, forward=10), loss(-5, 0.5)
    (220.0, 1000.0, 0.0)
    """
    return round_half_up(max(0.0, amount) * applied_rate(rate, forward), digits)


def applied_rate(rate, forward):
    """Return a rate after the forward factor, between 0 and 1.

    >>> applied_rate(0.02, 50), applied_rate(0.9, 50), applied_rate(None, 50)
    (0.03, 1.0, 0.0)
    """
    return min(1.0, max(0.0, (rate or 0.0) * (1 + forward / 100)))


def spread_cover(worths: Mapping, digits):
    """Return how much of each item is covered: the value of a cover spread over what it covers, in
    proportion, orders included.

    :param worths: cover key → :class:`tools.cover.Worth` of one customer
    :param int digits: decimals of the company currency
    :return: dict item key → amount

    An insurance pays 90 % of 1,000 and of orders over 1,000:

    >>> from .cover import Worth
    >>> spread_cover({1: Worth(1800.0, 0, {7: 600.0, 8: 400.0}, 1000.0, {}, True, None)}, 2)
    {7: 540.0, 8: 360.0}
    """
    covered = {}
    for worth in worths.values():
        weights = [*worth.taken.values(), worth.ahead]
        parts = split(worth.value, weights, digits) if sum(weights) > 0 else []
        for key, part in zip(worth.taken, parts, strict=False):
            covered[key] = covered.get(key, 0.0) + part
    return covered
