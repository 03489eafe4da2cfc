"""Decide on discounts for early payment: which steps an invoice is offered, and what of a discount
its payments have earned. `incentive_lab` says whether that pays.

Amounts are of the document's currency unless told, in percent means 1.5 for 1.5 %, and a year has
365 days. A discount is counted on the part of an invoice that may be discounted (`base`): the
total where the term lowers the tax too, the untaxed amount where it does not.
"""
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import floor

from .rounding import round_half_up

YEAR = 365

# Why nothing is offered. The first that holds is told.
DISPUTED, STATUS, INSTALMENTS, AMOUNT, SEASON, EARLY, MARGIN, PAST, NOTHING = (
    'disputed', 'status', 'instalments', 'amount', 'season', 'early', 'margin', 'past', 'nothing')


# === INTEREST === #

def annual_rate(percent, days):
    """Return what a discount is worth to the customer as simple interest per year.

    Who pays 99 ten days before 100 are due earns 1 on 99 in ten days. Formula: d ÷ (1 − d) × 365 ÷
    days; see any textbook on trade credit ("2/10 net 30").

    :param float percent: discount, 0 to below 100
    :param int days: between the payment and the due date
    :return: percent per year; ``None`` where nothing is paid earlier

    >>> round(annual_rate(1, 10), 2)  # one percent for ten days
    36.87
    >>> round(annual_rate(2, 20), 2)  # 2/10 net 30
    37.24
    >>> annual_rate(2, 0) is None
    True
    """
    if days <= 0 or not 0 <= percent < 100:
        return None
    return percent / (100 - percent) * YEAR / days * 100


def percent_for(rate, days):
    """Return the discount that is worth a rate: the inverse of :func:`annual_rate`.

    :param float rate: percent per year
    :param int days: paid before the due date
    :return: percent of the invoice

    >>> round(percent_for(36.8687, 10), 4)
    1.0
    >>> percent_for(12, 0)
    0.0
    """
    if days <= 0 or rate <= 0:
        return 0.0
    interest = rate / 100 * days / YEAR
    return interest / (1 + interest) * 100


# === OFFER === #

@dataclass(frozen=True, slots=True)
class Step:
    """Until and including a day, so many percent are discounted."""

    last: date
    percent: float


@dataclass(frozen=True, slots=True)
class Rules:
    """What a policy says. ``steps``: pairs (days, percent), or ``rate`` percent per year in steps
    of ``every`` days. Days are counted from the start, or backwards from the due date."""

    steps: tuple = ()
    rate: float = 0.0
    every: int = 7
    before_due: bool = True
    amount_from: float = 0.0  # company currency
    amount_to: float = 0.0  # 0: no such bound
    season_from: date | None = None
    season_to: date | None = None
    margin_floor: float = 0.0  # percent of net sales that must be left
    skip_early: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """An invoice that may be offered a discount."""

    start: date  # of the invoice, or the day of an offer on an open one
    due: date
    amount: float  # company currency
    instalments: int = 1
    disputed: bool = False
    barred: bool = False  # the customer's status says no
    habit: float | None = None  # days after the due date on which the customer uses to pay
    margin: float | None = None  # percent of net sales, None: not known


@dataclass(frozen=True, slots=True)
class Proposal:
    """Steps to offer, first day first; or why there are none."""

    steps: tuple = ()
    reason: str = ''


def propose(rules, case, today):
    """Decide what an invoice is offered.

    A step that rewards nothing is not offered: one whose last day is past, not before the due
    date, or not before the day on which the customer pays anyway; nor one that leaves less margin
    than the policy wants.

    :param date today: the first day that a step may end on
    :return: :class:`Proposal`

    >>> rules = Rules(steps=((10, 1.0), (20, 2.0)))
    >>> case = Case(date(2026, 12, 1), date(2026, 12, 31), 10_000.0)
    >>> [(step.last.day, step.percent) for step in propose(rules, case, case.start).steps]
    [(11, 2.0), (21, 1.0)]
    >>> propose(Rules(rate=12.0, every=10), case, case.start).steps[0].last.day
    1
    """
    if reason := _why_not(rules, case):
        return Proposal(reason=reason)
    steps = [step for step in _steps(rules, case) if step.last >= today]
    if not steps:
        return Proposal(reason=PAST)
    if rules.skip_early and case.habit is not None:
        usual = case.due + timedelta(days=floor(case.habit))
        steps = [step for step in steps if step.last < usual]
    if not steps:
        return Proposal(reason=EARLY)
    steps = [step for step in steps if _leaves_margin(rules, case, step)]
    return Proposal(tuple(steps)) if steps else Proposal(reason=MARGIN)


