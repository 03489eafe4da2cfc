"""Decide what becomes of an account's limit: keep it, change it, or ask a person.

:mod:`.limits` computes the amount; here a tier's kind of credit (unlimited, up to a limit,
prepayment only) and the admin's bounds are added. What takes credit away from, or gives it to,
a customer altogether is never inside a percentage: it waits for a person.
"""
from dataclasses import dataclass
from typing import NamedTuple

from .limits import LIMIT, UNLIMITED, Proposal, propose


@dataclass(frozen=True, slots=True)
class Bounds:
    """What may change without a person. ``up`` and ``down`` in % of the present limit are in
    the :class:`~.limits.Formula`. ``first``: a first limit, in place of unlimited credit;
    ``cap``: no limit above it (None: any). ``auto`` False: nothing may.
    """

    auto: bool = True
    first: bool = False
    cap: float | None = None


class Present(NamedTuple):
    """What an account has now."""

    mode: str
    limit: float


class Outcome(NamedTuple):
    """``mode`` and ``limit`` as they should be; ``changed`` when they are not so yet;
    ``automatic`` when no person is needed. ``proposal`` is how the amount came about, None for
    a mode without amount."""

    mode: str
    limit: float
    changed: bool
    automatic: bool
    proposal: Proposal | None


def decide(mode, formula, bounds, present, digits, monthly_sales=None, net_worth=None):
    """Decide what the limit of one account should be.

    :param str mode: the tier's kind of credit
    :param Formula formula: the tier's formula with the company's bounds in percent
    :param Bounds bounds: the company's other bounds
    :param Present present: mode and limit now
    :param int digits: decimals of the company currency
    :param float monthly_sales: average net sales per month, None if unknown
    :param float net_worth: the customer's own funds, None if unknown
    :return: :class:`Outcome`; None when the formula has no figures to work on

    >>> from odoo.addons.ar_optimization.tools.limits import PREPAY, Formula
    >>> formula = Formula(sales_multiple=2, step=100, max_up=20, max_down=20)
    >>> change = decide(LIMIT, formula, Bounds(), Present(LIMIT, 1000.0), 2, monthly_sales=590)
    >>> change.limit, change.changed, change.automatic
    (1200.0, True, True)
    >>> decide(LIMIT, formula, Bounds(), Present(LIMIT, 1000.0), 2, 700).automatic
    False
    >>> decide(LIMIT, formula, Bounds(first=True), Present(UNLIMITED, 0), 2, 700).automatic
    True
    >>> decide(PREPAY, formula, Bounds(first=True), Present(LIMIT, 1000.0), 2)[:4]
    ('prepay', 0.0, True, False)
    >>> decide(PREPAY, formula, Bounds(), Present(PREPAY, 0.0), 2)[:4]
    ('prepay', 0.0, False, False)
    >>> decide(LIMIT, formula, Bounds(), Present(LIMIT, 1000.0), 2) is None
    True
    """
    if mode != LIMIT:
        changed = present.mode != mode
        return Outcome(mode, 0.0, changed, changed and _may_start(bounds, present, mode), None)
    held = present.limit if present.mode == LIMIT else None
    proposal = propose(formula, held, digits, monthly_sales, net_worth)
    if proposal.amount is None:
        return None
    changed = present.mode != LIMIT or proposal.amount != held
    automatic = changed and _inside(bounds, present, proposal)
    return Outcome(LIMIT, proposal.amount, changed, automatic, proposal)


def _inside(bounds, present, proposal):
    """Return whether an amount may be set without a person."""
    if bounds.cap is not None and proposal.amount > bounds.cap:
        return False
    if present.mode == LIMIT:
        return bounds.auto and proposal.automatic
    return _may_start(bounds, present, LIMIT)


def _may_start(bounds, present, mode):
    """Return whether a customer nobody has set a limit for may get this kind of credit."""
    return bounds.auto and bounds.first and present.mode == UNLIMITED and mode != UNLIMITED
