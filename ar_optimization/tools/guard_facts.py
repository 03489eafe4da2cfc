"""The words in which :mod:`guard` is asked and answers: documents, accounts, rules, reasons.

All amounts are in the company currency of the document. Percentages run from 0 to 100.
"""
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

# What a rule does, from the mildest to the strictest.
NONE, WARN, PREPAY, HOLD = "none", "warn", "prepay", "hold"
STRICTNESS = {NONE: 0, WARN: 1, PREPAY: 2, HOLD: 3}

# Whose rule it is: the most specific one that speaks about a condition is the only one that counts.
# One more is a rule that all companies share, which gives way to that of a company.
CUSTOMER, TIER, COMPANY = 0, 2, 4

#: Statuses of an account in which nothing more is given on credit.
STOPPED = ("hold", "blocked", "agency", "legal")

STOP = "stop"  # reason of a document that somebody has stopped by hand
ANY = "any"  # condition of a rule that exempts from all others of its scope and below
RATE = "rate"  # the amount could not be turned into company currency
FAILED = "failed"  # the guard itself did not come to an end


# === FACTS ===

class Release(NamedTuple):
    """A decision to let a document go on although rules speak against it.

    It covers the ``amount`` that was looked at and ``percent`` more, until and on ``until`` (None
    is without end), once ``advance`` percent of the document are paid; and only what speaks
    against it for a reason that was looked at: ``seen`` holds what :func:`sight` gave then, None
    all there may be.
    """

    amount: float
    percent: float = 0.0
    until: date | None = None
    advance: float = 0.0
    seen: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What is to be decided on.

    ``kind`` order, delivery or invoice; ``amount`` what it adds to the exposure, which is 0 for
    what the exposure already counts and only the rise for what has grown; ``total`` with taxes;
    ``prepaid`` money received for it (an authorised payment is none). ``instalments`` is a tuple
    of (days, percent of the total), ``allowed_days`` the longest term the customer may have.
    ``earlier`` is what left before under the same business, for a delivery in slices: what is paid
    in advance counts for all of them together. ``small_passed`` is what has passed of this business
    before only because it was small: of the month's amount it is used up once.
    ``passed`` is the day on which an earlier check of the same business let it through, None when
    there was none or it has grown since. ``exempt`` documents, returns for instance, pass;
    ``stopped`` ones do not: somebody with authority has said so.

    >>> document = Document("order", 100, 119, prepaid=19, instalments=((0, 30), (60, 70)))
    >>> document.rest, document.last_days
    (100, 60)
    >>> slice_ = Document("delivery", 0, 50, prepaid=60, earlier=40, small_passed=80)
    >>> slice_.rest, slice_.small_rest
    (30, 10)
    """

    kind: str
    amount: float
    total: float
    prepaid: float = 0.0
    earlier: float = 0
    small_passed: float = 0
    discount: float = 0.0
    instalments: tuple[tuple[int, float], ...] = ()
    allowed_days: int | None = None
    passed: date | None = None
    releases: tuple[Release, ...] = ()
    exempt: bool = False
    has_rate: bool = True
    stopped: bool = False

    @property
    def rest(self):
        """What of it is not paid in advance."""
        return max(0, self.total + self.earlier - self.prepaid)

    @property
    def small_rest(self):
        """What of it has not passed as a small amount before."""
        return max(0, min(self.total, self.total + self.earlier - self.small_passed))

    @property
    def last_days(self):
        return max((days for days, _percent in self.instalments), default=0)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an account stands, without the document.

    ``mode`` unlimited, limit or prepay; ``limit`` the one that counts today, None without;
    ``exposure`` what is owed less what is paid in advance, negative when in credit; ``overdue``
    the amount past due and ``days`` how long the oldest of it is. ``on_time`` percent of the
    invoices paid on time; ``review_days`` how long the review of the limit is overdue;
    ``dunning`` the level reached; ``prepay_percent`` what the tier asks for in advance;
    ``tier_action`` what it does over the limit; ``small`` what was let through this month only
    because it was small. ``unsigned``: no signed contract is in force. ``group_limit`` and
    ``group_exposure`` are those of a limit that it shares with others, None and 0 without one.

    >>> both = Standing("limit", "open", 100, 20, group_limit=500, group_exposure=450)
    >>> both.shared, both.tight
    (True, (500, 450))
    """

    mode: str
    status: str
    limit: float | None = 0.0
    exposure: float = 0.0
    overdue: float = 0.0
    days: int = 0
    on_time: float | None = None
    review_days: int | None = None
    dunning: int = 0
    prepay_percent: float = 0.0
    tier_action: str = HOLD
    small: float = 0.0
    group_limit: float | None = None
    group_exposure: float = 0.0
    unsigned: bool = False

    @property
    def shared(self):
        """Whether the limit that it shares leaves less than its own."""
        if self.group_limit is None or self.limit is None:
            return self.group_limit is not None
        return self.group_limit - self.group_exposure < self.limit - self.exposure

    @property
    def tight(self):
        """The limit that leaves less, and what is used of it."""
        if self.shared:
            return self.group_limit, self.group_exposure
        return self.limit, self.exposure


@dataclass(frozen=True, slots=True)
class Rule:
    """One policy. ``bound`` is what it allows, in the unit of its ``condition``.

    ``action`` may be ``tier``: what the customer's tier does. ``percent`` is what it asks for in
    advance, 0 for the tier's. ``kinds`` are the documents it looks at, empty for all. A document
    up to ``small`` passes, as long as no more than ``small_month`` passed like this in a month.
    ``grace`` days after an earlier check it does not look again. ``start`` and ``end`` inclusive.
    """

    condition: str
    action: str = HOLD
    bound: float = 0.0
    percent: float = 0.0
    scope: int = COMPANY
    kinds: tuple[str, ...] = ()
    small: float = 0.0
    small_month: float = 0.0
    grace: int = 0
    start: date | None = None
    end: date | None = None
    key: int | None = None


#: What the banner says where the guard decides nothing: the credit terms themselves.
ADVICE = (
    Rule("status"), Rule("prepay", PREPAY, percent=100), Rule("limit", bound=100),
    Rule("overdue_amount", WARN), Rule("watch", WARN),
)


# === ANSWER ===

class Reason(NamedTuple):
    """One thing that speaks against it: what was ``measured``, against which ``bound``, what
    would have to be paid to undo it (``excess``, 0 when paying undoes nothing), whose rule."""

    condition: str
    action: str
    measured: float
    bound: float
    excess: float = 0.0
    key: int | None = None


class Way(NamedTuple):
    """What frees the document. ``kind``: ``pay`` so much (of what is open, or in advance),
    ``prepay`` so much of this document, ``reduce`` it to so much, ``limit`` of so much needed,
    ``days`` or ``discount`` at most, ``rate`` to enter, ``release`` by a decision."""

    kind: str
    value: float = 0.0


class Decision(NamedTuple):
    """``action`` is the strictest of the reasons'. ``small`` tells that nothing but its small
    amount let it pass, ``released`` that a decision did."""

    action: str
    reasons: tuple[Reason, ...] = ()
    ways: tuple[Way, ...] = ()
    small: bool = False
    released: bool = False

    @property
    def passes(self):
        return STRICTNESS[self.action] < STRICTNESS[PREPAY]


PASS = Decision(NONE)
