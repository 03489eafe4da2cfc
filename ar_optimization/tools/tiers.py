"""Decide in which tier an account belongs, and keep it from flapping between two.

Tiers are listed from best to worst; an account gets the first one all of whose conditions it
meets, the last one when it meets none. Against flapping (hysteresis), to rise the score must
clear the tier's entry by a margin, or the better tier must have been earned several scorings
in a row; to fall it must miss the entry by the margin. The other conditions act at once.
"""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple

#: Why an account has its tier.
CONDITIONS, HELD, OVERRIDE, STARTER, FALLBACK = (
    "conditions", "held", "override", "starter", "fallback",
)
#: Names of the conditions, with the fact each looks at and whether it is a minimum.
CHECKS = {
    "min_score": ("score", True),
    "min_months_known": ("months_known", True),
    "min_invoice_count": ("invoice_count", True),
    "min_on_time_ratio": ("on_time_ratio", True),
    "min_on_time_ratio_amount": ("on_time_ratio_amount", True),
    "min_coverage": ("coverage", True),
    "max_days_late": ("weighted_days_late", False),
    "max_overdue_days": ("worst_overdue_days", False),
    "max_overdue_share": ("overdue_share", False),
    "max_utilisation": ("utilisation", False),
}
#: The condition of :attr:`Tier.needs_fresh`.
FRESH = "needs_fresh"


@dataclass(frozen=True, slots=True)
class Tier:
    """Entry conditions of one tier; ``None`` means that it does not matter.

    Minimum and maximum are inclusive. Ratios and shares are 0-1. ``needs_fresh``: no mandatory
    input may be stale or missing, which is how old good news is kept out of the best tiers.
    A fact that is not known meets no condition.
    """

    code: str
    min_score: float | None = None
    min_months_known: float | None = None
    min_invoice_count: float | None = None
    min_on_time_ratio: float | None = None
    min_on_time_ratio_amount: float | None = None
    min_coverage: float | None = None
    max_days_late: float | None = None
    max_overdue_days: float | None = None
    max_overdue_share: float | None = None
    max_utilisation: float | None = None
    needs_fresh: bool = False


class Override(NamedTuple):
    """A person's decision for a tier, valid up to and including ``until``."""

    code: str
    until: date


class State(NamedTuple):
    """What the last scoring left behind: tier, and the run of scorings that earned a better.

    ``streak`` counts them, ``streak_rank`` is the worst tier earned among them.
    """

    code: str | None = None
    streak: int = 0
    streak_rank: int = 0


class Hysteresis(NamedTuple):
    """``margin`` in points around a tier's entry; ``scorings`` in a row that lift without it.

    0 scorings: only the margin lifts.
    """

    margin: float = 0.0
    scorings: int = 0


class Reason(NamedTuple):
    """One condition: of which tier, what it wants, what is, and whether that is enough."""

    tier: str
    condition: str
    wanted: object
    actual: object
    met: bool


class Decision(NamedTuple):
    """The tier (``rank`` 0 is the best) and why.

    ``kind`` is one of :data:`CONDITIONS`, :data:`HELD` (the conditions alone would say
    ``earned``), :data:`OVERRIDE`, :data:`STARTER`, :data:`FALLBACK`. ``reasons`` hold the
    conditions of the tier given, and the unmet ones of the next better tier. ``state`` is to be
    kept for the next scoring.
    """

    code: str
    rank: int
    kind: str
    earned: str
    reasons: tuple
    state: State


class Ladder:
    """Tiers made ready for many accounts; make it with :func:`compile_tiers`."""

    __slots__ = ("checks", "hysteresis", "ranks", "starter", "tiers")

    def __init__(self, tiers, starter, hysteresis):
        self.tiers = tuple(tiers)
        self.ranks = {tier.code: rank for rank, tier in enumerate(self.tiers)}
        self.checks = tuple(_checks(tier) for tier in self.tiers)
        self.starter = starter
        self.hysteresis = hysteresis


