"""Cash to come, in plain numbers: periods, invoicing that goes on, positions, and how good it was.

Days are counted from the day of the forecast: 0 is that day. Amounts stand at *edges*, days at
whose beginning a sum is read: what is expected before the edge. What a period brings is then the
difference of two edges, and periods add up to the whole to the cent.

No numpy here: where it is missing, `by_mean_delay` spreads the open items, without a range.
"""
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise
from math import sqrt
from typing import NamedTuple

WEEK_DAYS = 7
WEEKS, MONTHS = 13, 12
YEAR_WEEKS = 52
ORDER_DAYS = 28         # in which what is ordered now is invoiced
SMOOTHED = 2            # weeks before and after the one of last year
LEAST_SEASON, MOST_SEASON = 0.5, 2.0
TENTH = 1.2816          # standard deviations from the mean to the tenth, and to nine tenths
WEEK, MONTH = 'week', 'month'
CURVE = -1              # of `Cell.fixed`: the payment follows the customer's delay curve


class Period(NamedTuple):
    """A week or a month of a forecast; ``end`` is the first day after it."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Money of one customer that is due on one day and comes, or does not, at once.

    ``customer`` is any key, ``due`` a day (negative: overdue), ``group`` the number of what it is
    shown under, ``amount`` in company currency and ``amount_currency`` in that of the documents.
    ``fixed`` is the day on which it was promised, ``start`` the first day on which the curve is
    believed, ``share`` how much of it can come at all (0: held back by a dispute).
    """

    customer: object
    due: int
    group: int
    amount: float
    amount_currency: float
    fixed: int = CURVE
    start: int = 0
    share: float = 1.0


class Term(NamedTuple):
    """What is known of one open item beside its due date.

    ``amount`` (company currency) comes on day ``fixed`` with probability ``chance``; with no day
    it does not come before that is decided.
    """

    fixed: object
    amount: float
    chance: float = 1.0


class Scenario(NamedTuple):
    """What is assumed: everybody ``slower`` by days, a ``failed`` customer pays nothing more,
    ``off`` percent of everything never comes."""

    slower: int = 0
    failed: object = None
    off: float = 0.0

    @property
    def share(self):
        """Return the share of an amount that still comes.

        >>> Scenario(off=25).share
        0.75
        """
        return 1 - self.off / 100


BASE = Scenario()


class Spread(NamedTuple):
    """Receipts of open items: by group what came before each edge (company currency, documents'
    currency), the variance of each period, and what is overdue at each edge."""

    reached: list
    reached_currency: list
    variance: list
    overdue: list


def periods(day):
    """Return the `Period`s from a date on: 13 weeks, and the rest of the month with 11 more.

    >>> found = periods(date(2026, 6, 30))
    >>> found[0], found[13], found[14], found[-1].end
    (Period(kind='week', start=0, end=7), Period(kind='month', start=0, end=1), \
Period(kind='month', start=1, end=32), 336)
    """
    weeks = [Period(WEEK, WEEK_DAYS * number, WEEK_DAYS * (number + 1)) for number in range(WEEKS)]
    begins = [day] + [month_ahead(day, number) for number in range(1, MONTHS + 1)]
    offsets = [(begin - day).days for begin in begins]
    return weeks + [
        Period(MONTH, start, end) for start, end in pairwise(offsets)]


def month_ahead(day, ahead):
    """Return the first day of a month some months ahead.

    >>> month_ahead(date(2026, 12, 31), 2)
    datetime.date(2027, 2, 1)
    """
    years, month = divmod(day.month - 1 + ahead, 12)
    return date(day.year + years, month + 1, 1)


def edges(found):
    """Return the days at which the sums of periods are read.

    >>> edges([Period(WEEK, 0, 7), Period(MONTH, 0, 3)])
    [0, 3, 7]
    """
    return sorted({0} | {day for period in found for day in (period.start, period.end)})


# === OPEN ITEMS === #

def split(cell, terms):
    """Return the cells of one item: what terms say of parts of it, the rest by its curve.

    A promise that may be broken is paid later then, as the curve says.

    :param Cell cell: the whole item
    :param terms: `Term`s; together they take no more than the item, in their order

    >>> cell = Cell('A', -5, 0, 100.0, 50.0)
    >>> [(part.amount, part.amount_currency, part.fixed, part.start, part.share)
    ...  for part in split(cell, [Term(None, 30.0), Term(10, 50.0, 0.75)])]
    [(30.0, 15.0, -1, 0, 0.0), (37.5, 18.75, 10, 0, 1.0), (12.5, 6.25, -1, 11, 1.0), \
(20.0, 10.0, -1, 0, 1.0)]
    """
    left, found = cell.amount, []
    for term in terms:
        amount = min(max(term.amount, 0.0), left)
        left -= amount
        if term.fixed is None:
            found.append(_part(cell, amount, share=0.0))
            continue
        day = max(term.fixed, 0)
        found.append(_part(cell, amount * term.chance, fixed=day))
        found.append(_part(cell, amount * (1 - term.chance), start=day + 1))
    found.append(_part(cell, left))
    return [part for part in found if part.amount > 0]


