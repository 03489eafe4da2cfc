"""Decide what a customer's ledger says about how it pays.

The ledger is read once, by one SQL statement, into :class:`Sums` per account: counts, sums and
sums of squares. :func:`derive` turns them into :class:`Features`. Everything that moves with
the calendar alone (months known, days since …) is derived from a date, so that sums stay valid
until a fact changes or one crosses the edge of a window (:func:`moved_ranges`).

Definitions, all per instalment ("item"), amounts in company currency, as of ``today``:

* An item is *settled* when its residual is zero, on the date of its last payment; later facts
  are not seen. Credit notes and exchange differences are no payments: they make the item
  smaller, and an item that they took back altogether says nothing.
* A debit of a bank or cash journal is no item: money was refunded, or a payment bounced.
* *Days late* of a settled item are settlement date − due date; of an open item that is overdue
  they are today − due date, the days so far. Items not yet due say nothing. "Late" figures
  count early payment as 0; delays (recent, before, trend) keep its sign.
* *History* is what was settled in the last ``recent + before`` days, plus what is overdue now:
  those are the *resolved* items. *Recent* is what was settled in the last ``recent`` days, plus
  what is overdue now; *before* is what was settled in the ``before`` days preceding those.
  A window of n days ends today: today − n < date ≤ today.
* The amount of a settled item is what was paid on it, of an overdue one what is still unpaid.
* Sales figures count whole invoices and credit notes dated in the history window.
"""
import math
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import NamedTuple

from .rounding import round_half_up

#: Mean length of a month: 365.25 / 12.
MONTH_DAYS = 30.4375

#: Features that move with the calendar although no sum changes.
DRIFTING = ("months_known", "days_since_payment", "days_since_invoice", "monthly_sales")


@dataclass(frozen=True, slots=True)
class Windows:
    """Lengths, in days, of the recent window and of the one before it."""

    recent: int = 90
    before: int = 365

    @property
    def history(self):
        """Return the days of both windows together.

        >>> Windows().history
        455
        """
        return self.recent + self.before


WINDOWS = Windows()


@dataclass(frozen=True, slots=True)
class Sums:
    """What one SQL statement adds up per account. Amounts in company currency.

    ``resolved_*`` are over the items of the history (settled in it, or overdue now):
    ``resolved_count``, ``resolved_amount``; of these, settled on or before the due date
    ``on_time_count``, ``on_time_amount``; ``late_days`` = Σ max(0, days late),
    ``late_days_amount`` = Σ max(0, days late) × amount.
    ``paid_count`` settled items of the history, ``partial_count`` those of them that were
    paid on two or more different dates.
    ``recent_*`` and ``before_*``: number of items and Σ days late with sign.
    ``overdue_*`` and ``open_amount``: unpaid items now; ``oldest_due`` the earliest due date
    of an overdue one.
    ``invoice_*``: invoices dated in the history: number, Σ amount, Σ amount²;
    ``credit_note_amount`` Σ of credit notes in it, positive.
    ``first_invoice``, ``last_invoice`` (dates, ever), ``last_payment`` (date on which an item
    was last paid, fully or partly, ever).
    """

    resolved_count: float = 0
    resolved_amount: float = 0.0
    on_time_count: float = 0
    on_time_amount: float = 0.0
    late_days: float = 0
    late_days_amount: float = 0.0
    paid_count: float = 0
    partial_count: float = 0
    recent_count: float = 0
    recent_days: float = 0
    before_count: float = 0
    before_days: float = 0
    overdue_count: float = 0
    overdue_amount: float = 0.0
    open_amount: float = 0.0
    oldest_due: date | None = None
    invoice_count: float = 0
    invoice_amount: float = 0.0
    invoice_amount_sq: float = 0.0
    credit_note_amount: float = 0.0
    first_invoice: date | None = None
    last_invoice: date | None = None
    last_payment: date | None = None


@dataclass(slots=True)
class Features:
    """How an account pays. ``None`` means that its ledger cannot say.

    ========================  ==========================================================
    ``invoice_count``         invoices dated in the history
    ``paid_count``            items settled in the history
    ``on_time_ratio``         on_time_count ÷ resolved_count (0-1), shrunk if a prior is given
    ``on_time_ratio_amount``  on_time_amount ÷ resolved_amount (0-1), shrunk likewise
    ``mean_days_late``        late_days ÷ resolved_count
    ``weighted_days_late``    late_days_amount ÷ resolved_amount
    ``delay_recent``          recent_days ÷ recent_count, negative when paid early
    ``delay_before``          before_days ÷ before_count, likewise
    ``delay_trend``           delay_recent − delay_before; positive = getting slower
    ``worst_overdue_days``    today − oldest_due, 0 when nothing is overdue
    ``overdue_amount``        Σ residual of overdue items
    ``overdue_share``         overdue_amount ÷ open_amount, 0 when nothing is open
    ``open_amount``           Σ residual of all open items
    ``months_known``          (today − first_invoice) ÷ 30.4375
    ``average_order``         invoice_amount ÷ invoice_count
    ``order_volatility``      sample standard deviation ÷ mean of the invoice amounts
    ``monthly_sales``         (invoices − credit notes) per month of history, at least one
    ``partial_ratio``         partial_count ÷ paid_count (0-1)
    ``credit_note_ratio``     credit_note_amount ÷ invoice_amount
    ``days_since_payment``    today − last_payment
    ``days_since_invoice``    today − last_invoice
    ========================  ==========================================================
    """

    invoice_count: float
    paid_count: float
    on_time_ratio: float | None
    on_time_ratio_amount: float | None
    mean_days_late: float | None
    weighted_days_late: float | None
    delay_recent: float | None
    delay_before: float | None
    delay_trend: float | None
    worst_overdue_days: int
    overdue_amount: float
    overdue_share: float
    open_amount: float
    months_known: float | None
    average_order: float | None
    order_volatility: float | None
    monthly_sales: float | None
    partial_ratio: float | None
    credit_note_ratio: float | None
    days_since_payment: int | None
    days_since_invoice: int | None


