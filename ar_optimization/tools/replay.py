"""Decide what would have been held in the past, had other rules been in force.

The days of one customer are gone through in order. A document is decided on with what was known in
its morning: everything dated before, and the documents of the same day before it; payments of the
day are known in the evening. What is held stands outside: it adds nothing to the exposure and
cannot become overdue, until nothing speaks against it any more. Business itself goes on as it did:
the customer orders and pays on the days on which it really did, and a payment of a held document
is money in advance for it. Who decides and how fast is left out: a hold lasts until its reasons
are gone, so days are an upper bound.
"""
from collections import defaultdict

from .guard import PREPAY, STRICTNESS, Document, Standing, decide, in_force, measure
from .replay_facts import (
    CREDITED,
    GOOD,
    LATE,
    LOST,
    NOTHING,
    OPEN,
    PAID,
    RUNNING,
    Figures,
    Held,
    Item,
    Ledger,
    Match,
    Paper,
    Tally,
    Terms,
    week_of,
)
from .replay_outcome import outcomes

__all__ = [
    "CREDITED", "GOOD", "LATE", "LOST", "OPEN", "PAID", "RUNNING", "Figures", "Held", "Item",
    "Ledger", "Match", "Paper", "Tally", "Terms", "decisive", "figures_on", "outcomes", "replay",
    "timeline", "week_of",
]

_MORNING, _EVENING, _NIGHT = 0, 1, 2


def timeline(ledger):
    """Put what happened with a customer into the order in which it became known.

    :return: dict day → list of :class:`Paper`, :class:`Item` and :class:`Match`

    >>> from datetime import date
    >>> day = date(2026, 11, 2)
    >>> ledger = Ledger(
    ...     papers=[Paper("a", day, "order", 5.0), Paper("b", day, "order", 7.0)],
    ...     items=[Item(9, day, -5.0), Item(2, day, 7.0, day, "b"), Item(1, day, 5.0, day, "a")],
    ...     matches=[Match(day, 1, 5.0)])
    >>> [type(fact).__name__ + str(fact[0]) for fact in timeline(ledger)[day]][:5]
    ['Papera', 'Item1', 'Paperb', 'Item2', 'Item9']
    """
    place = {paper.key: (index, paper.day) for index, paper in enumerate(ledger.papers)}
    days = defaultdict(list)
    for paper in ledger.papers:
        days[paper.day].append(((_MORNING, place[paper.key][0], 0), paper))
    for item in ledger.items:
        index, day = place.get(item.paper, (0, None))
        rank = (_MORNING, index, 1) if day == item.day else (_EVENING, 0, 0)
        days[item.day].append((rank, item))
    for match in ledger.matches:
        days[match.day].append(((_NIGHT, 0, 0), match))
    return {
        day: [fact for __, fact in sorted(facts, key=lambda ranked: ranked[0])]
        for day, facts in sorted(days.items())}


class _Book:
    """What is open, as far as it is known; what is held stands outside."""

    __slots__ = (
        "exposure", "held", "items", "items_of", "late", "late_day", "oldest", "own", "paid",
        "withheld")

    def __init__(self, opening):
        self.exposure = self.withheld = 0.0
        self.items = {}                  # key → [due date, rest, paper]
        self.own = defaultdict(float)    # paper → what of it is open
        self.paid = defaultdict(float)   # paper → what was settled of it
        self.held = {}                   # paper → whatever the caller keeps of it
        self.items_of = defaultdict(list)  # paper → keys of its items
        self.late_day = None             # the day that `late` and `oldest` were added up for
        for item in opening:
            self.book(item)

    def book(self, item):
        self.exposure += item.amount
        if item.paper is not None:
            self._own(item.paper, item.amount)
        if item.due is not None and item.amount > 0:
            self.items[item.key] = [item.due, item.amount, item.paper]
            if item.paper is not None:
                self.items_of[item.paper].append(item.key)
            self._forget(item.due)

    def settle(self, match):
        entry = self.items.get(match.item)
        if entry is None:
            return
        entry[1] -= match.amount
        self._forget(entry[0])
        if entry[2] is not None:
            self.paid[entry[2]] += match.amount
            self._own(entry[2], -match.amount)
        if entry[1] < NOTHING:
            del self.items[match.item]

    def _own(self, paper, amount):
        self.own[paper] += amount
        if paper in self.held:
            self.withheld += amount

    def hold(self, paper, kept):
        self.held[paper] = kept
        self.withheld += self.own[paper]
        for due, __ in self._open_of(paper):
            self._forget(due)

    def free(self, paper):
        self.withheld -= self.own[paper]
        for due, rest in self._open_of(paper):
            self._add_late(due, rest)
        return self.held.pop(paper)

    def _open_of(self, paper):
        """Due date and rest of what is open of a paper."""
        keys = self.items_of.get(paper, ())
        return [self.items[key][:2] for key in keys if key in self.items]

    def _forget(self, due):
        """Add up anew what is overdue, after a change of something that was due."""
        if self.late_day is not None and due < self.late_day:
            self.late_day = None

    def _add_late(self, due, rest):
        if self.late_day is not None and due < self.late_day:
            self.late += rest
            self.oldest = min(self.oldest, due)

    def overdue(self, day):
        """Amount past due and days of the oldest, without what is held. Added up once a day: a
        large customer has many papers a day, and far more open items."""
        if self.late_day != day:
            self.late, self.oldest, self.late_day = 0.0, day, day
            for due, rest, paper in self.items.values():
                if due < day and paper not in self.held:
                    self._add_late(due, rest)
        return self.late, (day - self.oldest).days


