"""Decide which debts a payment settles.

First what the debtor says it is for; the rest goes, as the law of most countries has it, to costs,
then to interest, then to principal, or in the other order where that was agreed. Among debts of
one kind what is due first comes first.
"""
import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from .rounding import round_half_up

COSTS, INTEREST, PRINCIPAL = "costs", "interest", "principal"

#: Which kind of debt is settled before which.
ORDERS = {
    "costs_first": (COSTS, INTEREST, PRINCIPAL),
    "principal_first": (PRINCIPAL, COSTS, INTEREST),
}


@dataclass(frozen=True, slots=True)
class Debt:
    """Something owed: its ``kind``, what is open of it, when it was due; ``named`` when the debtor
    said that the payment is for it."""

    key: int
    kind: str
    amount: float
    due: date
    named: bool = False


class Share(NamedTuple):
    """How much of a payment goes to which debt."""

    key: int
    amount: float


def allocate(paid, debts, order="costs_first", digits=2):
    """Return what a payment settles, and what is left of it.

    >>> april = date(2026, 4, 30)
    >>> debts = [Debt(1, PRINCIPAL, 1000.0, date(2026, 1, 31)), Debt(2, INTEREST, 25.0, april),
    ...          Debt(3, COSTS, 40.0, april), Debt(4, PRINCIPAL, 500.0, date(2026, 3, 31))]
    >>> allocate(1000, debts)
    ([Share(key=3, amount=40.0), Share(key=2, amount=25.0), Share(key=1, amount=935.0)], 0.0)
    >>> allocate(1000, debts, "principal_first")
    ([Share(key=1, amount=1000.0)], 0.0)

    Said to be for the second invoice:

    >>> allocate(550, [*debts[:3], Debt(4, PRINCIPAL, 500.0, date(2026, 3, 31), named=True)])
    ([Share(key=4, amount=500.0), Share(key=3, amount=40.0), Share(key=2, amount=10.0)], 0.0)
    >>> allocate(2000, debts)[1]
    435.0

    :param float paid: amount of the payment, in the currency of the debts
    :param debts: :class:`Debt` items of one currency
    :param str order: key of :data:`ORDERS`
    :param int digits: decimals of the currency
    :return: (list of :class:`Share` in the order in which they are settled, what is left)
    """
    ranks, shares = ORDERS[order], []
    left = round_half_up(paid, digits)
    for debt in sorted(debts, key=lambda debt: (
            not debt.named, ranks.index(debt.kind), debt.due, debt.key)):
        amount = min(left, round_half_up(debt.amount, digits))
        if amount > 0:
            shares.append(Share(debt.key, amount))
            left = round_half_up(left - amount, digits)
    return shares, left


def named_in(text, numbers):
    """Return those of some document numbers that a payment's text names.

    Spaces, dashes and slashes do not matter, nor does the case; a number is not found inside a
    longer one.

    >>> named_in("inv 2026-00012 and inv/2026/00014", ["INV/2026/00012", "INV/2026/00014"])
    ['INV/2026/00012', 'INV/2026/00014']
    >>> named_in("INV/2026/000123", ["INV/2026/00012"]), named_in(None, ["INV/1"])
    ([], [])
    >>> named_in("7", ["", None])
    []

    :param str text: what the debtor wrote, None is nothing
    :param numbers: texts, such as numbers of invoices
    :return: list, in the order of the numbers
    """
    return [
        number for number in numbers
        if (parts := re.findall(r"[^\W_]+", number or ""))
        and re.search(
            r"(?<![^\W_])" + r"[\W_]*".join(map(re.escape, parts)) + r"(?![^\W_])",
            text or "", re.IGNORECASE)]