FEATURE_NAMES = tuple(item.name for item in fields(Features))


class Prior(NamedTuple):
    """What is believed of a customer before it has paid anything.

    ``on_time_ratio`` is the company's own (0-1), ``strength`` the number of items it counts
    for, so that one punctual payment does not make a 100 % customer.
    """

    on_time_ratio: float
    strength: float = 5.0


def derive(sums, today, digits, prior=None, windows=WINDOWS):
    """Turn the sums of one account into its features.

    :param Sums sums: what the ledger says, see there
    :param date today: the date the sums are of
    :param int digits: decimals of the company currency
    :param Prior prior: shrinks the on-time ratios; without it they are the plain ratios
    :param Windows windows: the windows the sums were made with
    :return: :class:`Features`

    >>> sums = Sums(resolved_count=4, resolved_amount=400.0, on_time_count=3,
    ...             on_time_amount=200.0, late_days=10, late_days_amount=2000.0)
    >>> known = derive(sums, date(2026, 11, 21), 2)
    >>> known.on_time_ratio, known.on_time_ratio_amount, known.weighted_days_late
    (0.75, 0.5, 5.0)
    >>> derive(sums, date(2026, 11, 21), 2, Prior(0.25, 4)).on_time_ratio
    0.5
    >>> derive(Sums(), date(2026, 11, 21), 2, Prior(0.25)).on_time_ratio is None
    True
    """
    resolved, amount = sums.resolved_count, sums.resolved_amount
    invoices, invoiced = sums.invoice_count, sums.invoice_amount
    recent = _ratio(sums.recent_days, sums.recent_count)
    before = _ratio(sums.before_days, sums.before_count)
    open_amount = sums.open_amount
    # By position: keywords would cost a third of the time, and 50,000 accounts are derived.
    return Features(
        invoices,
        sums.paid_count,
        _shrunk(sums.on_time_count, resolved, prior, 1.0),
        _shrunk(sums.on_time_amount, amount, prior, amount / resolved if resolved else 0.0),
        _ratio(sums.late_days, resolved),
        _ratio(sums.late_days_amount, amount),
        recent,
        before,
        None if recent is None or before is None else recent - before,
        _days(sums.oldest_due, today) or 0,
        round_half_up(sums.overdue_amount, digits),
        sums.overdue_amount / open_amount if open_amount else 0.0,
        round_half_up(open_amount, digits),
        months_known(sums.first_invoice, today),
        round_half_up(invoiced / invoices, digits) if invoices else None,
        _volatility(invoices, invoiced, sums.invoice_amount_sq),
        monthly_sales(
            invoiced - sums.credit_note_amount, sums.first_invoice, today, digits, windows),
        _ratio(sums.partial_count, sums.paid_count),
        _ratio(sums.credit_note_amount, invoiced),
        _days(sums.last_payment, today),
        _days(sums.last_invoice, today),
    )


def _ratio(part, whole):
    return part / whole if whole else None


def _shrunk(part, whole, prior, unit):
    """Return part ÷ whole after ``strength`` more items of size ``unit`` at the prior's ratio."""
    if not whole:
        return None
    if prior is None:
        return part / whole
    weight = prior.strength * unit
    return (part + prior.on_time_ratio * weight) / (whole + weight)


def _days(since, today):
    return None if since is None else (today - since).days


def _volatility(count, amount, amount_sq):
    """Return the coefficient of variation from sums, ``None`` below two amounts."""
    if count < 2 or amount <= 0:
        return None
    # Rounding noise of the sums can push the variance of equal amounts below zero.
    variance = max(0.0, (amount_sq - amount * amount / count) / (count - 1))
    return math.sqrt(variance) * count / amount


def months_known(first_invoice, today):
    """Return for how many months a customer has been known.

    :param date first_invoice: of the first invoice ever, empty when there is none
    :return: a float; ``None`` without invoice

    >>> months_known(date(2026, 1, 1), date(2027, 1, 1)) == 365 / 30.4375
    True
    """
    return (today - first_invoice).days / MONTH_DAYS if first_invoice else None