class _Run:
    """One customer under one set of terms, day by day."""

    def __init__(self, opening, terms, digits):
        self.book = _Book(opening)
        self.terms = sorted(terms, key=lambda term: term.day)
        self.now = Terms(self.terms[0].day) if self.terms else None
        self.digits = digits
        self.month, self.small = None, 0.0
        self.better = False   # something happened that may free what is held
        self.found = []

    def go(self, days):
        """Go through days in order.

        :param days: pairs (day, facts)
        :return: list of (paper, decision, standing, day cleared or None)
        """
        for day, facts in days:
            self._begin(day)
            for fact in facts:
                self._take(fact, day)
            if self.better and self.book.held:
                self._look_again(day)
            self.better = False
        self.found += [(*kept[:3], None) for kept in self.book.held.values()]
        return self.found

    def _begin(self, day):
        while self.terms and self.terms[0].day <= day:
            self.now = self.terms.pop(0)
            self.better = True
        if self.month != (day.year, day.month):
            self.month, self.small, self.better = (day.year, day.month), 0.0, True

    def _take(self, fact, day):
        if isinstance(fact, Paper):
            self._look_at(fact, day)
        elif isinstance(fact, Match):
            self.book.settle(fact)
            self.better = True
        else:
            self.book.book(fact)
            self.better = self.better or fact.amount < 0

    def _look_at(self, paper, day):
        document, standing = self._document(paper), self._standing(day, self.book.own[paper.key])
        decision = decide(document, standing, self.now.rules, day, self.digits)
        if decision.passes:
            self.small += paper.total if decision.small else 0.0
        else:
            barrier = self._barrier(decision, document, standing, day)
            self.book.hold(paper.key, [paper, decision, standing, barrier])

    def _look_again(self, day):
        """Free what nothing speaks against any more, in the order it came."""
        standing = None
        for key, kept in list(self.book.held.items()):
            standing = standing or self._standing(day)
            document = self._document(kept[0])
            if self._stands(kept[3], document, standing):
                continue
            decision = decide(document, standing, self.now.rules, day, self.digits)
            if decision.passes:
                self.found.append((*self.book.free(key)[:3], day))
                standing = None
            else:
                kept[3] = self._barrier(decision, document, standing, day)

    def _standing(self, day, own=0.0):
        """Where the customer stands without what is held.

        :param float own: what the exposure has of the paper that is looked at
        """
        now, (overdue, days) = self.now, self.book.overdue(day)
        return Standing(
            mode=now.mode, status=now.status, limit=now.limit,
            exposure=self.book.exposure - self.book.withheld - own, overdue=overdue, days=days,
            on_time=now.on_time, prepay_percent=now.prepay_percent, tier_action=now.tier_action,
            small=self.small, unsigned=now.unsigned)

    def _document(self, paper):
        return Document(
            paper.kind, paper.total, paper.total,
            prepaid=min(self.book.paid[paper.key], paper.total), discount=paper.discount,
            instalments=paper.instalments, allowed_days=self.now.allowed_days)

    def _barrier(self, decision, document, standing, day):
        """What is looked at first when a held paper is looked at again: one rule that stands in its
        way. Most stand for long, and one is enough.

        :return: (rules it is one of, rule), None where a rule alone does not tell
        """
        condition = decisive(decision)[0]
        for rule in in_force(self.now.rules, document, day):
            if rule.condition == condition and not (rule.small or rule.end) and (
                    STRICTNESS[_action(rule, standing)] >= STRICTNESS[PREPAY]):
                return self.now.rules, rule
        return None

    def _stands(self, barrier, document, standing):
        """Whether a rule still holds a paper, all else left aside."""
        if barrier is None or barrier[0] is not self.now.rules or document.rest <= 0:
            return False
        action = _action(barrier[1], standing)
        return STRICTNESS[action] >= STRICTNESS[PREPAY] and (
            measure(barrier[1], action, document, standing, self.digits) is not None)


