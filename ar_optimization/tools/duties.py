"""Decide who holds duties that one person should not hold, and which decisions an auditor sees.

People, customers and duties are known by their keys, whatever these are.
"""
import hashlib
from typing import NamedTuple

# === WHO COULD, WHO DID === #


class Conflict(NamedTuple):
    """Two duties that one person should not have."""

    key: int
    first: int
    second: int


def could(holdings, conflicts):
    """Return who holds both duties of a conflict, by whatever way.

    :param holdings: {duty: {person: ways}}
    :param conflicts: :class:`Conflict` items
    :return: {(conflict, person): (ways to the first duty, ways to the second)}

    >>> could({1: {7: ["rule"], 8: ["group"]}, 2: {7: ["group"]}}, [Conflict(5, 1, 2)])
    {(5, 7): (['rule'], ['group'])}
    >>> could({1: {7: ["rule"]}}, [Conflict(5, 1, 2)])
    {}
    """
    return {
        (conflict.key, person): (ways, holdings[conflict.second][person])
        for conflict in conflicts
        for person, ways in sorted(holdings.get(conflict.first, {}).items())
        if person in holdings.get(conflict.second, {})
    }


# === WHICH DECISIONS AN AUDITOR SEES === #

#: What makes a decision worth a look, with its weight: the more of it, the earlier it is looked at.
WEIGHTS = {
    "loss": 5, "alone": 4, "against_score": 3, "stake": 3, "own": 2, "off_hours": 2,
    "contradicted": 2,
}
POOR_SCORE = 50  # below it, more credit is a decision against the score
LOSS_DAYS = 90  # a loss so soon after a decision asks what was known
WORKDAY = (7, 20)  # hours of a day, the last one excluded


class Decision(NamedTuple):
    """One decision of a person.

    ``stake`` in company currency, ``math.inf`` for what has no upper end; ``raises`` says that it
    gave more credit than before; ``score`` 0-100 of that moment, None: not known; ``hour`` and
    ``weekday`` (0 = Monday) where the person works; ``days_to_loss`` None: none followed.
    """

    key: int
    stake: float = 0.0
    raises: bool = False
    score: float | None = None
    alone: bool = False
    own: bool = False
    hour: int = 12
    weekday: int = 0
    days_to_loss: int | None = None
    contradicted: bool = False


def risks(decision, large):
    """Return what makes a decision worth a look.

    :param float large: a stake from which on it is among the largest

    >>> risks(Decision(1, 500, True, 30, True, hour=23, days_to_loss=10), large=400)
    ('loss', 'alone', 'against_score', 'stake', 'off_hours')
    >>> risks(Decision(1, 500, True, None), large=0), risks(Decision(1, weekday=6), large=10)
    ((), ('off_hours',))
    """
    found = {
        "loss": decision.days_to_loss is not None and 0 <= decision.days_to_loss <= LOSS_DAYS,
        "alone": decision.alone,
        "against_score": (
            decision.raises and decision.score is not None and decision.score < POOR_SCORE),
        "stake": 0 < large <= decision.stake,
        "own": decision.own,
        "off_hours": decision.weekday > 4 or not WORKDAY[0] <= decision.hour < WORKDAY[1],
        "contradicted": decision.contradicted,
    }
    return tuple(name for name in WEIGHTS if found[name])


def large_stake(decisions, share=0.1):
    """Return the stake from which on a decision is among the largest: by default a tenth of those
    that have any, one at least.

    >>> large_stake([Decision(n, stake=n) for n in range(21)])
    19
    >>> large_stake([Decision(1)]), large_stake([Decision(1, stake=5), Decision(2, stake=7)])
    (0, 7)
    """
    stakes = sorted((d.stake for d in decisions if d.stake), reverse=True)
    return stakes[max(1, int(len(stakes) * share)) - 1] if stakes else 0


def risk_sample(decisions, size):
    """Return the decisions most worth a look, the most doubtful first, each with its reasons.

    Only decisions with a reason are in it. Equals go by the larger stake, then by the newer one.

    :return: list of (key, reasons)

    >>> risk_sample([Decision(1), Decision(2, alone=True), Decision(3, weekday=5)], size=5)
    [(2, ('alone',)), (3, ('off_hours',))]
    >>> risk_sample([Decision(1, own=True), Decision(2, own=True, stake=9)], size=1)
    [(2, ('stake', 'own'))]
    """
    decisions = list(decisions)
    large = large_stake(decisions)
    ranked = sorted(
        ((d, reasons) for d in decisions if (reasons := risks(d, large))),
        key=lambda item: (-sum(WEIGHTS[name] for name in item[1]), -item[0].stake, -item[0].key))
    return [(decision.key, reasons) for decision, reasons in ranked[:size]]


def random_sample(keys, seed, size):
    """Return keys drawn by a seed: the same seed draws the same from the same keys, on every
    machine and in whatever order they come, and a larger sample holds the smaller one.

    Each key gets a number that follows from seed and key alone; the lowest ones are drawn.

    :return: list of keys in the order they were drawn

    >>> drawn = random_sample(range(100), 7, 3)
    >>> drawn == random_sample(reversed(range(100)), 7, 3), drawn == random_sample(range(100), 8, 3)
    (True, False)
    >>> random_sample(range(100), 7, 5)[:3] == drawn, len(random_sample([1, 2], 7, 5))
    (True, 2)
    """
    def lot(key):
        return hashlib.sha256(f"{seed}:{key}".encode()).digest()

    return sorted(set(keys), key=lot)[:size]
