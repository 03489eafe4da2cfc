"""Decide how much credit an account may have, and how much of it is left.

All amounts are in company currency. ``None`` as a limit or as what is available means "no
limit"; 0 means what it says. (In Odoo's own ``credit_limit`` 0 means "no banner", which is why
these figures are kept apart from it.)
"""
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from .rounding import round_half_up, round_to_step

UNLIMITED, LIMIT, PREPAY = "unlimited", "limit", "prepay"

#: Whose limit it is: the customer's own, or one that it shares with others.
OWN, GROUP = "own", "group"

#: States in which an account has no credit, whatever its limit says.
WITHOUT_CREDIT = frozenset({"blocked", "agency", "legal"})

#: What "more than can be said" is shown as: 999 %. Debt against a limit of 0 gets it too.
MAX_UTILISATION = 9.99


# === THE LIMIT IN FORCE ===

class Credit(NamedTuple):
    """What an account was granted. A temporary limit replaces the limit between its dates,
    both inclusive; an open end means "from" or "until further notice".
    """

    mode: str = LIMIT
    limit: float = 0.0
    status: str = "open"
    temporary_limit: float | None = None
    temporary_from: date | None = None
    temporary_to: date | None = None


class Cover(NamedTuple):
    """An insurance or guarantee: ``percent`` (0-100) of ``value`` counts.

    ``use`` says where: it raises the ``limit`` or lowers the ``exposure``.
    """

    value: float
    percent: float
    use: str = LIMIT


class Position(NamedTuple):
    """Where an account stands. ``basis`` says what made the limit: ``unlimited``, ``limit``,
    ``temporary``, ``prepay`` or ``blocked``.
    """

    effective_limit: float | None
    exposure: float
    available: float | None
    utilisation: float
    basis: str


def basis_of(credit, today):
    """Return which rule makes the limit: see :class:`Position`.

    >>> basis_of(Credit(PREPAY), date(2026, 11, 21)), basis_of(Credit(status="legal"), None)
    ('prepay', 'blocked')
    """
    if credit.status in WITHOUT_CREDIT:
        return "blocked"
    if credit.mode != LIMIT:
        return credit.mode
    return "temporary" if _temporary(credit, today) else LIMIT


def _temporary(credit, today):
    start, end = credit.temporary_from, credit.temporary_to
    if credit.temporary_limit is None:
        return False
    return (start is None or start <= today) and (end is None or today <= end)


def effective_limit(credit, today, covers=(), digits=2):
    """Return the limit in force on a day.

    :param Credit credit: what was granted; a limit below 0 counts as 0
    :param date today: the day
    :param covers: :class:`Cover` items; those used for the limit are added to it
    :param int digits: decimals of the company currency
    :return: amount, or None without limit

    The worked example of Dynamics 365: a limit of 100,000 and a policy of 50,000 at 50 %.

    >>> policy = Cover(50_000, 50)
    >>> effective_limit(Credit(limit=100_000), date(2026, 11, 21), [policy])
    125000.0
    >>> covered_exposure(100_000, [policy._replace(use="exposure")])
    75000.0
    """
    basis = basis_of(credit, today)
    if basis == UNLIMITED:
        return None
    if basis in (PREPAY, "blocked"):
        return 0.0
    granted = credit.temporary_limit if basis == "temporary" else credit.limit
    return round_half_up(max(0.0, granted) + _counted(covers, LIMIT), digits)


def covered_exposure(exposure, covers, digits=2):
    """Return the exposure less the covers used for it, but not below 0 by covers alone.

    >>> covered_exposure(1_000, [Cover(50_000, 50, "exposure")]), covered_exposure(-20.0, [])
    (0.0, -20.0)
    """
    covered = min(_counted(covers, "exposure"), max(0.0, exposure))
    return round_half_up(exposure - covered, digits)


def _counted(covers, use):
    return sum(
        cover.value * min(100.0, max(0.0, cover.percent)) / 100
        for cover in covers if cover.use == use
    )


def available(limit, exposure, digits):
    """Return what may still be used: negative when over the limit, None without limit.

    A credit balance (negative exposure) adds to it, so a prepaying customer can use its money.

    >>> available(100.0, 130.0, 2), available(0.0, -50.0, 2), available(None, 9.0, 2)
    (-30.0, 50.0, None)
    """
    return None if limit is None else round_half_up(limit - exposure, digits)


class Headroom(NamedTuple):
    """How much may still be sold on credit, and which limit says so: ``source`` is ``own`` or
    ``group``. ``limit`` and ``available`` are None without limit.
    """

    limit: float | None
    exposure: float
    available: float | None
    source: str = OWN


def least(own, group=None):
    """Return whichever of two headrooms leaves less; the own one when both leave the same.

    >>> least(Headroom(100.0, 80.0, 20.0), Headroom(500.0, 490.0, 10.0, GROUP)).source
    'group'
    >>> least(Headroom(None, 80.0, None), Headroom(500.0, 90.0, 410.0, GROUP)).available
    410.0
    >>> least(Headroom(None, 80.0, None)).available
    >>> least(Headroom(0.0, 0.0, 0.0), Headroom(500.0, 500.0, 0.0, GROUP)).source
    'own'
    """
    if group is None or group.available is None:
        return own
    return group if own.available is None or group.available < own.available else own


