"""How each customer pays, as arrays: what a view of the ledger says about all of them at once."""
from typing import NamedTuple

from .ledger_view import SHRINK, UNPAID, WEEK, from_end, resolved, shrunk, weekday
from .numeric import np

NEWEST = 3          # payments that are compared with those before
YEAR = 365
NO_PAYMENT = 90.0   # days since the last payment, where there is none


class Habits(NamedTuple):
    """One number per customer; delays in days, negative when early."""

    payments: object     # instalments paid
    count: object        # instalments
    mean: object         # delay, shrunk towards that of the company
    trend: object        # delay of the newest payments less that of the year before
    last: object         # delay of the last payment
    since: object        # days since it
    overdue: object      # overdue ÷ open, by amount
    worst: object        # days overdue of the oldest open instalment
    log_amount: object   # mean of the logarithms of the amounts
    log_spread: object   # and their standard deviation


class Rates(NamedTuple):
    """Share of the judged instalments that were late by more than ``horizon`` days."""

    horizon: int
    base: float          # of the company
    rate: object         # per customer, shrunk
    weekday_own: object  # customers × weekday of the due date, less the customer's rate
    weekday_all: object  # weekday of the due date, less the company's rate


def habits(view):
    """Return the `Habits` of a view's customers.

    >>> from datetime import date
    >>> from .ledger_view import known_at, ledger
    >>> whole = ledger([('A', date(1970, 1, 1), date(1970, 1, 11), date(1970, 1, 13), 5.0)])
    >>> found = habits(known_at(whole, 20))  # paid on the 12th day, two days late
    >>> found.payments.tolist(), found.last.tolist(), found.since.tolist()
    ([1.0], [2.0], [8.0])
    """
    facts = view.ledger
    paid = facts.where(_in_order_of_payment(facts))
    delay = np.clip(paid.paid - paid.due, -90, 180).astype(float)
    place = from_end(paid.customer)
    payments = paid.per_customer()
    mean = shrunk(
        paid.per_customer(weight=delay), payments, delay.mean() if len(delay) else 0.0)
    newest = place == 1
    last, since = mean.copy(), np.full(facts.customers, NO_PAYMENT)
    last[paid.customer[newest]] = delay[newest]
    since[paid.customer[newest]] = np.minimum(view.day - paid.paid[newest], YEAR)
    return Habits(
        payments, facts.per_customer(), mean,
        _trend(paid, delay, place, view.day), last, since, *_overdue(view), *_amounts(facts))


def _in_order_of_payment(facts):
    """Return the places of paid instalments, by customer and day of payment."""
    places = np.flatnonzero(facts.paid < UNPAID)
    return places[np.lexsort((facts.paid[places], facts.customer[places]))]


def _trend(paid, delay, place, day):
    newest = place <= NEWEST
    before = ~newest & (paid.paid >= day - YEAR)
    counts = [paid.per_customer(mask) for mask in (newest, before)]
    means = [
        paid.per_customer(mask, delay) / np.maximum(count, 1)
        for mask, count in zip((newest, before), counts, strict=True)
    ]
    return np.where((counts[0] > 0) & (counts[1] > 0), means[0] - means[1], 0)


def _overdue(view):
    facts = view.ledger
    is_open = facts.paid == UNPAID
    over = is_open & (facts.due < view.day)
    owed = facts.per_customer(is_open, facts.amount)
    ratio = facts.per_customer(over, facts.amount) / np.where(owed > 0, owed, 1)
    worst = np.zeros(facts.customers)
    np.maximum.at(worst, facts.customer[over], (view.day - facts.due[over]).astype(float))
    return np.where(owed > 0, ratio, 0), worst


def _amounts(facts):
    amount, count = log_amounts(facts), np.maximum(facts.per_customer(), 1)
    mean = facts.per_customer(weight=amount) / count
    variance = facts.per_customer(weight=amount ** 2) / count - mean ** 2
    return mean, np.sqrt(np.maximum(variance, 0)) + 0.1


def log_amounts(items):
    """Return the natural logarithms of amounts plus one; of negative amounts 0."""
    return np.log1p(np.maximum(items.amount, 0))


def rates(view, horizon):
    """Return the `Rates` of a view's customers; a company without any history has one half.

    >>> from datetime import date
    >>> from .ledger_view import known_at, ledger
    >>> whole = ledger([('A', date(1970, 1, 1), date(1970, 1, 11), date(1970, 1, 13), 5.0)])
    >>> rates(known_at(whole, 20), 0).base, rates(known_at(whole, 20), 7).base
    (0.75, 0.25)
    """
    facts = view.ledger
    known, late = resolved(view, horizon)
    late &= known
    whole, part = facts.per_customer(known), facts.per_customer(late)
    base = (part.sum() + 0.5) / (whole.sum() + 1)
    own = shrunk(part, whole, base)
    by_day = facts.customer * WEEK + weekday(facts.due)
    known, late = (
        np.bincount(by_day[mask], minlength=facts.customers * WEEK).reshape(-1, WEEK)
        for mask in (known, late))
    return Rates(
        horizon, float(base), own, shrunk(late, known, own[:, None], SHRINK) - own[:, None],
        shrunk(late.sum(0), known.sum(0), base) - base)