def monthly_sales(net_sales, first_invoice, today, digits, windows=WINDOWS):
    """Return net sales per month over the part of the history the customer is known.

    :param float net_sales: invoices less credit notes of the history, company currency
    :param date first_invoice: of the first invoice ever, empty when there is none
    :param int digits: decimals of the company currency
    :return: amount in company currency; ``None`` without invoice

    >>> monthly_sales(9_000.0, date(2026, 9, 21), date(2026, 11, 21), 2)  # known for 61 days
    4490.78
    >>> monthly_sales(9_000.0, date(2026, 11, 1), date(2026, 11, 21), 2)  # at least one month
    9000.0
    """
    known = months_known(first_invoice, today)
    if known is None:
        return None
    return round_half_up(net_sales / max(1.0, min(known, windows.history / MONTH_DAYS)), digits)


_FIRST, _LAST = ("oldest_due", "first_invoice"), ("last_invoice", "last_payment")
_NOW = ("overdue_count", "overdue_amount", "open_amount", "oldest_due")
_SALES = (
    "invoice_count", "invoice_amount", "invoice_amount_sq", "credit_note_amount",
    "first_invoice", "last_invoice",
)
_ADDED = tuple(
    item.name for item in fields(Sums) if item.name not in (*_FIRST, *_LAST, *_NOW)
)


def blend(own, imported, weight, sales=True):
    """Add payment experience from elsewhere to a ledger's own sums.

    Sums are weighted, not ratios: ten invoices seen elsewhere at weight 0.5 count as five.
    What is open or overdue *now* stays the ledger's own.

    :param Sums own: the ledger's sums
    :param Sums imported: the same sums over imported experience
    :param float weight: 0 (ignore) to 1 (as good as our own)
    :param bool sales: also add invoices and dates, as for our own history from an older
        system; pass False for what a bureau or a peer says, which is no sale of ours
    :return: :class:`Sums`

    >>> own = Sums(resolved_count=10, on_time_count=10)
    >>> mixed = blend(own, Sums(resolved_count=20, on_time_count=0), 0.5)
    >>> mixed.on_time_count / mixed.resolved_count
    0.5
    """
    if not weight:
        return own
    taken = _ADDED if sales else tuple(name for name in _ADDED if name not in _SALES)
    changes = {
        name: getattr(own, name) + weight * getattr(imported, name) for name in taken
    }
    changes["last_payment"] = _pick(max, own.last_payment, imported.last_payment)
    if sales:
        changes["first_invoice"] = _pick(min, own.first_invoice, imported.first_invoice)
        changes["last_invoice"] = _pick(max, own.last_invoice, imported.last_invoice)
    return replace(own, **changes)


def _pick(choose, *dates):
    return choose((day for day in dates if day), default=None)


def pooled_prior(all_sums, strength=5.0):
    """Return the prior that a company's own accounts suggest.

    :param all_sums: iterable of :class:`Sums`
    :param float strength: items the prior counts for
    :return: :class:`Prior`, or ``None`` when nobody has paid yet

    >>> pooled_prior([Sums(resolved_count=3, on_time_count=3), Sums(resolved_count=1)])
    Prior(on_time_ratio=0.75, strength=5.0)
    >>> pooled_prior([]) is None
    True
    """
    resolved = on_time = 0
    for sums in all_sums:
        resolved += sums.resolved_count
        on_time += sums.on_time_count
    return Prior(on_time / resolved, strength) if resolved else None


class Moved(NamedTuple):
    """Facts of one kind, dated ``after`` < date ≤ ``upto``, that crossed a window's edge."""

    kind: str
    after: date
    upto: date


SETTLED, INVOICED, DUE = "settled", "invoiced", "due"


def window_offsets(windows=WINDOWS):
    """Return, per kind of fact, the ages in days at which it changes an account's sums.

    An account with anything overdue also changes every day: its days late go on counting.

    :return: dict of tuples

    >>> window_offsets()
    {'settled': (0, 90, 455), 'invoiced': (0, 455), 'due': (1,)}
    """
    recent, history = windows.recent, windows.history
    return {SETTLED: (0, recent, history), INVOICED: (0, history), DUE: (1,)}


def moved_ranges(since, today, windows=WINDOWS):
    """Return the dates whose facts changed sums between two runs, without being touched.

    :param date since: date of the last run
    :param date today: date of this run
    :return: list of :class:`Moved`; empty on the same day

    >>> moved_ranges(date(2026, 11, 20), date(2026, 11, 21))[1]
    Moved(kind='settled', after=datetime.date(2026, 8, 22), upto=datetime.date(2026, 8, 23))
    >>> moved_ranges(date(2026, 11, 21), date(2026, 11, 21))
    []
    """
    if since >= today:
        return []
    return [
        Moved(kind, since - timedelta(offset), today - timedelta(offset))
        for kind, offsets in window_offsets(windows).items()
        for offset in offsets
    ]