def _why_not(rules, case):
    """Return why an invoice gets no offer whatever its steps, empty when it may."""
    checks = (
        (DISPUTED, case.disputed),
        (STATUS, case.barred),
        (INSTALMENTS, case.instalments != 1),
        (AMOUNT, case.amount < rules.amount_from or 0 < rules.amount_to < case.amount),
        (SEASON, _outside(case.start, rules.season_from, rules.season_to)),
        (NOTHING, not rules.steps and rules.rate <= 0),
    )
    return next((reason for reason, holds in checks if holds), '')


def _outside(day, first, last):
    return bool((first and day < first) or (last and day > last))


def _steps(rules, case):
    """Return the steps of a policy on an invoice, as days, before the due date, first day first:
    of each day the most, and never more for paying later."""
    if rules.rate > 0:
        found = [
            Step(case.due - timedelta(days=days), round_half_up(percent_for(rules.rate, days), 4))
            for days in range(rules.every, (case.due - case.start).days + 1, rules.every)]
    else:
        found = [Step(_last_day(rules, case, days), percent) for days, percent in rules.steps]
    kept, best = [], 0.0
    for step in sorted(found, key=lambda step: (step.last, step.percent), reverse=True):
        if step.last < case.due and step.percent > best:
            kept.append(step)
            best = step.percent
    return kept[::-1]


def _last_day(rules, case, days):
    if rules.before_due:
        return case.due - timedelta(days=days)
    return case.start + timedelta(days=days)


def _leaves_margin(rules, case, step):
    """Whether what is left of the net sale after the discount has the margin that is wanted.

    With a cost of 80 of 100, 2 % off leave 18 of 98.
    """
    if case.margin is None or rules.margin_floor <= 0:
        return True
    left = 100 - step.percent
    return left > 0 and (case.margin - (100 - left)) / left * 100 >= rules.margin_floor


# === RECOGNITION === #

@dataclass(frozen=True, slots=True)
class Terms:
    """What one invoice was offered."""

    total: float
    base: float  # of the total, what the discount is counted on
    steps: tuple  # of Step, first day first
    grace: int = 0  # days of tolerance after a step's last day
    parts: bool = False  # whether a part paid in time earns its part
    digits: int = 2

    def discount(self, percent, credited=0.0):
        """Return the discount that a percentage comes to, once credit notes have made the invoice
        smaller.

        >>> Terms(11_900.0, 10_000.0, ()).discount(2, credited=1_190.0)
        180.0
        """
        share = 1 - credited / self.total if self.total else 0.0
        return round_half_up(self.base * percent / 100 * max(0.0, share), self.digits)

    def step_on(self, day, grace=None):
        """Return the step that a payment on a day falls under, ``None`` when it is too late.

        :param int grace: in place of that of the offer: what is told customers has none
        """
        wait = timedelta(days=self.grace if grace is None else grace)
        return next((step for step in self.steps if day <= step.last + wait), None)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came in for an invoice."""

    day: date
    amount: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of an offer after a payment: what is granted now, what was deducted without
    right, and the day and the percentage of the step that counted."""

    granted: float = 0.0
    claim: float = 0.0
    day: date | None = None
    percent: float = 0.0


