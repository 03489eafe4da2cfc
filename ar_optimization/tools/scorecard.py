"""Decide how many points an account scores, so that everybody can check the sum.

A card has characteristics; each has a weight and bins that turn a value into points. The
weights are shared out over 100 points, to one decimal and exactly; a line's score is

    its share × points of the bin ÷ points of its best bin, to one decimal,

and the total is the sum of the lines. So the lines always add up, and any line can be checked
with a pocket calculator. A value that is missing or stale follows the characteristic's rule;
weight that it gives up goes to the other characteristics in proportion.

:func:`compile_card` is done once per run, :func:`score` for every account.
"""
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from .freshness import is_stale
from .rounding import share_out

#: What to do without a value: take fixed points, half of the best, or leave the line out.
POINTS, NEUTRAL, EXCLUDE = "points", "neutral", "exclude"

_Day = date | None

#: Shares and scores are counted in tenths of a point.
_WHOLE = 1000


@dataclass(frozen=True, slots=True)
class Bin:
    """Points for a range of values, ``lower`` ≤ value < ``upper`` (None = open), or for one.

    With ``choice`` the bin is for that text only ("AA", "yes"); a card line has either ranges
    or choices.
    """

    points: float
    lower: float | None = None
    upper: float | None = None
    choice: str | None = None
    label: str = ""

    @property
    def name(self):
        """Return the label, or the range when it has none.

        >>> Bin(5, 0, 30).name, Bin(5, upper=30).name, Bin(5, 30).name, Bin(5, choice="A").name
        ('0 – 30', '< 30', '≥ 30', 'A')
        """
        if self.label or self.choice is not None:
            return self.label or self.choice
        if self.lower is None:
            return "*" if self.upper is None else f"< {self.upper:g}"
        return f"≥ {self.lower:g}" if self.upper is None else f"{self.lower:g} – {self.upper:g}"


@dataclass(frozen=True, slots=True)
class Characteristic:
    """One line of the card.

    ``missing`` is the rule for no value (``points`` takes ``missing_points``). A value older
    than ``stale_days``, or past its expiry, keeps ``stale_factor`` of its weight (0-1). A
    ``mandatory`` characteristic that is stale is reported in :attr:`Result.caps`, one that is
    missing too unless it is optional to give (``may_miss``).
    """

    code: str
    weight: float
    bins: tuple
    missing: str = EXCLUDE
    missing_points: float = 0.0
    stale_days: int | None = None
    stale_factor: float = 1.0
    mandatory: bool = False
    may_miss: bool = False


class Value(NamedTuple):
    """An input with where it came from; ``expiry`` is the last day it is valid."""

    value: object
    source: str = ""
    date: _Day = None
    expiry: _Day = None


class Line(NamedTuple):
    """One characteristic of one scoring.

    ``points`` of ``best_points`` are the bin's; ``weight`` is what is left of the weight;
    ``score`` of ``max_score`` is what the line adds to the total, both to one decimal.
    """

    code: str
    value: object
    bin: str
    points: float
    best_points: float
    weight: float
    score: float
    max_score: float
    source: str
    date: _Day
    stale: bool
    missing: bool


class Result(NamedTuple):
    """One scoring: ``total`` 0-100 (None when nothing is known) = Σ ``line.score``.

    ``caps`` are (code, "stale" or "missing") of mandatory inputs that cap the tier;
    ``coverage`` (0-1) is the weight of what is really known against the whole card's.
    """

    total: float | None
    lines: tuple
    caps: tuple
    coverage: float


class _Compiled(NamedTuple):
    """A characteristic made ready: what one line needs, looked up once per run.

    ``bins`` are in rising order (choices in their own); ``edges`` their lower bounds for
    bisection; ``cells`` the (points, name, upper) of each; ``missing`` the points and weight
    without a value; ``ages`` whether age alone can make it stale.
    """

    rule: Characteristic
    code: str
    weight: float
    bins: tuple
    edges: tuple
    choices: dict
    cells: tuple
    best: float
    missing: tuple
    ages: bool