def utilisation(limit, exposure):
    """Return exposure ÷ limit, 1.0 = used up; 0 without limit or without debt.

    :return: 0 to :data:`MAX_UTILISATION`

    >>> utilisation(200.0, 150.0), utilisation(None, 150.0), utilisation(200.0, -5.0)
    (0.75, 0.0, 0.0)
    >>> utilisation(0.0, 0.0), utilisation(0.0, 1.0), utilisation(1.0, 1_000.0)
    (0.0, 9.99, 9.99)
    """
    if limit is None or exposure <= 0:
        return 0.0
    return MAX_UTILISATION if limit <= 0 else min(MAX_UTILISATION, exposure / limit)


def position(credit, exposure, today, digits, covers=()):
    """Return where an account stands on a day.

    :param Credit credit: what was granted
    :param float exposure: what the account owes and has on order
    :param date today: the day
    :param int digits: decimals of the company currency
    :param covers: :class:`Cover` items
    :return: :class:`Position`

    >>> position(Credit(limit=100.0, temporary_limit=300.0, temporary_to=date(2026, 11, 30)),
    ...          150.0, date(2026, 11, 21), 2)
    Position(effective_limit=300.0, exposure=150.0, available=150.0, utilisation=0.5, \
basis='temporary')
    """
    limit = effective_limit(credit, today, covers, digits)
    exposure = covered_exposure(exposure, covers, digits)
    return Position(
        limit, exposure, available(limit, exposure, digits), utilisation(limit, exposure),
        basis_of(credit, today),
    )


# === PROPOSING A LIMIT ===

@dataclass(frozen=True, slots=True)
class Formula:
    """How a tier proposes limits. Of the methods that are set and known, the lowest counts.

    ``sales_multiple`` × average monthly sales; ``net_worth_share`` (0-1) × net worth;
    ``fixed``. The result is rounded to ``step`` and kept between ``floor`` and ``cap``.
    A change up to ``max_up`` % upwards or ``max_down`` % downwards may be applied by itself;
    None: never.
    """

    sales_multiple: float | None = None
    net_worth_share: float | None = None
    fixed: float | None = None
    floor: float | None = None
    cap: float | None = None
    step: float | None = None
    max_up: float | None = None
    max_down: float | None = None


class Method(NamedTuple):
    """One method's answer: ``factor`` × ``base`` = ``amount``; None where the base is unknown."""

    name: str
    factor: float
    base: float | None
    amount: float | None


class Proposal(NamedTuple):
    """A proposed limit and how it came about.

    ``amount`` is None when no method has its figures. ``method`` names the one that counted,
    ``bound`` is ``cap`` or ``floor`` if that decided, else None. ``change`` is in % of the
    present limit, None where that was 0 or unset. ``automatic``: inside the admin's bounds.
    """

    amount: float | None
    method: str | None
    methods: tuple
    bound: str | None
    change: float | None
    automatic: bool


def propose(formula, present, digits, monthly_sales=None, net_worth=None):
    """Propose a limit.

    :param Formula formula: the tier's
    :param float present: limit now, None if none was ever set
    :param int digits: decimals of the company currency
    :param float monthly_sales: average net sales per month, None if unknown
    :param float net_worth: the customer's own funds, None if unknown
    :return: :class:`Proposal`

    >>> formula = Formula(sales_multiple=2, net_worth_share=0.1, cap=80_000, step=1_000,
    ...                   max_up=20, max_down=10)
    >>> done = propose(formula, 20_000, 2, monthly_sales=11_600, net_worth=400_000)
    >>> done.amount, done.method, done.change, done.automatic
    (23000.0, 'sales', 15.0, True)
    >>> propose(formula, 20_000, 2).amount is None
    True

    Rounding leaves nobody without credit: who buys little gets one step, who buys nothing none.

    >>> [propose(formula, None, 2, monthly_sales=sales).amount for sales in (30, 0)]
    [1000.0, 0.0]
    """
    methods = _methods(formula, digits, monthly_sales, net_worth)
    known = [method for method in methods if method.amount is not None]
    if not known:
        return Proposal(None, None, methods, None, None, False)
    chosen = min(known, key=lambda method: method.amount)
    amount, bound = _bounded(formula, _stepped(max(0.0, chosen.amount), formula.step))
    amount = round_half_up(amount, digits)
    change = (amount - present) / present * 100 if present else None
    return Proposal(
        amount, chosen.name, methods, bound, change, _automatic(formula, amount, present, change))


def _stepped(amount, step):
    """Round to a multiple of the step, to one at least."""
    return round_to_step(max(amount, step) if amount and step else amount, step)


def _methods(formula, digits, monthly_sales, net_worth):
    candidates = (
        ("sales", formula.sales_multiple, monthly_sales),
        ("net_worth", formula.net_worth_share, net_worth),
        ("fixed", formula.fixed, 1.0),
    )
    return tuple(
        Method(name, factor, base, None if base is None else round_half_up(factor * base, digits))
        for name, factor, base in candidates if factor is not None
    )


def _bounded(formula, amount):
    """Return the amount inside floor and cap (the cap wins), and which of them decided."""
    if formula.cap is not None and amount > formula.cap:
        return formula.cap, "cap"
    if formula.floor is not None and amount < formula.floor:
        low = formula.floor if formula.cap is None else min(formula.floor, formula.cap)
        return low, "floor"
    return amount, None


def _automatic(formula, amount, present, change):
    """Return whether a change is inside the bounds; a first limit never is."""
    if present is not None and amount == present:
        return True
    allowed = formula.max_up if change is not None and change > 0 else formula.max_down
    return change is not None and allowed is not None and abs(change) <= allowed + 1e-9