def recognise(terms, receipts, credited=0.0, granted=0.0):
    """Decide what of a discount is earned by the payments so far, whatever way they came in.

    The discount was deducted when what is still open is not more than the highest discount. The
    day that counts is the one on which so much had come in. What the step of that day allows is
    granted; what was deducted beyond it is a claim.

    :param receipts: :class:`Receipt` s matched with the invoice, in any order
    :param float credited: credit notes matched with it: no payments, the invoice is smaller
    :param float granted: what was granted before
    :return: :class:`Verdict`

    >>> offer = Terms(10_000.0, 10_000.0, (Step(date(2026, 12, 12), 1.2),))
    >>> recognise(offer, [Receipt(date(2026, 12, 12), 9_880.0)]).granted
    120.0
    >>> recognise(offer, [Receipt(date(2026, 12, 13), 9_880.0)]).claim
    120.0
    >>> recognise(offer, [Receipt(date(2026, 12, 12), 5_000.0)])  # more is to come
    Verdict(granted=0.0, claim=0.0, day=None, percent=0.0)
    """
    receipts = sorted(receipts, key=lambda receipt: receipt.day)
    paid = sum(receipt.amount for receipt in receipts)
    net = terms.total - credited
    left = round_half_up(net - paid - granted, terms.digits)
    most = max((terms.discount(step.percent, credited) for step in terms.steps), default=0.0)
    if left <= 0 or not receipts:
        return Verdict()
    if round_half_up(left + granted - most, terms.digits) > 0:
        return _earned_by_parts(terms, receipts, granted, left) if terms.parts else Verdict()
    day = _day_reached(receipts, net - most, terms.digits)
    step = terms.step_on(day)
    if terms.parts and not step:
        return _close_parts(_earned_by_parts(terms, receipts, granted, left), left, terms)
    allowed = terms.discount(step.percent, credited) if step else 0.0
    give = min(left, max(0.0, round_half_up(allowed - granted, terms.digits)))
    return Verdict(
        give, round_half_up(left - give, terms.digits), day, step.percent if step else 0.0)


def _day_reached(receipts, amount, digits):
    """Return the day on which receipts, oldest first, had come to an amount."""
    totals = accumulate(receipt.amount for receipt in receipts)
    days = (
        receipt.day for receipt, paid in zip(receipts, totals, strict=True)
        if round_half_up(paid - amount, digits) >= 0)
    return next(days, receipts[-1].day)


def _earned_by_parts(terms, receipts, granted, left):
    """What parts have earned one by one: who pays 99 of 100 in time keeps 1, who pays 49.50 keeps
    0.50."""
    earned, last = 0.0, None
    for receipt in receipts:
        if step := terms.step_on(receipt.day):
            share = terms.base / terms.total * step.percent / 100
            earned, last = earned + receipt.amount * share / (1 - share), step
    give = min(left, max(0.0, round_half_up(earned - granted, terms.digits)))
    return Verdict(give, 0.0, receipts[-1].day, last.percent if last else 0.0)


def _close_parts(verdict, left, terms):
    """The last part came too late: what is missing beyond what parts have earned is a claim."""
    return Verdict(
        verdict.granted, round_half_up(left - verdict.granted, terms.digits), verdict.day,
        verdict.percent)


def taken_back(granted, total, credited, digits=2):
    """Return what of a discount is owed back when goods are returned after it was taken: the
    credit note is over the full price, of which the customer has paid less.

    :param float total: the invoice as the discount was granted on it
    :param float credited: credit notes since

    >>> taken_back(120.0, 10_000.0, 2_000.0)
    24.0
    """
    if total <= 0:
        return 0.0
    return round_half_up(granted * min(1.0, credited / total), digits)


# === REBATE === #

def rebate(base, on_time, percent, least_share, digits=2):
    """Return the share of a period's invoices paid on time, and the rebate on what was.

    :param float base: net amount of the period's invoices, company currency
    :param float on_time: of it, paid by the due date
    :param float percent: rebate on what was paid on time
    :param float least_share: percent that must be on time for any rebate
    :return: (percent on time, rebate)

    >>> rebate(50_000.0, 45_000.0, 0.5, 80.0)
    (90.0, 225.0)
    >>> rebate(50_000.0, 30_000.0, 0.5, 80.0)
    (60.0, 0.0)
    """
    share = on_time / base * 100 if base > 0 else 0.0
    earned = share >= least_share and on_time > 0
    return share, round_half_up(on_time * percent / 100, digits) if earned else 0.0
