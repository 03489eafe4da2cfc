"""Decide which groups a company's own customers fall into, as a proposal for its tiers.

Plain k-means on standardised features, seeded, so that the same ledger gives the same groups.
The number of groups is the one with the best silhouette on a sample. Thresholds half-way
between neighbouring groups are offered as tier conditions, with the share of customers whom
those conditions put where the groups do: a proposal to look at, not a decision.
"""
import math
import random
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

SEED = 20_190_131
_ROUNDS = 50
_SAMPLE = 400
#: Groups closer than this (in standard deviations) on an axis are not told apart by it.
_SEPARATE = 0.5


class Axis(NamedTuple):
    """A feature to group by. ``higher_is_better`` orders the groups; ``condition`` is the name
    of the tier condition its thresholds become (see :data:`.tiers.CHECKS`); ``digits`` rounds
    the thresholds.
    """

    name: str
    higher_is_better: bool
    condition: str
    digits: int = 2


@dataclass(frozen=True, slots=True)
class Group:
    """One group, ``rank`` 0 the best: its members' keys, mean per axis, proposed conditions."""

    rank: int
    keys: tuple
    means: dict
    conditions: dict

    @property
    def size(self):
        """Return the number of members.

        >>> Group(0, ("A", "B"), {}, {}).size
        2
        """
        return len(self.keys)


class Suggestion(NamedTuple):
    """Groups from best to worst.

    ``silhouette`` (-1 to 1) says how distinct they are, ``agreement`` (0-1) how many customers
    the proposed conditions put into their group; ``left_out`` are keys with a feature unknown.
    """

    groups: tuple
    silhouette: float
    agreement: float
    left_out: tuple


def suggest(customers, axes, k=None, seed=SEED):
    """Group customers by how they pay.

    :param customers: mapping key → mapping axis name → value, None where it is unknown
    :param axes: :class:`Axis` items
    :param int k: number of groups; None chooses 3, 4 or 5
    :param int seed: seed of the random start
    :return: :class:`Suggestion`, or None when there are fewer different customers than groups

    >>> axes = [Axis("on_time", True, "min_on_time_ratio"), Axis("late", False, "max_days_late", 0)]
    >>> good = {f"G{i}": {"on_time": 0.95, "late": i} for i in range(3)}
    >>> slow = {f"S{i}": {"on_time": 0.35, "late": 20 + i} for i in range(3)}
    >>> found = suggest({**slow, **good, "N": {"on_time": None, "late": None}}, axes, k=2)
    >>> [(group.keys, group.conditions) for group in found.groups]
    [(('G0', 'G1', 'G2'), {'min_on_time_ratio': 0.65}), \
(('S0', 'S1', 'S2'), {})]
    >>> found.agreement, found.left_out
    (1.0, ('N',))
    >>> suggest({"A": {"on_time": 1, "late": 0}}, axes) is None
    True
    """
    table = {key: [values.get(axis.name) for axis in axes] for key, values in customers.items()}
    known = {key: row for key, row in table.items() if None not in row}
    points = _standardise(list(known.values()))
    rng = random.Random(seed)
    choices = (k,) if k else (3, 4, 5)
    choices = [count for count in choices if count <= len(set(points))]
    if not choices:
        return None
    sample = points if len(points) <= _SAMPLE else rng.sample(points, _SAMPLE)
    tries = [_try(sample, count, rng) for count in choices]
    quality, centres = max(tries, key=lambda found: found[0])
    labels, centres = k_means(points, centres)
    agreement, groups = _best_conditions(list(known.items()), axes, labels, centres)
    left_out = tuple(key for key in table if key not in known)
    return Suggestion(groups, quality, agreement, left_out)


def _try(sample, count, rng):
    labels, centres = k_means(sample, start(sample, count, rng))
    return silhouette(sample, labels), centres


def _standardise(rows):
    """Return rows as points with mean 0 and deviation 1 per axis; extremes are reined in."""
    columns = []
    for column in zip(*rows, strict=True):
        ordered = sorted(column)
        edge = len(ordered) // 50
        low, high = ordered[edge], ordered[-1 - edge]
        reined = [min(high, max(low, value)) for value in column]
        mean = math.fsum(reined) / len(reined)
        deviation = math.sqrt(math.fsum((v - mean) ** 2 for v in reined) / len(reined)) or 1.0
        columns.append([(value - mean) / deviation for value in reined])
    return list(zip(*columns, strict=True))


def start(points, count, rng):
    """Choose first centres far from each other (k-means++).

    :param points: list of equally long tuples, at least ``count`` different ones
    :param random.Random rng: seeded generator

    >>> sorted(start([(0.0,), (0.0,), (9.0,)], 2, random.Random(1)))
    [(0.0,), (9.0,)]
    """
    centres = [rng.choice(points)]
    gaps = [math.dist(point, centres[0]) ** 2 for point in points]
    while len(centres) < count:
        centre = rng.choices(points, gaps)[0]
        centres.append(centre)
        gaps = [min(gap, math.dist(p, centre) ** 2) for gap, p in zip(gaps, points, strict=True)]
    return centres