def _part(cell, amount, **how):
    share = amount / cell.amount if cell.amount else 0.0
    return Cell(cell.customer, cell.due, cell.group, amount, cell.amount_currency * share, **how)


def less_credits(cells, credits):
    """Return cells less what their customers have in credit: what is due first is used up first.

    :param credits: dict customer → credit, positive, in company currency

    >>> cells = [Cell('A', 9, 0, 50.0, 50.0), Cell('A', 2, 0, 30.0, 60.0)]
    >>> [(cell.due, cell.amount, cell.amount_currency) for cell in less_credits(cells, {'A': 40.0})]
    [(9, 40.0, 40.0)]
    """
    left, kept = dict(credits), []
    for cell in sorted(cells, key=lambda cell: cell.due):
        used = min(left.get(cell.customer, 0.0), cell.amount)
        if used:
            left[cell.customer] -= used
            cell = _part(
                cell, cell.amount - used, fixed=cell.fixed, start=cell.start, share=cell.share)
        if cell.amount > 0:
            kept.append(cell)
    return kept


def by_mean_delay(cells, delays, usual, found, groups, scenario=BASE):
    """Return the `Spread` of cells paid at once after the customer's mean delay: what is left to
    say without numpy, or while nobody has ever paid (a delay of 0: the due date).

    :param delays: dict customer → mean days after the due date
    :param usual: the same of the others
    :param found: `Period`s
    :param int groups: how many there are

    >>> cells = [Cell('A', 3, 0, 70.0, 70.0), Cell('B', -9, 0, 30.0, 30.0)]
    >>> by_mean_delay(cells, {'A': 6.0}, 0, periods(date(2026, 6, 30))[:2], 1).reached
    [[0.0, 30.0, 100.0]]
    """
    points = edges(found)
    reached = [[0.0] * len(points) for __ in range(groups)]
    in_currency = [[0.0] * len(points) for __ in range(groups)]
    overdue = [0.0] * len(points)
    for cell in cells:
        share = 0.0 if cell.customer == scenario.failed is not None else (
            cell.share * scenario.share)
        day = scenario.slower + _day_of(cell, delays.get(cell.customer, usual))
        for place in range(len(points)):
            came = share if points[place] > day else 0.0
            reached[cell.group][place] += cell.amount * came
            in_currency[cell.group][place] += cell.amount_currency * came
            overdue[place] += cell.amount * (1 - came) * (cell.due < points[place])
    return Spread(reached, in_currency, [[0.0] * len(found) for __ in range(groups)], overdue)


def _day_of(cell, delay):
    if cell.fixed != CURVE:
        return cell.fixed
    return max(cell.due + round(delay), cell.start, 0)


# === INVOICING TO COME === #

def season(weekly, week):
    """Return the factor by which a week to come differs from the last weeks: half of what it did
    a year ago, between a half and twice; 1 while there is not a year and a quarter to look at.

    :param weekly: invoicing of past weeks, the last week first
    :param int week: 0 is the week that begins now

    >>> season([10.0] * 40, 0), season([10.0] * 49 + [20.0] * 3 + [10.0] * 13, 0)
    (1.0, 1.3)
    """
    before = weekly[YEAR_WEEKS:YEAR_WEEKS + WEEKS]
    if len(before) < WEEKS or sum(before) <= 0:
        return 1.0
    then = max(YEAR_WEEKS - 1 - week, 0)
    around = weekly[max(then - SMOOTHED, 0):then + SMOOTHED + 1]
    ratio = (sum(around) / len(around)) / (sum(before) / WEEKS)
    return (1 + min(max(ratio, LEAST_SEASON), MOST_SEASON)) / 2


def invoicing(day, weekly, days, share=1.0, plan=None, orders=0.0):
    """Return what is invoiced per day: (of orders at hand, beside them).

    The last 13 weeks go on, with the season of a year ago; orders are invoiced within four weeks
    and are part of it until they are more. Months with a sales plan follow the plan.

    :param date day: of the forecast
    :param weekly: invoicing of the whole company in past weeks, the last week first
    :param share: of it that belongs to this group
    :param plan: dict first day of a month → planned amount of the company; None means none
    :param orders: of this group

    >>> ordered, beside = invoicing(date(2026, 6, 29), [70.0] * 13, 3, orders=560.0)
    >>> ordered, beside
    ([20.0, 20.0, 20.0], [0.0, 0.0, 0.0])
    >>> invoicing(date(2026, 6, 29), [], 3, plan={date(2026, 7, 1): 310.0})[1]
    [0.0, 0.0, 10.0]
    """
    recent = weekly[:WEEKS]
    rate = max(sum(recent) / WEEKS / WEEK_DAYS, 0.0)
    ordered, beside = [], []
    for offset in range(days):
        when = day + timedelta(offset)
        planned = (plan or {}).get(when.replace(day=1))
        whole = rate * season(weekly, offset // WEEK_DAYS) if planned is None else (
            planned / ((month_ahead(when, 1) - when.replace(day=1)).days))
        known = max(orders, 0.0) / ORDER_DAYS if offset < ORDER_DAYS else 0.0
        ordered.append(known)
        beside.append(max(whole * share - known, 0.0))
    return ordered, beside


