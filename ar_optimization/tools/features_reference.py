"""Decide a customer's features the slow way, from a plain list of items.

This is the definition of :mod:`.features` written for reading, not for speed: the SQL that
gathers the sums of a whole company is tested against it on random ledgers.
"""
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from .features import WINDOWS, Sums, derive
from .rounding import round_half_up

INVOICE, CREDIT_NOTE = "invoice", "credit_note"


class Payment(NamedTuple):
    """A reconciliation: when, and how much of the item (positive, company currency).

    ``credited``: by a credit note or an exchange difference. That much was never to be paid, so
    it makes the item smaller and is no payment.
    """

    date: date
    amount: float
    credited: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One receivable instalment with everything that was ever reconciled with it.

    ``document`` identifies the invoice or credit note it belongs to; ``amount`` is positive in
    company currency for both kinds. Credit notes count for the credit-note ratio and for net
    sales only.
    """

    document: object
    invoice_date: date
    due_date: date
    amount: float
    payments: tuple = ()
    kind: str = INVOICE


class _State(NamedTuple):
    """An item as it stood on one day."""

    item: Item
    amount: float
    residual: float
    paid_dates: tuple
    settled: date | None


def from_items(items, today, digits, windows=WINDOWS):
    """Compute features straight from items.

    :param items: iterable of :class:`Item` of one account, in any order
    :param date today: facts dated later are not seen
    :param int digits: decimals of the company currency
    :return: :class:`~.features.Features`

    >>> paid = Item("INV1", date(2026, 9, 1), date(2026, 10, 1), 100.0,
    ...             (Payment(date(2026, 10, 6), 100.0),))
    >>> late = Item("INV2", date(2026, 10, 1), date(2026, 11, 1), 300.0)
    >>> known = from_items([paid, late], date(2026, 11, 21), 2)
    >>> known.on_time_ratio, known.mean_days_late, known.weighted_days_late
    (0.0, 12.5, 16.25)
    """
    return derive(sums_from_items(items, today, digits, windows), today, digits, windows)


def sums_from_items(items, today, digits, windows=WINDOWS):
    """Compute the sums that the SQL gathers.

    :return: :class:`~.features.Sums`

    >>> sums_from_items([], date(2026, 11, 21), 2) == Sums()
    True
    """
    items = [item for item in items if item.invoice_date <= today]
    states = [_state(item, today, digits) for item in items if item.kind == INVOICE]
    return Sums(
        **_behaviour(states, today, windows),
        **_delays(states, today, windows),
        **_open_now(states, today),
        **_sales(items, today, windows),
        last_payment=max((day for state in states for day in state.paid_dates), default=None),
    )


def _state(item, today, digits):
    seen = sorted(payment for payment in item.payments if payment.date <= today)
    residual = round_half_up(item.amount - sum(payment.amount for payment in seen), digits)
    amount = item.amount - sum(payment.amount for payment in seen if payment.credited)
    dates = tuple(sorted({payment.date for payment in seen if not payment.credited}))
    settled = dates[-1] if dates and residual <= 0 else None
    return _State(item, amount, residual, dates, settled)


def _within(day, today, newest, oldest):
    """Return whether a date is at least ``newest`` and less than ``oldest`` days old."""
    return newest <= (today - day).days < oldest


def _overdue(states, today):
    return [s for s in states if s.residual > 0 and s.item.due_date < today]


def _settled(states, today, newest, oldest):
    return [s for s in states if s.settled and _within(s.settled, today, newest, oldest)]


def _delay(state, today):
    return ((state.settled or today) - state.item.due_date).days


def _behaviour(states, today, windows):
    paid, overdue = _settled(states, today, 0, windows.history), _overdue(states, today)
    on_time = [state for state in paid if _delay(state, today) <= 0]
    late = [(max(0, _delay(s, today)), s.amount) for s in paid]
    late += [(_delay(state, today), state.residual) for state in overdue]
    return {
        "resolved_count": len(late),
        "resolved_amount": sum(amount for __, amount in late),
        "on_time_count": len(on_time),
        "on_time_amount": sum(state.amount for state in on_time),
        "late_days": sum(days for days, __ in late),
        "late_days_amount": sum(days * amount for days, amount in late),
        "paid_count": len(paid),
        "partial_count": sum(len(state.paid_dates) > 1 for state in paid),
    }


def _delays(states, today, windows):
    recent = _settled(states, today, 0, windows.recent) + _overdue(states, today)
    before = _settled(states, today, windows.recent, windows.history)
    return {
        "recent_count": len(recent),
        "recent_days": sum(_delay(state, today) for state in recent),
        "before_count": len(before),
        "before_days": sum(_delay(state, today) for state in before),
    }


def _open_now(states, today):
    overdue = _overdue(states, today)
    return {
        "overdue_count": len(overdue),
        "overdue_amount": sum(state.residual for state in overdue),
        "open_amount": sum(state.residual for state in states if state.residual > 0),
        "oldest_due": min((state.item.due_date for state in overdue), default=None),
    }


def _sales(items, today, windows):
    invoices, credit_notes, dates = {}, 0.0, []
    for item in items:
        inside = _within(item.invoice_date, today, 0, windows.history)
        if item.kind == CREDIT_NOTE:
            credit_notes += item.amount * inside
            continue
        dates.append(item.invoice_date)
        if inside:
            invoices[item.document] = invoices.get(item.document, 0.0) + item.amount
    return {
        "invoice_count": len(invoices),
        "invoice_amount": sum(invoices.values()),
        "invoice_amount_sq": sum(amount * amount for amount in invoices.values()),
        "credit_note_amount": credit_notes,
        "first_invoice": min(dates, default=None),
        "last_invoice": max(dates, default=None),
    }
