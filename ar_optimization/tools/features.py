"""Decide what a customer's ledger says about how it pays.

This is the definition; accounts are measured by a statement that says the same in SQL, and tests
compare the two. A ledger is added up into :class:`Sums`: counts, sums and sums of squares;
:func:`derive` turns them into :class:`Features`. Everything that moves with the calendar alone
(months known, days since …) is derived from a date, so that sums stay valid until a fact changes
or one crosses the edge of a window.

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
from dataclasses import dataclass
from datetime import date

from .rounding import round_half_up

#: Mean length of a month: 365.25 / 12.
MONTH_DAYS = 30.4375

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
# Features that time raises and nothing lowers.
GROWING = frozenset({'months_known'})


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
    ``on_time_ratio``         on_time_count ÷ resolved_count (0-1)
    ``on_time_ratio_amount``  on_time_amount ÷ resolved_amount (0-1)
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


def derive(sums, today, digits, windows=WINDOWS):
    """Turn the sums of one account into its features.

    :param Sums sums: what the ledger says, see there
    :param date today: the date the sums are of
    :param int digits: decimals of the company currency
    :param Windows windows: the windows the sums were made with
    :return: :class:`Features`

    >>> sums = Sums(resolved_count=4, resolved_amount=400.0, on_time_count=3,
    ...             on_time_amount=200.0, late_days=10, late_days_amount=2000.0)
    >>> known = derive(sums, date(2026, 11, 21), 2)
    >>> known.on_time_ratio, known.on_time_ratio_amount, known.weighted_days_late
    (0.75, 0.5, 5.0)
    >>> derive(Sums(), date(2026, 11, 21), 2).on_time_ratio is None
    True
    """
    resolved, amount = sums.resolved_count, sums.resolved_amount
    invoices, invoiced = sums.invoice_count, sums.invoice_amount
    recent = _ratio(sums.recent_days, sums.recent_count)
    before = _ratio(sums.before_days, sums.before_count)
    open_amount = sums.open_amount
    return Features(
        invoice_count=invoices,
        paid_count=sums.paid_count,
        on_time_ratio=_ratio(sums.on_time_count, resolved),
        on_time_ratio_amount=_ratio(sums.on_time_amount, amount),
        mean_days_late=_ratio(sums.late_days, resolved),
        weighted_days_late=_ratio(sums.late_days_amount, amount),
        delay_recent=recent,
        delay_before=before,
        delay_trend=None if recent is None or before is None else recent - before,
        worst_overdue_days=_days(sums.oldest_due, today) or 0,
        overdue_amount=round_half_up(sums.overdue_amount, digits),
        overdue_share=sums.overdue_amount / open_amount if open_amount else 0.0,
        open_amount=round_half_up(open_amount, digits),
        months_known=months_known(sums.first_invoice, today),
        average_order=round_half_up(invoiced / invoices, digits) if invoices else None,
        order_volatility=_volatility(invoices, invoiced, sums.invoice_amount_sq),
        monthly_sales=monthly_sales(
            invoiced - sums.credit_note_amount, sums.first_invoice, today, digits, windows),
        partial_ratio=_ratio(sums.partial_count, sums.paid_count),
        credit_note_ratio=_ratio(sums.credit_note_amount, invoiced),
        days_since_payment=_days(sums.last_payment, today),
        days_since_invoice=_days(sums.last_invoice, today),
    )


def _ratio(part, whole):
    return part / whole if whole else None


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