def arriving(daily, lag, scenario=BASE):
    """Return what is paid per day of invoices issued per day.

    :param lag: shares that are paid so many days after the invoice

    >>> arriving([10.0, 10.0, 0.0, 0.0], [0.0, 0.5, 0.5])
    [0.0, 5.0, 10.0, 5.0]
    >>> arriving([10.0, 10.0, 0.0, 0.0], [0.0, 0.5, 0.5], Scenario(slower=1, off=50))
    [0.0, 0.0, 2.5, 5.0]
    """
    late = [0.0] * scenario.slower + list(lag)
    shares = [(after, share * scenario.share) for after, share in enumerate(late) if share]
    found = [0.0] * len(daily)
    for offset, amount in enumerate(daily):
        if amount:
            for after, share in shares:
                if offset + after >= len(found):
                    break
                found[offset + after] += amount * share
    return found


def before(daily, points):
    """Return the sums of what comes before each edge.

    >>> before([1.0, 2.0, 4.0], [0, 2, 3])
    [0.0, 3.0, 7.0]
    """
    sums = [0.0, *accumulate(daily)]
    return [sums[min(point, len(daily))] for point in points]


def invoicing_variance(weekly, expected):
    """Return the variance of receipts of invoices to come: weeks of invoicing differ as those of
    the last quarter did.

    :param weekly: invoicing of past weeks, the last week first
    :param expected: receipts of a period

    >>> invoicing_variance([10.0, 20.0] * 6 + [15.0], 30.0)
    50.0
    >>> invoicing_variance([], 30.0)
    0.0
    """
    recent = weekly[:WEEKS]
    mean = sum(recent) / WEEKS
    if mean <= 0:
        return 0.0
    variance = sum((week - mean) ** 2 for week in recent) / (WEEKS - 1)
    return variance * expected / mean


def trailing(weekly, daily, day, days):
    """Return what is invoiced in the days before a day to come.

    :param weekly: invoicing of past weeks, the last week first
    :param daily: invoicing of days to come

    >>> trailing([70.0] * 13, [20.0, 20.0], 2, 9)
    110.0
    """
    found = sum(daily[max(day - days, 0):day])
    left = days - day
    for week in weekly:
        if left <= 0:
            break
        found += week * min(left, WEEK_DAYS) / WEEK_DAYS
        left -= WEEK_DAYS
    return found


def slower_overdue(overdue, lag, days):
    """Return the shares of invoices that are overdue at an age, when all pay some days later.

    :param overdue: shares at each age as it was
    :param lag: shares paid so many days after the invoice

    >>> slower_overdue([0.0, 0.0, 0.5, 0.0], [0.0, 0.5, 0.0, 0.5], 1)
    [0.0, 0.0, 1.0, 0.0]
    """
    paid = before(lag, range(len(overdue)))
    return [
        min(share + paid[age] - paid[max(age - days, 0)], 1.0)
        for age, share in enumerate(overdue)]


# === PERIODS === #

def rounded(values, digits):
    """Return values rounded to the decimals of a currency, without a negative zero.

    >>> rounded([0.005, -0.001], 2)
    [0.01, 0.0]
    """
    scale = 10 ** digits
    return [int(value * scale + (0.5 if value >= 0 else -0.5)) / scale for value in values]


def within(reached, points, found):
    """Return what each period brings.

    >>> within([0.0, 3.0, 7.0], [0, 7, 14], [Period(WEEK, 0, 7), Period(WEEK, 7, 14)])
    [3.0, 4.0]
    """
    place = {point: number for number, point in enumerate(points)}
    return [reached[place[period.end]] - reached[place[period.start]] for period in found]


def interval(mean, variance, most=None):
    """Return between which amounts a sum is with 80 %: the tenth and nine tenths of a normal
    distribution, not below 0 and not above the most that can come.

    >>> interval(50.0, 2500.0, 100.0), interval(1000.0, 100.0)
    ((0.0, 100.0), (987.184, 1012.816))
    """
    wide = TENTH * sqrt(max(variance, 0.0))
    high = mean + wide
    return max(mean - wide, min(mean, 0.0)), high if most is None else max(min(high, most), mean)
