"""Which way out is worth most: the expected present value of each, from inputs anybody can read.

Value now = probability x amount x (1 - given up) x (1 - fee) / (1 + rate) ^ (days / 365) - cost.

Probabilities and shares are between 0 and 1, the rate is per year, amounts in one currency.
"""
from typing import NamedTuple

from .rounding import round_half_up

WAIT, DISCOUNT, PLAN, AGENCY, LAW, WRITE_OFF = (
    "wait", "discount", "plan", "agency", "law", "write_off")
KINDS = (WAIT, DISCOUNT, PLAN, AGENCY, LAW, WRITE_OFF)


class Way(NamedTuple):
    """A way out. ``probability`` that the money comes, ``given_up`` share of the claim that is let
    go, ``fee`` share of what comes in, ``cost`` paid whatever happens, ``days`` until the money
    is there, ``relief`` what a write-off saves at once, such as tax."""

    kind: str
    probability: float = 0.0
    given_up: float = 0.0
    fee: float = 0.0
    cost: float = 0.0
    days: int = 0
    relief: float = 0.0


# Per month overdue this part of what would still have come is lost. Rule of thumb of the trade,
# replaced by the customer's own figures and the agency's record where there are any.
FADING = 0.06


def usual_probability(days_overdue, score=None):
    """Return how likely an item is paid in the end when nothing more is done.

    Fades by a fixed part with each month overdue; a score moves it up to a fifth either way.

    :param int days_overdue: of the oldest item
    :param float score: 0 to 100, ``None``: not scored

    >>> [round(usual_probability(days), 2) for days in (0, 90, 180, 360)]
    [0.97, 0.81, 0.67, 0.46]
    >>> usual_probability(90, 0) < usual_probability(90) < usual_probability(90, 100)
    True
    """
    chance = 0.97 * (1 - FADING) ** (max(days_overdue, 0) / 30)
    if score is not None:
        chance *= 1 + 0.2 * (min(max(score, 0), 100) - 50) / 50
    return min(max(chance, 0.0), 1.0)


class Prices(NamedTuple):
    """What the ways out cost: share that a discount gives up, fee of the agency and how likely it
    collects (``None``: nothing is known of it), costs of a lawsuit as a share of the claim and at
    least so much, what a write-off saves."""

    discount: float = 0.10
    agency_fee: float | None = None
    agency_chance: float | None = None
    law_share: float = 0.08
    law_least: float = 500.0
    relief: float = 0.0


def usual_ways(chance, amount, prices):
    """Return the ways out with the inputs to begin with; a person corrects them.

    What is not likely to be paid anyhow is partly saved by acting: a discount saves a fifth of it,
    a plan a quarter, an agency two fifths, a lawsuit half.

    :param float chance: that it is paid when nothing is done, see :func:`usual_probability`
    :param float amount: of the claim
    :param Prices prices: as above; without an agency's fee there is no such way

    >>> ways = usual_ways(0.5, 1_000, Prices(agency_fee=0.25))
    >>> [(way.kind, round(way.probability, 2)) for way in ways[:3]]
    [('wait', 0.5), ('discount', 0.6), ('plan', 0.62)]
    >>> [(way.kind, way.probability, way.cost) for way in ways[3:]]
    [('agency', 0.7, 0.0), ('law', 0.75, 500.0), ('write_off', 0.0, 0.0)]
    >>> [way.kind for way in usual_ways(0.5, 1_000, Prices())].count('agency')
    0
    """
    def saved(part):
        return chance + (1 - chance) * part

    agency_chance = saved(0.4) if prices.agency_chance is None else prices.agency_chance
    return [
        Way(WAIT, chance, days=120),
        Way(DISCOUNT, saved(0.2), given_up=prices.discount, days=14),
        Way(PLAN, saved(0.25), days=180),
        *([Way(AGENCY, agency_chance, fee=prices.agency_fee, days=120)]
          if prices.agency_fee is not None else []),
        Way(LAW, saved(0.5), cost=max(prices.law_least, amount * prices.law_share), days=360),
        Way(WRITE_OFF, relief=prices.relief),
    ]


def value(way, amount, rate, digits=2):
    """Return the expected present value of a way out; it may be negative.

    :param Way way: inputs as above
    :param float amount: what is owed
    :param float rate: cost of capital per year, e.g. 0.08

    >>> value(Way(WAIT, 0.5, days=365), 1_000, 0.25)
    400.0
    >>> value(Way(AGENCY, 0.5, fee=0.2, cost=10, days=0), 1_000, 0.25)
    390.0
    >>> value(Way(WRITE_OFF, relief=130), 1_000, 0.08)
    130.0
    """
    comes = way.probability * amount * (1 - way.given_up) * (1 - way.fee)
    now = comes / (1 + rate) ** (way.days / 365)
    return round_half_up(now + way.relief - way.cost, digits)


def rank(ways, amount, rate, digits=2):
    """Return (value, way) pairs, the best first; of equal ones the gentler way, in the order of
    :data:`KINDS`.

    >>> ways = [Way(LAW, 0.6, cost=500, days=365), Way(WAIT, 0.5, days=365), Way(WRITE_OFF)]
    >>> [(way.kind, worth) for worth, way in rank(ways, 1_000, 0.0)]
    [('wait', 500.0), ('law', 100.0), ('write_off', 0.0)]
    """
    worth = [(value(way, amount, rate, digits), way) for way in ways]
    return sorted(worth, key=lambda each: (-each[0], KINDS.index(each[1].kind)))


def even_probability(best, way, amount, rate):
    """Return how likely a way must be to be worth as much as the best one: what would change the
    answer. ``None`` when not even certainty suffices; a write-off brings no money, however likely.

    >>> round(even_probability(400.0, Way(AGENCY, fee=0.2), 1_000, 0.0), 3)
    0.5
    >>> even_probability(900.0, Way(AGENCY, fee=0.2), 1_000, 0.0)
    """
    if way.kind == WRITE_OFF:
        return None
    sure = way._replace(probability=1.0, relief=0.0, cost=0.0)
    whole = value(sure, amount, rate, None)
    needed = (best + way.cost - way.relief) / whole if whole > 0 else None
    return needed if needed is not None and 0 <= needed <= 1 else None