def _checks(tier):
    """Return the set conditions of a tier besides the score, as (name, fact, bound, minimum)."""
    return tuple(
        (name, fact, getattr(tier, name), minimum)
        for name, (fact, minimum) in CHECKS.items()
        if name != "min_score" and getattr(tier, name) is not None
    )


def compile_tiers(tiers, starter=None, hysteresis=None):
    """Make tiers ready.

    :param tiers: :class:`Tier` from best to worst
    :param str starter: code of the tier of an account without history; the worst by default
    :param Hysteresis hysteresis: by default none
    :return: :class:`Ladder`
    :raise ValueError: without tiers, with a code twice, or an unknown starter

    >>> compile_tiers([Tier("A"), Tier("A")])
    Traceback (most recent call last):
    ...
    ValueError: tiers need different codes, and the starter must be one of them
    """
    ladder = Ladder(tiers, starter, hysteresis or Hysteresis())
    known = starter is None or starter in ladder.ranks
    if not ladder.tiers or len(ladder.ranks) < len(ladder.tiers) or not known:
        raise ValueError("tiers need different codes, and the starter must be one of them")
    return ladder


def assign(ladder, facts, state=None, today=None, override=None, history=True, explain=True):
    """Decide the tier of one account.

    :param Ladder ladder: compiled tiers
    :param Mapping facts: the facts named in :data:`CHECKS` (score 0-100, months, ratios 0-1,
        days) and ``stale``, the codes of mandatory inputs that are stale or missing
    :param State state: what the last scoring left behind
    :param date today: date of the decision; needed with an override
    :param Override override: a person's decision; one that has ended is ignored
    :param bool history: False for an account the ledger knows nothing of: it gets the starter
    :param bool explain: False leaves the reasons out, which takes most of the time
    :return: :class:`Decision`

    >>> ladder = compile_tiers([Tier("A", min_score=80, max_overdue_days=30), Tier("B",
    ...     min_score=50), Tier("C")], starter="B", hysteresis=Hysteresis(margin=5))
    >>> assign(ladder, {"score": 82, "worst_overdue_days": 0}).code
    'A'
    >>> assign(ladder, {"score": 82, "worst_overdue_days": 0}, State("B")).code
    'B'
    >>> decision = assign(ladder, {"score": 90, "worst_overdue_days": 45}, State("A"))
    >>> decision.code, decision.reasons[-1]
    ('B', Reason(tier='A', condition='max_overdue_days', wanted=30, actual=45, met=False))
    >>> assign(ladder, {}, history=False).kind
    'starter'
    """
    state = state or State()
    current = ladder.ranks.get(state.code)
    earned = _first(ladder, facts, None)
    decision = partial(_decision, ladder, facts, earned, explain)
    if override and override.until >= today and override.code in ladder.ranks:
        return decision(ladder.ranks[override.code], OVERRIDE)
    if not history:
        return decision(ladder.ranks[ladder.starter or ladder.tiers[-1].code], STARTER)
    if current is None:
        return decision(earned)
    streak = _streak(state, current, earned)
    rank = _settle(ladder, facts, current, earned, streak)
    return decision(rank, None, streak if rank == current else State())


def _first(ladder, facts, current):
    """Return the rank of the first tier whose conditions are met.

    :param int current: rank held: entries are raised above it by the margin, and lowered from
        it downwards; ``None`` to judge without margin
    """
    score, margin = facts.get("score"), ladder.hysteresis.margin
    for rank, tier in enumerate(ladder.tiers):
        entry = tier.min_score
        if entry is not None:
            if current is not None:
                entry += margin if rank < current else -margin
            if score is None or score < entry:
                continue
        if _meets(ladder, rank, facts):
            return rank
    return len(ladder.tiers) - 1


