"""Tell what became of papers that would have been held, up to the last day of a replay."""
from collections import defaultdict
from datetime import date

from .replay_facts import CREDITED, GOOD, LATE, LOST, NOTHING, OPEN, RUNNING, Held


class _Fate:
    """What became of one paper up to the last day."""

    __slots__ = ("credited", "late", "lost", "paid", "rest", "rest_days", "total")

    def __init__(self):
        self.rest, self.rest_days, self.late, self.paid = None, 0, 0, None
        self.total = self.lost = self.credited = 0.0

    def add(self, item, settled, rest, end):
        """Add one item of the paper.

        :param settled: amounts by kind and the last day, of `_settled`; None without any
        """
        self.rest = (self.rest or 0.0) + rest
        self.total += item.amount
        if rest >= NOTHING:
            self.rest_days = max(self.rest_days, (end - item.due).days)
        if settled:
            self.paid = max(self.paid or settled.day, settled.day)
            self.lost += settled.amounts[LOST]
            self.credited += settled.amounts[CREDITED]
        last = settled.day if rest < NOTHING else end
        self.late = max(self.late, (last - item.due).days)

    @property
    def paid_share(self):
        """What of it was or will be paid: neither credited nor written off."""
        return max(0.0, 1.0 - (self.credited + self.lost) / self.total) if self.total else 1.0

    @property
    def outcome(self):
        if self.rest is None:
            return RUNNING
        if self.lost > self.total - self.lost - self.credited - self.rest:
            return LOST
        if self.rest >= NOTHING:
            return OPEN if self.rest_days > 0 else RUNNING
        if self.credited > self.total - NOTHING:
            return CREDITED
        return LATE if self.late > 0 else GOOD


def outcomes(ledger, found, end):
    """Add to held papers what became of them: what the ledger says up to the last day.

    :param Ledger ledger: of the customer
    :param found: what :func:`replay` gave
    :param date end: the last day
    :return: list of :class:`Held`, by the day of the paper

    >>> from .replay_facts import Item, Ledger, Match, Paper
    >>> day, due, end = date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 30)
    >>> papers = [Paper(key, day, "order", 9.0) for key in "abcd"]
    >>> ledger = Ledger(
    ...     papers=papers, items=[Item(key, day, 9.0, due, key) for key in "abc"],
    ...     matches=[Match(due, "a", 9.0), Match(due, "b", 4.0), Match(end, "b", 5.0)])
    >>> for held in outcomes(ledger, [(paper, None, None, None) for paper in papers], end):
    ...     print(held.outcome, held.paid, held.late_days, held.rest, held.delay(end))
    good 2026-10-31 0 0.0 60
    late 2026-11-30 30 0.0 60
    open None 30 9.0 60
    running None 0 0.0 60
    """
    wanted = {paper.key for paper, *__ in found}
    settled, fates = _settled(ledger.matches), defaultdict(_Fate)
    for item in ledger.items:
        if item.paper in wanted and item.due is not None and item.amount > 0:
            one = settled.get(item.key)
            rest = max(0.0, item.amount - sum(one.amounts.values())) if one else item.amount
            fates[item.paper].add(item, one, rest, end)
    return sorted(
        (_held(kept, fates[kept[0].key]) for kept in found), key=lambda held: held.paper.day)


class _Settled:
    """By what one item was settled: amounts by kind, the last day."""

    __slots__ = ("amounts", "day")

    def __init__(self):
        self.amounts, self.day = defaultdict(float), date.min


def _settled(matches):
    found = defaultdict(_Settled)
    for match in matches:
        one = found[match.item]
        one.amounts[match.kind] += match.amount
        one.day = max(one.day, match.day)
    return found


def _held(kept, fate):
    paper, decision, standing, cleared = kept
    return Held(
        paper, decision, standing, cleared, fate.outcome,
        fate.paid if fate.outcome in (GOOD, LATE) else None, max(0, fate.late),
        round(fate.rest or 0.0, 6), max(0, fate.rest_days), round(fate.lost, 6), fate.paid_share)
