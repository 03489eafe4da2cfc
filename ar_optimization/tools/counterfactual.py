"""Decide which single change would move an account to another tier.

For every line of the score card, the nearest better and worse bins are tried one at a time,
everything else as it is, and the tier is decided anew. What is listed is true, not estimated.
"""
from typing import NamedTuple

from . import scorecard

BETTER, WORSE = "better", "worse"


class Change(NamedTuple):
    """One change that alone would move the tier.

    ``kind`` is ``value`` (another value), ``input`` (give one that is missing) or ``refresh``
    (confirm a stale one). ``wanted`` is the value that does it, read with ``edge``: ``at_least``
    it, ``below`` it, or ``equal`` to it. ``distance`` is 0-1 on the line's own scale.
    """

    direction: str
    kind: str
    code: str
    value: object
    wanted: object
    edge: str
    bin: str
    total: float | None
    rank: int
    distance: float


def what_would_change(card, values, today, decide, rank=None, growing=()):
    """List the nearest single changes that give a better, and a worse, tier.

    :param Card card: compiled card
    :param values: mapping code → :class:`~.scorecard.Value` of the scoring
    :param date today: date of the scoring
    :param decide: function (:class:`~.scorecard.Result`, changed values) → tier rank, 0 the
        best; :func:`.tiers.decider` makes one
    :param int rank: rank to compare with; by default what ``decide`` says of the values
    :param growing: codes of values that never fall, such as months known: less is not tried
    :return: list of :class:`Change`, the nearest first; per line and direction only the nearest

    >>> from datetime import date
    >>> bins = [scorecard.Bin(*item) for item in ((0, 0, 0.5), (6, 0.5, 0.9), (10, 0.9))]
    >>> card = scorecard.compile_card([scorecard.Characteristic("on_time", 1, tuple(bins))])
    >>> by_score = lambda result, values: 0 if result.total >= 80 else 1
    >>> for change in what_would_change(card, {"on_time": scorecard.Value(0.7)}, date(2026, 11, 21),
    ...                                 by_score):
    ...     print(change.direction, change.code, change.edge, change.wanted, change.total)
    better on_time at_least 0.9 100.0
    """
    if rank is None:
        rank = decide(scorecard.score(card, values, today), values)
    nearest = {}
    for trial in _trials(card, values, today):
        if trial.code in growing and trial.edge == "below" and trial.value is not None:
            continue
        changed = {**values, trial.code: _as_of(trial, values, today)}
        result = scorecard.score(card, changed, today)
        after = decide(result, changed)
        if after == rank:
            continue
        direction = BETTER if after < rank else WORSE
        change = trial._replace(direction=direction, total=result.total, rank=after)
        known = nearest.get((direction, trial.code))
        if known is None or change.distance < known.distance:
            nearest[direction, trial.code] = change
    return sorted(nearest.values(), key=lambda item: (item.direction, item.distance, item.code))


def _as_of(trial, values, today):
    given, wanted = values.get(trial.code), trial.wanted
    if trial.edge == "below":
        # The upper edge itself no longer belongs to the bin.
        wanted -= 1e-6 * max(1.0, abs(wanted))
    return scorecard.Value(wanted, given.source if given else "", today)


def _trials(card, values, today):
    """Yield every change worth trying, without its outcome."""
    lines = {line.code: line for line in scorecard.score(card, values, today).lines}
    for compiled in card.compiled:
        line = lines[compiled.code]
        if line.stale:
            yield _trial("refresh", line, line.value, "equal", line.bin, 0.0)
        kind = "input" if line.missing else "value"
        held = scorecard.bin_of(compiled, line.value)
        for index, item in enumerate(compiled.bins):
            if index != held:
                wanted, edge = _nearest_in(item, None if line.missing else line.value)
                yield _trial(kind, line, wanted, edge, item.name, _distance(compiled, line, item))


def _trial(kind, line, wanted, edge, name, distance):
    return Change("", kind, line.code, line.value, wanted, edge, name, None, 0, distance)


def _nearest_in(item, value):
    """Return the value of a bin that is nearest to the present one, and how to read it."""
    if item.choice is not None:
        return item.choice, "equal"
    if item.lower is not None and (value is None or value < item.lower):
        return item.lower, "at_least"
    if item.upper is None:
        return (0.0 if value is None else value), "at_least"
    return item.upper, "below"


def _distance(compiled, line, item):
    """Return how far a bin is, as a part of the line's scale; 1 for a value not yet known."""
    if line.missing:
        return 1.0
    if compiled.choices:
        steps = abs(compiled.choices[item.choice] - compiled.choices[line.value])
        return steps / (len(compiled.bins) - 1)
    edges = [edge for edge in compiled.edges if edge != float("-inf")]
    edges += [compiled.bins[-1].upper] if compiled.bins[-1].upper is not None else []
    span = (max(edges) - min(edges)) or max(1.0, abs(edges[0]))
    wanted = item.lower if item.lower is not None and line.value < item.lower else item.upper
    return min(1.0, abs(wanted - line.value) / span)