def _meets(ladder, rank, facts):
    """Return whether the conditions of a tier besides its score are met."""
    if ladder.tiers[rank].needs_fresh and facts.get("stale"):
        return False
    for __, fact, bound, minimum in ladder.checks[rank]:
        actual = facts.get(fact)
        if actual is None or (actual < bound if minimum else actual > bound):
            return False
    return True


def _streak(state, current, earned):
    """Return the run of scorings that earned a better tier than the one held."""
    if earned >= current:
        return State(state.code)
    worst = max(state.streak_rank, earned) if state.streak else earned
    return State(state.code, state.streak + 1, worst)


def _settle(ladder, facts, current, earned, streak):
    """Return the rank after hysteresis."""
    rank = _first(ladder, facts, current)
    if earned < current:
        # A better tier is earned: whatever the conditions of the one held, it does not fall.
        rank = min(rank, current)
        if 0 < ladder.hysteresis.scorings <= streak.streak:
            rank = min(rank, streak.streak_rank)
    return rank


def _decision(ladder, facts, earned, explain, rank, kind=None, state=State()):  # noqa: B008
    code = ladder.tiers[rank].code
    if kind is None:
        kind = HELD
        if rank == earned:
            kind = CONDITIONS if _enters(ladder, rank, facts) else FALLBACK
    reasons = _explanation(ladder, rank, facts) if explain else ()
    return Decision(
        code, rank, kind, ladder.tiers[earned].code, reasons, state._replace(code=code))


def _enters(ladder, rank, facts):
    """Return whether a tier has conditions and all of them are met, without margin."""
    entry, score = ladder.tiers[rank].min_score, facts.get("score")
    if entry is None and not ladder.checks[rank] and not ladder.tiers[rank].needs_fresh:
        return False
    if entry is not None and (score is None or score < entry):
        return False
    return _meets(ladder, rank, facts)


def _explanation(ladder, rank, facts):
    """Return the conditions of a tier, and the unmet ones of the next better tier."""
    better = _reasons(ladder, rank - 1, facts) if rank else ()
    return _reasons(ladder, rank, facts) + tuple(
        reason for reason in better if not reason.met)


def _reasons(ladder, rank, facts):
    """Return every set condition of a tier with what it wants and what is."""
    tier, found = ladder.tiers[rank], []
    if tier.min_score is not None:
        score = facts.get("score")
        met = score is not None and score >= tier.min_score
        found.append(Reason(tier.code, "min_score", tier.min_score, score, met))
    for name, fact, bound, minimum in ladder.checks[rank]:
        actual = facts.get(fact)
        met = actual is not None and (actual >= bound if minimum else actual <= bound)
        found.append(Reason(tier.code, name, bound, actual, met))
    if tier.needs_fresh:
        stale = tuple(facts.get("stale") or ())
        found.append(Reason(tier.code, FRESH, (), stale, not stale))
    return tuple(found)


def decider(ladder, facts, state=None):
    """Return the function that :func:`.counterfactual.what_would_change` asks for a rank.

    A characteristic whose code is also a fact ("on_time_ratio") changes both.

    :param Ladder ladder: compiled tiers
    :param Mapping facts: facts of the scoring
    :param State state: state before the scoring, so that hysteresis counts as it will

    >>> from types import SimpleNamespace as Some
    >>> ladder = compile_tiers([Tier("A", min_score=80, min_months_known=6), Tier("B")])
    >>> rank_of = decider(ladder, {"score": 10, "months_known": 2})
    >>> result = Some(total=90, coverage=1, caps=())
    >>> rank_of(result, {}), rank_of(result, {"months_known": Some(value=7)})
    (1, 0)
    """
    def rank_of(result, values: Mapping):
        changed = {
            **facts,
            **{code: given.value for code, given in values.items() if code in facts},
            "score": result.total,
            "coverage": result.coverage,
            "stale": tuple(code for code, __ in result.caps),
        }
        return assign(ladder, changed, state).rank

    return rank_of
