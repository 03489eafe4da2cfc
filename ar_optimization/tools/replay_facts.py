"""The words in which :mod:`replay` is asked and answers: what happened, on which terms, what of it
would have been held.

All amounts are in company currency.
"""
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

#: Less than any coin: what is left of sums of floats.
NOTHING = 0.0005


# === WHAT HAPPENED ===

class Paper(NamedTuple):
    """A document that is decided on: an order or an invoice of the past.

    ``key`` names it among the papers of its customer; ``amount`` is what it added to the exposure,
    ``total`` its amount with taxes, ``revenue`` that without. ``instalments`` as in
    :class:`.guard_facts.Document`.
    """

    key: object
    day: date
    kind: str
    total: float
    revenue: float = 0.0
    discount: float = 0.0
    instalments: tuple = ()


class Item(NamedTuple):
    """What changes the exposure on a day: a receivable journal item, or what an order adds until
    it is invoiced.

    ``due`` is None for what cannot become overdue; ``paper`` is the key of the paper it belongs
    to, None for what nobody decides on (a payment, a credit note).
    """

    key: object
    day: date
    amount: float
    due: date | None = None
    paper: object = None


PAID, CREDITED, LOST = "paid", "credited", "lost"


class Match(NamedTuple):
    """On a day, an item was settled by an amount; nobody knew of it before. ``kind``: by money,
    by a credit note, or by an entry that wrote it off."""

    day: date
    item: object
    amount: float
    kind: str = PAID


@dataclass(slots=True)
class Ledger:
    """What happened with one customer, in any order. ``opening`` is what was open when the first
    day began: items without a paper, of which the amount is the rest."""

    opening: list = field(default_factory=list)
    papers: list = field(default_factory=list)
    items: list = field(default_factory=list)
    matches: list = field(default_factory=list)


# === ON WHICH TERMS ===

class Terms(NamedTuple):
    """What counted for a customer from the morning of a day on. ``on_time`` in percent, None when
    nothing is known; ``rules`` are the policies that may speak about it. ``unsigned``: no signed
    contract is in force."""

    day: date
    mode: str = "unlimited"
    limit: float | None = None
    status: str = "open"
    tier: str | None = None
    tier_action: str = "hold"
    prepay_percent: float = 0.0
    allowed_days: int | None = None
    on_time: float | None = None
    rules: tuple = ()
    unsigned: bool = False


class Figures(NamedTuple):
    """Where a customer stood in the evening of a day: exposure, what is open of debit items, what
    of it is overdue, for how many days the oldest."""

    exposure: float
    open_amount: float
    overdue: float
    days: int


# === WHAT WOULD HAVE BEEN ===

GOOD, LATE, OPEN, RUNNING = "good", "late", "open", "running"


class Held(NamedTuple):
    """A paper that would have been held, with the numbers of that moment.

    ``cleared`` is the day on which nothing would have spoken against it any more, None when there
    was none up to the last day. ``outcome``: ``good`` paid by its due dates, ``late`` paid after
    one, ``open`` overdue on the last day, ``running`` not due yet, ``credited`` by a credit note,
    ``lost`` written off for more than was paid. ``paid`` the day of the last payment, ``rest`` what
    is open of it on the last day, ``rest_days`` how long overdue, ``lost`` what was written off,
    ``paid_share`` the part of it that is neither credited nor written off.
    """

    paper: Paper
    decision: object
    standing: object
    cleared: date | None
    outcome: str
    paid: date | None
    late_days: int
    rest: float
    rest_days: int
    lost: float = 0.0
    paid_share: float = 1.0

    def delay(self, end):
        """Days it would have waited, up to the last day."""
        return ((self.cleared or end) - self.paper.day).days


@dataclass(slots=True)
class Tally:
    """How much was looked at, by week: [documents, revenue]. Weeks begin on Monday."""

    weeks: dict = field(default_factory=lambda: defaultdict(lambda: [0, 0.0]))

    def add(self, paper):
        """Count a paper.

        >>> tally = Tally()
        >>> tally.add(Paper(1, date(2026, 11, 22), "order", 119.0, 100.0))
        >>> dict(tally.weeks)
        {datetime.date(2026, 11, 16): [1, 100.0]}
        """
        week = self.weeks[week_of(paper.day)]
        week[0] += 1
        week[1] += paper.revenue


def week_of(day):
    """Return the Monday of a day's week.

    >>> week_of(date(2026, 11, 22)), week_of(date(2026, 11, 16))
    (datetime.date(2026, 11, 16), datetime.date(2026, 11, 16))
    """
    return date.fromordinal(day.toordinal() - day.weekday())
