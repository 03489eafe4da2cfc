"""A payment plan: in which instalments a debt is paid, whether they come, and when it is over.

Amounts are exact to the smallest unit of the currency: instalments are equal, and what rounding
leaves is paid with the last one. Interest runs on what is left of the debt, day by day.
"""
import calendar
from datetime import date, timedelta
from math import floor
from typing import NamedTuple

from . import interest
from .rounding import round_half_up

OPEN, PARTLY, PAID, MISSED = "open", "partly", "paid", "missed"
ACTIVE, KEPT, DEFAULTED = "active", "kept", "defaulted"
DAYS = {"week": 7, "fortnight": 14}
MONTHS = {"month": 1, "quarter": 3}


class Instalment(NamedTuple):
    """What is paid on a day: debt and interest."""

    day: date
    principal: float
    interest: float = 0.0

    @property
    def amount(self):
        """Both together."""
        return round_half_up(self.principal + self.interest, 9)


def days(first, count, interval):
    """Return the days of the instalments. A month has the same day of the month, or its last.

    >>> [str(day) for day in days(date(2026, 1, 31), 3, "month")]
    ['2026-01-31', '2026-02-28', '2026-03-31']
    >>> [day.day for day in days(date(2026, 6, 1), 3, "fortnight")]
    [1, 15, 29]

    :param date first: day of the first instalment
    :param int count: how many
    :param str interval: key of :data:`DAYS` or :data:`MONTHS`
    """
    if interval in DAYS:
        return [first + timedelta(DAYS[interval] * index) for index in range(count)]
    return [_months_later(first, MONTHS[interval] * index) for index in range(count)]


