"""Was a promise to pay kept?

Cash counts by the day it reached us and by how sure that is: what a bank line says is certain; a
posted payment that no bank line confirms yet counts once it has stood for some days, and never
when the collector who took the promise posted it. A credit note pays nothing, but what it settles
was settled otherwise. Nobody broke a promise before the bank has told what came in up to its last
day. Every verdict follows from the facts of the moment: money that is taken back turns it back.
"""
from datetime import date, timedelta
from typing import NamedTuple

from .rounding import round_half_up

OPEN, KEPT, PARTLY, SETTLED, BROKEN = "open", "kept", "partly", "settled", "broken"
#: What settles a debt: a bank line, a posted payment without one, anything that is no money.
BANK, PAYMENT, OTHER = "bank", "payment", "other"
#: How sure it is that the money came.
CERTAIN, UNCONFIRMED = "bank", "unconfirmed"
#: Verdicts on promises that count in a rate: what was settled otherwise says nothing about anybody.
FALLEN_DUE = (KEPT, PARTLY, BROKEN)


class Promise(NamedTuple):
    """An amount by a day, with days of tolerance."""

    amount: float
    day: date
    tolerance: int = 0

    @property
    def deadline(self):
        """The last day on which the money is in time."""
        return self.day + timedelta(self.tolerance)


class Receipt(NamedTuple):
    """What reached the promised debts on a day: a kind (``BANK``, ``PAYMENT``, ``OTHER``), and
    whether the one who took the promise entered it."""

    day: date
    amount: float
    kind: str = BANK
    own: bool = False


class Verdict(NamedTuple):
    """What became of a promise: the cash that came in time, how sure it is (None without any), and
    the cash that is to be confirmed yet."""

    state: str
    paid: float = 0.0
    evidence: str | None = None
    pending: float = 0.0


def judge(promise, receipts, known_until, today, confirm_days=5, digits=2):
    """Judge a promise by what is known today.

    :param Promise promise: what was promised
    :param receipts: :class:`Receipt` items since it was taken, in the promise's currency
    :param known_until: the day up to which the bank has told what came in; None: no bank tells
        anything, and the promise is judged ``confirm_days`` after its last day
    :param date today: the day of the question
    :param int confirm_days: days after which a payment without bank line counts
    :param int digits: decimals of the currency
    :return: :class:`Verdict`

    >>> june = Promise(1000, date(2026, 6, 10), tolerance=3)
    >>> def ask(*receipts, bank=date(2026, 6, 20), today=date(2026, 6, 20)):
    ...     return judge(june, receipts, bank, today)
    >>> ask(Receipt(date(2026, 6, 13), 1000))
    Verdict(state='kept', paid=1000.0, evidence='bank', pending=0.0)
    >>> ask(Receipt(date(2026, 6, 14), 1000)).state, ask().state
    ('broken', 'broken')
    >>> ask(bank=date(2026, 6, 12)).state
    'open'
    >>> ask(Receipt(date(2026, 6, 9), 400), Receipt(date(2026, 6, 11), 600, OTHER)).state
    'settled'
    >>> ask(Receipt(date(2026, 6, 12), 1000, PAYMENT))
    Verdict(state='kept', paid=1000.0, evidence='unconfirmed', pending=0.0)
    >>> ask(Receipt(date(2026, 6, 12), 1000, PAYMENT), today=date(2026, 6, 15))
    Verdict(state='open', paid=0.0, evidence=None, pending=1000.0)
    >>> ask(Receipt(date(2026, 6, 12), 1000, PAYMENT, own=True)).state
    'broken'
    """
    timely = [each for each in receipts if each.day <= promise.deadline]
    stood = today - timedelta(confirm_days)
    bank = _total(timely, digits, lambda each: each.kind == BANK)
    plain = _total(timely, digits, lambda each: _counts(each) and each.day <= stood)
    pending = _total(timely, digits, lambda each: _counts(each) and each.day > stood)
    other = _total(timely, digits, lambda each: each.kind == OTHER)
    paid = round_half_up(bank + plain, digits)
    evidence = (UNCONFIRMED if plain > 0 and bank < promise.amount else
                CERTAIN if paid > 0 else None)
    state = _state(promise.amount, paid, pending, other, digits)
    if state in (PARTLY, BROKEN) and not _is_over(promise, known_until, stood):
        state = OPEN
    return Verdict(state, paid, evidence, pending)


def _counts(receipt):
    """Whether a payment without bank line can come to count."""
    return receipt.kind == PAYMENT and not receipt.own


def _total(receipts, digits, test):
    return round_half_up(sum(each.amount for each in receipts if test(each)), digits)


def _state(amount, paid, pending, other, digits):
    if paid >= amount:
        return KEPT
    if round_half_up(paid + pending, digits) >= amount:
        return OPEN
    if other > 0 and round_half_up(paid + pending + other, digits) >= amount:
        return SETTLED
    return PARTLY if paid > 0 else BROKEN


def _is_over(promise, known_until, stood):
    """Whether all that came up to the last day is known."""
    return promise.deadline < stood if known_until is None else promise.deadline <= known_until


class Rates(NamedTuple):
    """Shares of the promises that have fallen due, in percent by number and by amount; None where
    none has."""

    kept: float | None
    kept_amount: float | None
    partly: float | None
    due: int


def rates(promises):
    """Return how many of the promises were kept; partly kept ones are counted apart.

    Kept by date and tolerance over fallen due. Promises settled otherwise are no part of it.

    >>> rates([(KEPT, 100.0), (BROKEN, 300.0), (SETTLED, 50.0), (OPEN, 70.0)])
    Rates(kept=50.0, kept_amount=25.0, partly=0.0, due=2)
    >>> rates([(OPEN, 70.0)])
    Rates(kept=None, kept_amount=None, partly=None, due=0)

    :param promises: pairs (state, amount), amounts in one currency
    :return: :class:`Rates`
    """
    due = [(state, amount) for state, amount in promises if state in FALLEN_DUE]
    if not due:
        return Rates(None, None, None, 0)
    whole = sum(amount for _state, amount in due)
    kept = [amount for state, amount in due if state == KEPT]
    partly = sum(state == PARTLY for state, _amount in due)
    return Rates(
        _percent(len(kept), len(due)), _percent(sum(kept), whole), _percent(partly, len(due)),
        len(due))


def _percent(part, whole):
    return round_half_up(100 * part / whole, 2) if whole else 0.0


def spread(amount, items, digits=2):
    """Say which open items a promised amount is for: what is due first comes first.

    >>> spread(150, [(7, 100.0), (8, 100.0), (9, 100.0)])
    [(7, 100.0), (8, 50.0)]

    :param float amount: what was promised
    :param items: pairs (key, open amount), in the order in which they are due
    :return: pairs (key, amount)
    """
    shares, left = [], round_half_up(amount, digits)
    for key, open_amount in items:
        part = min(left, round_half_up(open_amount, digits))
        if part > 0:
            shares.append((key, part))
            left = round_half_up(left - part, digits)
    return shares
