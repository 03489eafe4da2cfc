"""How good are probabilities: measures of a forecast against what came.

All functions take ``came``, which is 1 where it happened and 0 where not, and ``said``, the
probability or any score that is higher where it is likelier. What cannot be said is ``None``.
"""
from typing import NamedTuple

from .numeric import np


class Bin(NamedTuple):
    """Forecasts of about the same height: how high they were, how often it came, how many."""

    said: float
    came: float
    count: int


def roc_auc(came, said):
    """Return the probability that one that came was ranked above one that did not; ties half.

    >>> roc_auc(np.array([0, 1, 0, 1]), np.array([.1, .4, .4, .8]))
    0.875
    >>> roc_auc(np.array([1, 1]), np.array([.1, .2])) is None
    True
    """
    hits, misses = came.sum(), (1 - came).sum()
    if not hits or not misses:
        return None
    __, place, counts = np.unique(said, return_inverse=True, return_counts=True)
    rank = (counts.cumsum() - (counts - 1) / 2)[place]
    return float((rank[came > 0].sum() - hits * (hits + 1) / 2) / (hits * misses))


def pr_auc(came, said):
    """Return the mean precision over recall (average precision); ties are one step.

    >>> round(pr_auc(np.array([0, 1, 0, 1]), np.array([.1, .4, .35, .8])), 3)
    1.0
    >>> round(pr_auc(np.array([0, 1, 1, 0]), np.array([.9, .4, .3, .1])), 3)
    0.583
    """
    if not came.sum():
        return None
    order = np.argsort(-said, kind='stable')
    found, ranked = came[order].cumsum(), said[order]
    last = np.r_[ranked[1:] != ranked[:-1], True]
    precision = (found / np.arange(1, len(came) + 1))[last]
    recall = found[last] / came.sum()
    return float((np.diff(np.r_[0, recall]) * precision).sum())


def brier(came, said):
    """Return the mean squared difference; 0 is perfect, 0.25 is what 50 % for all gives.

    >>> round(brier(np.array([1, 0]), np.array([.9, .2])), 3)
    0.025
    """
    return float(((said - came) ** 2).mean()) if len(came) else None


def flagged(said, share):
    """Return the mask of the highest share of all, at least one; ties in the order given.

    >>> flagged(np.array([.1, .9, .5, .2]), .5).tolist()
    [False, True, True, False]
    """
    mask = np.zeros(len(said), bool)
    mask[np.argsort(-said, kind='stable')[:max(1, round(share * len(said)))]] = True
    return mask


def precision_recall(came, said, share):
    """Return (precision, recall) when the highest share is flagged.

    >>> precision_recall(np.array([0, 1, 1, 0]), np.array([.1, .9, .5, .2]), .25)
    (1.0, 0.5)
    """
    if not came.sum():
        return None, None
    mask = flagged(said, share)
    return float(came[mask].mean()), float(came[mask].sum() / came.sum())


def calibration(came, said, bins=10):
    """Return `Bin` by `Bin`, of about equal counts, from the lowest forecast to the highest.

    >>> calibration(np.array([0, 1, 1, 1]), np.array([.2, .4, .8, 1.]), 2)
    [Bin(said=0.3, came=0.5, count=2), Bin(said=0.9, came=1.0, count=2)]
    """
    parts = np.array_split(np.argsort(said, kind='stable'), bins)
    return [
        Bin(round(float(said[part].mean()), 6), round(float(came[part].mean()), 6), len(part))
        for part in parts if len(part)
    ]