def k_means(points, centres):
    """Move centres to the middle of their points until nothing changes.

    :param points: list of equally long tuples
    :param centres: list of first centres
    :return: (labels, centres); a centre left without points stays where it is

    >>> k_means([(0.0,), (1.0,), (9.0,), (11.0,)], [(0.0,), (1.0,)])
    ([0, 0, 1, 1], [(0.5,), (10.0,)])
    """
    labels = None
    for __ in range(_ROUNDS):
        found = [_nearest(point, centres) for point in points]
        if found == labels:
            break
        labels = found
        centres = [_centre(points, labels, place, old) for place, old in enumerate(centres)]
    return labels, centres


def _nearest(point, centres):
    best, place = math.inf, 0
    for index, centre in enumerate(centres):
        distance = math.dist(point, centre)
        if distance < best:
            best, place = distance, index
    return place


def _centre(points, labels, place, old):
    members = [point for point, label in zip(points, labels, strict=True) if label == place]
    if not members:
        return old
    return tuple(math.fsum(column) / len(members) for column in zip(*members, strict=True))


def silhouette(points, labels):
    """Return how much nearer points are to their own group than to the next one, -1 to 1.

    >>> round(silhouette([(0.0,), (1.0,), (9.0,), (10.0,)], [0, 0, 1, 1]), 3)
    0.889
    >>> silhouette([(0.0,), (1.0,)], [0, 0])
    0.0
    """
    groups = {}
    for point, label in zip(points, labels, strict=True):
        groups.setdefault(label, []).append(point)
    if len(groups) < 2:
        return 0.0
    widths = [_width(p, label, groups) for p, label in zip(points, labels, strict=True)]
    return math.fsum(widths) / len(widths)


def _width(point, label, groups):
    own = groups[label]
    if len(own) == 1:
        return 0.0
    inside = sum(math.dist(point, other) for other in own) / (len(own) - 1)
    outside = min(
        sum(math.dist(point, other) for other in members) / len(members)
        for name, members in groups.items() if name != label
    )
    return (outside - inside) / (max(inside, outside) or 1.0)


def _best_conditions(known, axes, labels, centres):
    """Return (agreement, groups) with the number of conditions that fits the groups best.

    A tier wants *all* its conditions met, so more of them do not always tell more.
    """
    proposals = []
    for most in range(1, len(axes) + 1):
        groups = _groups(known, axes, labels, centres, most)
        proposals.append((_agreement(groups, dict(known), axes), groups))
    return max(proposals, key=lambda proposal: proposal[0])


def _groups(known, axes, labels, centres, most):
    """Return the groups from best to worst with their means and proposed conditions."""
    signs = [1 if axis.higher_is_better else -1 for axis in axes]
    worth = [sum(s * v for s, v in zip(signs, centre, strict=True)) for centre in centres]
    used = sorted(set(labels), key=lambda place: -worth[place])
    members = {place: [] for place in used}
    for item, label in zip(known, labels, strict=True):
        members[label].append(item)
    means = [_means(members[place], axes) for place in used]
    conditions = [
        _between(axes, signs, centres[one], centres[two], means[rank:rank + 2], most)
        for rank, (one, two) in enumerate(pairwise(used))
    ]
    return tuple(
        Group(rank, tuple(key for key, __ in members[place]), means[rank], proposed)
        for rank, (place, proposed) in enumerate(zip(used, [*conditions, {}], strict=True))
    )


def _means(members, axes):
    columns = zip(*(row for __, row in members), strict=True)
    return {
        axis.name: math.fsum(column) / len(members)
        for axis, column in zip(axes, columns, strict=True)
    }


def _between(axes, signs, better, worse, means, most):
    """Return thresholds half-way between two groups, on the axes that tell them best apart.

    :param better: centre of the better group, in standard deviations; ``worse`` likewise
    :param means: means of both groups, in the axes' own units
    :param int most: number of thresholds at most
    """
    gaps = [sign * (a - b) for sign, a, b in zip(signs, better, worse, strict=True)]
    ordered = sorted(range(len(axes)), key=lambda place: -gaps[place])
    # At least one, or a tier without conditions would take everybody.
    kept = ordered[:1] + [place for place in ordered[1:most] if gaps[place] >= _SEPARATE]
    return {
        axes[place].condition: round(
            sum(mean[axes[place].name] for mean in means) / 2, axes[place].digits)
        for place in sorted(kept)
    }


def _agreement(groups, known, axes):
    """Return the share of customers whom the conditions put into their own group."""
    right = sum(
        _place(groups, dict(zip(axes, known[key], strict=True))) == group.rank
        for group in groups for key in group.keys
    )
    return right / len(known)


def _place(groups, values):
    for group in groups[:-1]:
        if all(
            axis.condition not in group.conditions
            or (value >= group.conditions[axis.condition] if axis.higher_is_better
                else value <= group.conditions[axis.condition])
            for axis, value in values.items()
        ):
            return group.rank
    return groups[-1].rank