def _action(rule, standing):
    return standing.tier_action if rule.action == "tier" else rule.action


def replay(days, opening, terms, digits=2):
    """Tell which papers of a customer would have been held on some terms.

    :param dict days: what :func:`timeline` gave
    :param opening: :class:`Item` of what was open when the first day began
    :param terms: :class:`Terms` by the days they count from, one at least before the first paper
    :param int digits: decimals of the company currency
    :return: list of (paper, decision, standing, day cleared or None)

    >>> from datetime import date
    >>> from .guard import Rule
    >>> first, pays, late = date(2026, 10, 1), date(2026, 10, 20), date(2026, 10, 5)
    >>> ledger = Ledger(
    ...     papers=[Paper("a", first, "order", 80.0), Paper("b", late, "order", 50.0)],
    ...     items=[Item(1, first, 80.0, late, "a"), Item(2, late, 50.0, pays, "b"),
    ...            Item(3, pays, -80.0)],
    ...     matches=[Match(pays, 1, 80.0)])
    >>> terms = [Terms(first, "limit", 100.0, rules=(Rule("limit", bound=100),))]
    >>> [(paper, decision, standing, cleared)] = replay(timeline(ledger), (), terms)
    >>> paper.key, decision.reasons[0].excess, standing.exposure, str(cleared)
    ('b', 30.0, 80.0, '2026-10-20')
    """
    by_day = {term.day: () for term in terms}
    by_day.update(days)
    return _Run(opening, terms, digits).go(sorted(by_day.items()))


def decisive(decision):
    """Return the conditions that held a document, the gravest first.

    >>> from .guard import Decision
    >>> from .guard_facts import HOLD, WARN, Reason
    >>> decisive(Decision(HOLD, (Reason("limit", HOLD, 1, 0), Reason("watch", WARN, 0, 0))))
    ('limit',)
    """
    return tuple(
        reason.condition for reason in decision.reasons
        if STRICTNESS[reason.action] >= STRICTNESS[PREPAY])


def figures_on(days, opening, evenings):
    """Tell where a customer stood in the evenings of some days, nothing held.

    :param dict days: what :func:`timeline` gave
    :param evenings: days in rising order
    :return: list of :class:`Figures`

    >>> from datetime import date
    >>> first, due, pays = date(2026, 10, 1), date(2026, 10, 5), date(2026, 10, 20)
    >>> ledger = Ledger(items=[Item(1, first, 80.0, due), Item(2, pays, -50.0)],
    ...                 matches=[Match(pays, 1, 50.0)])
    >>> evenings = date(2026, 9, 30), date(2026, 10, 19), pays
    >>> [tuple(figures) for figures in figures_on(timeline(ledger), (), evenings)]
    [(0.0, 0.0, 0.0, 0), (80.0, 80.0, 80.0, 14), (30.0, 30.0, 30.0, 15)]
    """
    book, found, todo = _Book(opening), [], sorted(days.items(), reverse=True)
    for evening in evenings:
        while todo and todo[-1][0] <= evening:
            for fact in todo.pop()[1]:
                if isinstance(fact, Match):
                    book.settle(fact)
                elif isinstance(fact, Item):
                    book.book(fact)
        open_amount = sum((rest for __, rest, __ in book.items.values()), 0.0)
        found.append(Figures(book.exposure, open_amount, *book.overdue(evening)))
    return found
