"""What a notice brings: who was told, held against who was held back by lot.

Both groups would have been told the same on the same way; a lot decided. So what more of those who
were told have paid, the notice has brought. Groups are compared within a stratum (a level of a
procedure and a tier) and only then put together, as the lot may hold back other shares in each.

An interval says what else the figures are in line with, at 95 percent: Wilson's for a share;
Newcombe's for the difference of two (R. G. Newcombe, Statistics in Medicine 17, 1998, method 10);
for several strata the sum of their differences by the weights of Cochran, Mantel and Haenszel with
limits recovered from those of each (G. Y. Zou and A. Donner, Statistics in Medicine 27, 2008).
"""
from math import sqrt
from typing import NamedTuple

Z = 1.959963984540054  # 97.5 percent of a normal distribution lie below
LEAST = 20  # notices in each group: with less, nothing is said
FEW, HELPS, OPEN, HARMS = 'few', 'helps', 'open', 'harms'


class Stratum(NamedTuple):
    """Notices of one level and tier: how many were told and held back, and how many of each have
    paid."""

    told: int
    told_paid: int
    held: int
    held_paid: int


class Effect(NamedTuple):
    """Figures of `measure`. Shares and their difference are from 0 to 1, None where there is
    nothing to divide; ``low`` and ``high`` bound the difference."""

    told: int
    told_share: float | None
    held: int
    held_share: float | None
    difference: float | None
    low: float | None
    high: float | None
    verdict: str


def share(part, whole):
    """Return a share, None of nothing.

    >>> share(3, 4), share(0, 0)
    (0.75, None)
    """
    return part / whole if whole else None


def wilson(paid, count):
    """Return the interval of a share at 95 percent.

    >>> [round(limit, 4) for limit in wilson(56, 70)]
    [0.6918, 0.877]
    >>> [round(limit, 4) for limit in wilson(0, 10)]
    [0.0, 0.2775]
    """
    square = Z * Z
    middle = (paid + square / 2) / (count + square)
    half = Z / (count + square) * sqrt(paid * (count - paid) / count + square / 4)
    return max(0.0, middle - half), min(1.0, middle + half)


def newcombe(stratum):
    """Return the difference of the shares that have paid, told less held back, and its interval.

    >>> [round(figure, 4) for figure in newcombe(Stratum(70, 56, 80, 48))]
    [0.2, 0.0524, 0.3339]
    """
    one, other = stratum.told_paid / stratum.told, stratum.held_paid / stratum.held
    low_one, high_one = wilson(stratum.told_paid, stratum.told)
    low_other, high_other = wilson(stratum.held_paid, stratum.held)
    difference = one - other
    return (difference, difference - sqrt((one - low_one)**2 + (high_other - other)**2),
            difference + sqrt((high_one - one)**2 + (other - low_other)**2))


def measure(strata):
    """Return what notices have brought, over all strata in which there are both groups.

    :param strata: `Stratum`s
    :return: `Effect`; with too few notices in a group it has no difference.

    >>> effect = measure([Stratum(70, 56, 80, 48)])
    >>> round(effect.difference, 2), round(effect.low, 4), round(effect.high, 4), effect.verdict
    (0.2, 0.0524, 0.3339, 'helps')
    >>> measure([Stratum(500, 400, 19, 2)]).verdict
    'few'
    >>> two = measure([Stratum(40, 30, 40, 22), Stratum(300, 60, 30, 6), Stratum(90, 80, 0, 0)])
    >>> two.told, two.held, round(two.difference, 3), two.verdict
    (340, 70, 0.085, 'open')
    """
    both = [stratum for stratum in strata if stratum.told and stratum.held]
    if min(sum(each.told for each in both), sum(each.held for each in both)) < LEAST:
        return Effect(*shares(strata), None, None, None, FEW)
    difference, low, high = together(both)
    verdict = HELPS if low > 0 else HARMS if high < 0 else OPEN
    return Effect(*shares(both), difference, low, high, verdict)


def shares(strata):
    """Return how many were told and the share of them that has paid, and the same of those who
    were held back.

    >>> shares([Stratum(4, 3, 0, 0), Stratum(4, 1, 2, 1)])
    (8, 0.5, 2, 0.5)
    """
    told, told_paid, held, held_paid = (
        sum(each[place] for each in strata) for place in range(len(Stratum._fields)))
    return told, share(told_paid, told), held, share(held_paid, held)


def together(strata):
    """Return the difference over several strata, and its interval.

    A stratum weighs by how much it can tell: little when one of its groups is small.

    >>> [round(figure, 4) for figure in together([Stratum(70, 56, 80, 48)] * 2)]
    [0.2, 0.0957, 0.2947]
    """
    weights = [stratum.told * stratum.held / (stratum.told + stratum.held) for stratum in strata]
    whole = sum(weights)
    below = above = difference = 0.0
    for weight, stratum in zip(weights, strata, strict=True):
        one, low, high = newcombe(stratum)
        part = weight / whole
        difference += part * one
        below += (part * (one - low))**2
        above += (part * (high - one))**2
    return difference, difference - sqrt(below), difference + sqrt(above)
