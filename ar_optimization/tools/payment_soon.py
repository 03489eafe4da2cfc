"""How likely is an open instalment paid soon after the next step with its customer (a reminder, a
call): within `DAYS` from the day of the step on, if it is still open then.

It is what the customer's own delay curve says, conditional on being unpaid on that day. In a
backtest the step is made on the cut-off.
"""
from typing import NamedTuple

from . import delay_curve, lateness
from .ledger_view import shrunk
from .numeric import np

SOON, DAYS = 'soon', 14
LOOKED_BACK = 364


class SoonRates(NamedTuple):
    """How often what was open on a past day was paid within `DAYS` of it."""

    base: float     # of the company
    rate: object    # per customer, shrunk


def rates(view):
    """Return the `SoonRates` of a view; a company without any history has one half.

    Of the past year one day in `DAYS` is looked at, so that no payment counts twice for an
    instalment; the time of the last one is over.

    >>> from datetime import date
    >>> from .ledger_view import known_at, ledger
    >>> whole = ledger([('A', date(1970, 1, 1), date(1970, 1, 11), date(1970, 1, 31), 5.0)])
    >>> rates(known_at(whole, 43)).base  # open on day 1, 15 and 29, paid soon after the last
    0.375
    """
    facts = view.ledger
    whole, part = np.zeros(facts.customers), np.zeros(facts.customers)
    for day in range(view.day - DAYS, view.day - LOOKED_BACK, -DAYS):
        was_open = (facts.invoice < day) & (facts.paid >= day)
        whole += facts.per_customer(was_open)
        part += facts.per_customer(was_open & (facts.paid < day + DAYS))
    base = (part.sum() + 0.5) / (whole.sum() + 1)
    return SoonRates(float(base), shrunk(part, whole, base))


def chance(seen, items, step):
    """Return the probability per instalment that it is paid soon after the next step.

    :param lateness.Picture seen: what is known
    :param Ledger items: open instalments
    :param step: the day of the step, one per instalment or one for all; not before the picture's
    """
    return delay_curve.paid_within(seen.curve, items, step, DAYS)


def trial(facts, seen, later_day):
    """Return what a cut-off says of the instalments open on it: (came, model, own, base).

    :param Ledger facts: as known later; what came is read here and nowhere else
    :param lateness.Picture seen: what was known on the cut-off
    :param int later_day: until when payments are known; empty while `DAYS` are not over
    """
    day = seen.view.day
    mask = (facts.invoice < day) & (facts.paid >= day) & (day + DAYS <= later_day)
    items = facts.where(mask & lateness.has_history(seen)[facts.customer])
    known = rates(seen.view)
    return (
        items.paid < day + DAYS, chance(seen, items, day), known.rate[items.customer],
        np.broadcast_to(known.base, len(items.due)))