class Card:
    """A compiled card; make it with :func:`compile_card`.

    ``shares`` remembers how 100 points are shared out for each combination of weights met, as
    most accounts have the same inputs present.
    """

    __slots__ = ("characteristics", "compiled", "full_weight", "shares")

    def __init__(self, characteristics):
        self.characteristics = tuple(characteristics)
        self.compiled = tuple(_compile(rule) for rule in self.characteristics)
        self.full_weight = sum(rule.weight for rule in self.characteristics)
        self.shares = {}

    def share(self, weights):
        """Return each line's share of 100 points, in tenths.

        >>> Card([]).share((1.0, 1.0, 1.0)), Card([]).share((0.0, 0.0))
        ([334, 333, 333], [0, 0])
        """
        found = self.shares.get(weights)
        if found is None:
            found = share_out(_WHOLE, weights) if any(weights) else [0] * len(weights)
            self.shares[weights] = found
        return found


def compile_card(characteristics):
    """Check a card and make it ready for scoring.

    :param characteristics: iterable of :class:`Characteristic`
    :return: :class:`Card`
    :raise ValueError: for gaps or overlaps between bins, points outside 0 … best, weights or
        factors out of range, two lines of one code; the message starts with the code

    >>> compile_card([Characteristic("late", 1, (Bin(5, 0, 10), Bin(0, 12)))])
    Traceback (most recent call last):
    ...
    ValueError: late: bins must follow each other without gap or overlap
    """
    card = Card(characteristics)
    codes = [rule.code for rule in card.characteristics]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice is not None:
        raise ValueError(f"{twice}: stands twice on the card")
    return card


def _compile(rule):
    _check_rule(rule)
    best = max(item.points for item in rule.bins)
    missing = {POINTS: rule.missing_points, NEUTRAL: best / 2, EXCLUDE: 0.0}[rule.missing]
    if not 0 <= missing <= best or min(item.points for item in rule.bins) < 0 or not best:
        raise ValueError(f"{rule.code}: points must lie between 0 and those of the best bin")
    by_choice = rule.bins[0].choice is not None
    bins = rule.bins if by_choice else tuple(sorted(rule.bins, key=_lower))
    if not by_choice and any(low.upper != high.lower for low, high in pairwise(bins)):
        raise ValueError(f"{rule.code}: bins must follow each other without gap or overlap")
    return _Compiled(
        rule, rule.code, rule.weight, bins,
        edges=() if by_choice else tuple(_lower(item) for item in bins),
        choices={item.choice: index for index, item in enumerate(bins)} if by_choice else {},
        cells=tuple((item.points, item.name, item.upper) for item in bins),
        best=best,
        missing=(missing, 0.0 if rule.missing == EXCLUDE else rule.weight),
        ages=bool(rule.stale_days),
    )


def _lower(item):
    return float("-inf") if item.lower is None else item.lower


def _check_rule(rule):
    if not rule.bins:
        raise ValueError(f"{rule.code}: has no bins")
    if rule.weight < 0 or not 0 <= rule.stale_factor <= 1:
        raise ValueError(f"{rule.code}: weight must be positive, stale factor between 0 and 1")
    if len({item.choice is None for item in rule.bins}) > 1:
        raise ValueError(f"{rule.code}: bins are either ranges or choices, not both")


def bin_of(compiled, value):
    """Return the place of a value's bin, None when it is in none (it counts as missing).

    >>> compiled = compile_card([Characteristic("late", 1, (Bin(5, 0, 10),))]).compiled[0]
    >>> bin_of(compiled, 3), bin_of(compiled, 10), bin_of(compiled, -1), bin_of(compiled, None)
    (0, None, None, None)
    """
    if value is None:
        return None
    if compiled.choices:
        return compiled.choices.get(value)
    index = bisect_right(compiled.edges, value) - 1
    if index < 0:
        return None
    upper = compiled.cells[index][2]
    return index if upper is None or value < upper else None