def _months_later(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def parts(amount, count, digits=2, first=0.0):
    """Divide an amount into equal parts; what rounding leaves is part of the last one.

    >>> parts(1000, 3), parts(100, 3, digits=0), parts(1000, 4, first=400)
    ([333.33, 333.33, 333.34], [33.0, 33.0, 34.0], [400.0, 200.0, 200.0, 200.0])

    :param float amount: what is divided
    :param int count: number of parts
    :param int digits: decimals of the currency
    :param float first: the first part, where it was agreed; 0: as the others
    :raise ValueError: when a part would be nothing
    """
    amount, first = round_half_up(amount, digits), round_half_up(first, digits)
    head, others = ([first], count - 1) if first else ([], count)
    left = round_half_up(amount - sum(head), digits)
    units = floor(round_half_up(left * 10**digits, 0))
    if others <= 0 and not left and head:
        return head
    if others <= 0 or units < others:
        raise ValueError("each instalment pays something, and all together the whole")
    equal = round_half_up(units // others / 10**digits, digits)
    last = round_half_up(left - equal * (others - 1), digits)
    return [*head, *([equal] * (others - 1)), last]


def schedule(amount, start, first, count, interval, digits=2, down=0.0, rate=0.0):
    """Return the instalments of a debt, with simple interest on what is left of it.

    >>> for each in schedule(1200, date(2026, 1, 1), date(2026, 2, 1), 2, "month", rate=12):
    ...     print(each.day, each.principal, each.interest, each.amount)
    2026-02-01 600.0 12.23 612.23
    2026-03-01 600.0 5.52 605.52

    :param float amount: the debt
    :param date start: interest runs from the day after
    :param first, count, interval: see :func:`days`
    :param float down: the first instalment, where it is another amount
    :param float rate: percent a year; 0: none
    :return: list of :class:`Instalment`
    """
    dates = days(first, count, interval)
    principals = parts(amount, count, digits, down)
    return with_interest(list(zip(dates, principals, strict=True)), start, rate, digits)


def with_interest(principals, start, rate, digits=2):
    """Return instalments with the interest of each: that of the days since the one before.

    :param principals: pairs (day, amount) in order of the days
    :param date start: interest runs from the day after
    :param float rate: percent a year; 0: none
    :return: list of :class:`Instalment`
    """
    debt = interest.Item(
        sum(amount for _day, amount in principals), start,
        tuple((day, -amount) for day, amount in principals))
    terms = interest.Terms((interest.Rate(interest.BEGIN, rate),) if rate else (), digits=digits)
    made, seen = [], 0.0
    for day, amount in principals:
        until = interest.accrue(debt, terms, day).amount if rate else 0.0
        made.append(Instalment(day, amount, round_half_up(until - seen, digits)))
        seen = until
    return made


class Line(NamedTuple):
    """How far an instalment has come."""

    state: str
    paid: float


class Standing(NamedTuple):
    """How a plan stands: its state, its lines, and what should have come by now and did not."""

    state: str
    lines: tuple
    arrears: float = 0.0


def evaluate(instalments, left, known_until, grace=0, allowed=0, digits=2):
    """Say which instalments were paid, and whether the plan is kept.

    What is paid settles the instalments in order of their days. An instalment is missed once the
    bank has told what came in up to its day plus grace, and the plan defaults when more were
    missed than are allowed.

    >>> plan = [(date(2026, 1, 31), 100.0), (date(2026, 2, 28), 100.0)]
    >>> evaluate(plan, 150.0, date(2026, 2, 1))
    Standing(state='defaulted', lines=(Line(state='missed', paid=50.0), \
Line(state='open', paid=0.0)), arrears=50.0)
    >>> evaluate(plan, 150.0, date(2026, 2, 1), grace=5).state, evaluate(plan, 0.0, None).state
    ('active', 'kept')

    :param instalments: pairs (day, amount) in order of the days
    :param float left: what is still open of the debts in the plan
    :param known_until: the day up to which receipts are known, None: none are
    :param int grace: days after an instalment's day
    :param int allowed: missed instalments that do no harm yet
    :return: :class:`Standing`
    """
    total = sum(amount for _day, amount in instalments)
    money = max(0.0, round_half_up(total - left, digits))
    if round_half_up(left, digits) <= 0:
        return Standing(KEPT, tuple(Line(PAID, amount) for _day, amount in instalments))
    lines, arrears = [], 0.0
    for day, amount in instalments:
        paid = min(money, amount)
        money = round_half_up(money - paid, digits)
        late = known_until is not None and known_until >= day + timedelta(grace)
        lines.append(Line(_line_state(paid, amount, late), round_half_up(paid, digits)))
        if lines[-1].state == MISSED:
            arrears += amount - paid
    missed = sum(line.state == MISSED for line in lines)
    return Standing(
        DEFAULTED if missed > allowed else ACTIVE, tuple(lines), round_half_up(arrears, digits))


def _line_state(paid, amount, late):
    if paid >= amount:
        return PAID
    if late:
        return MISSED
    return PARTLY if paid > 0 else OPEN


def item_days(instalments, items, digits=2):
    """Say by which day each debt is paid, when instalments pay what is due first first.

    >>> item_days([(date(2026, 1, 31), 150.0), (date(2026, 2, 28), 50.0)],
    ...           [("a", 100.0), ("b", 100.0)])
    {'a': datetime.date(2026, 1, 31), 'b': datetime.date(2026, 2, 28)}

    :param instalments: pairs (day, amount open of it) in order of the days
    :param items: pairs (key, open amount) in the order in which they are due
    :return: {key: day}
    """
    found, reached, queue = {}, 0.0, iter(instalments)
    day, need = None, 0.0
    for key, amount in items:
        need = round_half_up(need + amount, digits)
        while reached < need and (following := next(queue, None)):
            day, reached = following[0], round_half_up(reached + following[1], digits)
        found[key] = day
    return found


def acceleration_day(defaulted, notice, grace):
    """The first day on which the rest may be called in: some days after the notice; None while
    nobody gave notice of the default.

    >>> acceleration_day(date(2026, 3, 1), date(2026, 3, 5), 14)
    datetime.date(2026, 3, 20)
    >>> acceleration_day(date(2026, 3, 1), None, 14) is None
    True
    """
    if not defaulted or not notice:
        return None
    return max(defaulted, notice) + timedelta(grace + 1)
