"""Decide what speaks against giving a customer more credit.

The answer names every reason, not only the first one, each with the amounts a person needs to
judge it. It never looks at Odoo's own credit limit, where 0 means unlimited: here a limit of 0
is a limit.
"""
from dataclasses import dataclass
from typing import NamedTuple

from .rounding import round_half_up

STATUS, PREPAY, LIMIT, OVERDUE, WATCH = "status", "prepay", "limit", "overdue", "watch"
DANGER, WARNING = "danger", "warning"

#: Statuses of an account in which nothing more is given on credit.
STOPPED = ("hold", "blocked", "agency", "legal")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an account stands. Amounts in company currency.

    ``mode`` unlimited, limit or prepay; ``status`` of the account; ``limit`` the one that counts
    today; ``exposure`` what is owed less what is paid in advance, negative when in credit;
    ``overdue`` the amount past due and ``days`` how long the oldest of it is.
    """

    mode: str
    status: str
    limit: float = 0.0
    exposure: float = 0.0
    overdue: float = 0.0
    days: int = 0


class Reason(NamedTuple):
    """One thing that speaks against it. ``excess`` is the amount over the limit, or the amount
    to be paid in advance, or the amount overdue."""

    kind: str
    level: str
    excess: float = 0.0


def reasons(standing, amount, digits):
    """List what speaks against a document, the gravest first.

    :param Standing standing: the account, without the document
    :param float amount: total of the document in company currency, taxes included
    :param int digits: decimals of the company currency
    :return: list of :class:`Reason`, empty when nothing does

    >>> reasons(Standing("limit", "open", limit=1000, exposure=800), 300, 2)
    [Reason(kind='limit', level='danger', excess=100.0)]
    >>> reasons(Standing("limit", "open", limit=0), 0.01, 2)[0].excess
    0.01
    >>> reasons(Standing("limit", "open", limit=1000, exposure=800), 200, 2)
    []
    >>> reasons(Standing("unlimited", "open", exposure=10**9), 1, 2)
    []

    What is paid in advance needs no credit, but a blocked customer stays blocked:

    >>> reasons(Standing("prepay", "open", exposure=-300), 300, 2)
    []
    >>> [reason.kind for reason in reasons(Standing("prepay", "blocked", exposure=-300), 300, 2)]
    ['status']
    """
    exposed = round_half_up(standing.exposure + amount, digits)
    found = []
    if standing.status in STOPPED:
        found.append(Reason(STATUS, DANGER))
    if standing.mode == "prepay" and exposed > 0:
        found.append(Reason(PREPAY, DANGER, min(exposed, round_half_up(amount, digits))))
    if standing.mode == "limit" and exposed > round_half_up(standing.limit, digits):
        found.append(Reason(LIMIT, DANGER, round_half_up(exposed - standing.limit, digits)))
    if standing.overdue > 0:
        found.append(Reason(OVERDUE, WARNING, round_half_up(standing.overdue, digits)))
    if standing.status == "watch":
        found.append(Reason(WATCH, WARNING))
    return found