def score(card, values, today):
    """Score one account.

    :param Card card: compiled card
    :param values: mapping code → :class:`Value`; an absent code, or a value of None, is missing
    :param date today: date of the scoring
    :return: :class:`Result`

    >>> card = compile_card([
    ...     Characteristic("on_time", 60, (Bin(0, 0, 0.5), Bin(6, 0.5, 0.9), Bin(10, 0.9))),
    ...     Characteristic("rating", 40, (Bin(10, choice="A"), Bin(3, choice="B")),
    ...                    stale_days=365, stale_factor=0.5, mandatory=True),
    ... ])
    >>> result = score(card, {"on_time": Value(0.7), "rating": Value("B", "bureau",
    ...     date(2026, 1, 1))}, date(2026, 11, 21))
    >>> result.total, [(line.bin, line.score, line.max_score) for line in result.lines]
    (48.0, [('0.5 – 0.9', 36.0, 60.0), ('B', 12.0, 40.0)])
    >>> score(card, {"on_time": Value(0.7)}, date(2026, 11, 21)).caps
    (('rating', 'missing'),)
    """
    found, weights, caps, known = [], [], [], 0.0
    for compiled, given, index, stale in _looked_up(card, values, today):
        if index is None:
            points, weight = compiled.missing
            name = ""
        else:
            points, name, __ = compiled.cells[index]
            weight = compiled.weight * (compiled.rule.stale_factor if stale else 1.0)
            known += weight
        if stale or index is None:
            caps.append(cap_of(compiled.rule, stale, index is None))
        found.append((compiled, given, points, name, stale, index is None))
        weights.append(weight)
    return _add_up(card, found, tuple(weights), tuple(filter(None, caps)), known)


def fingerprint(card, values, today):
    """Return what the points of a scoring follow from, as text, without making the scoring.

    Two scorings by one card give the same points for the same reasons when it is the same. A night
    in which nothing happens makes nothing else, which is three times faster.

    :param Card card: compiled card
    :param values: mapping code → :class:`Value`, as for :func:`score`
    :param date today: date of the scoring

    >>> card = compile_card([
    ...     Characteristic("on_time", 60, (Bin(0, 0, 0.5), Bin(6, 0.5, 0.9), Bin(10, 0.9))),
    ...     Characteristic("rating", 40, (Bin(10, choice="A"), Bin(3, choice="B"))),
    ... ])
    >>> today = date(2026, 11, 21)
    >>> fingerprint(card, {"on_time": Value(0.7)}, today)
    '6,m'
    >>> fingerprint(card, {"rating": Value("B", expiry=date(2026, 1, 1))}, today)
    'm,3s'
    """
    return ",".join(
        "m" if index is None else f"{compiled.cells[index][0]:g}{'s' * stale}"
        for compiled, __, index, stale in _looked_up(card, values, today))


def _looked_up(card, values, today):
    """Return (compiled, given, place of the bin or None, stale) of each line."""
    found = []
    for compiled in card.compiled:
        given = values.get(compiled.code) or _NOTHING
        index, stale = bin_of(compiled, given.value), False
        if index is not None and (compiled.ages or given.expiry):
            stale = is_stale(given.date, given.expiry, compiled.rule.stale_days, today)
        found.append((compiled, given, index, stale))
    return found


_NOTHING = Value(None)


def cap_of(rule, stale, missing):
    """Return (code, "stale" or "missing") when a line's input caps the tier, else None.

    >>> rule = Characteristic("rating", 1, (), mandatory=True, may_miss=True)
    >>> cap_of(rule, True, False), cap_of(rule, False, True), cap_of(rule, False, False)
    (('rating', 'stale'), None, None)
    """
    if rule.mandatory and stale:
        return rule.code, "stale"
    return (rule.code, "missing") if rule.mandatory and missing and not rule.may_miss else None


def _add_up(card, found, weights, caps, known):
    """Return the result of looked-up lines: shares the points out and sums them."""
    tenths, lines = 0, []
    shares = card.share(weights)
    for (compiled, given, points, name, stale, missing), weight, share in zip(
            found, weights, shares, strict=True):
        # The small addend makes half a tenth go up in spite of binary noise.
        gained = int(share * points / compiled.best + 0.5000001)
        tenths += gained
        lines.append(Line(
            compiled.code, given.value, name, points, compiled.best, weight, gained / 10,
            share / 10, given.source, given.date, stale, missing))
    total = tenths / 10 if any(shares) else None
    return Result(total, tuple(lines), caps, known / card.full_weight if known else 0.0)
