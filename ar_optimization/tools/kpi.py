"""Key figures of receivables: for how long money is out, and on how few customers it hangs.

Amounts of one call are in one currency; sales and receivables both include taxes. What cannot be
divided is ``None``, never 0: nobody has collected a debt at once that was never sold.
"""
from typing import NamedTuple

YEAR_DAYS = 365
HERFINDAHL_SCALE = 10_000


class Month(NamedTuple):
    """A month as it was kept.

    ``receivable`` is owed at its end, unapplied credits (``unapplied``, positive) subtracted;
    ``overdue`` is past due, without them; ``sales`` are the invoices of the month less credit
    notes; ``days`` is its length.
    """

    receivable: float
    overdue: float
    unapplied: float
    sales: float
    days: int

    @property
    def current(self):
        """The part of the receivable that is not overdue. Unapplied credits lower it."""
        return self.receivable - self.overdue


def dso(receivable, sales, days):
    """Return the days sales outstanding: receivable ÷ sales of the period × its days.

    The simple method, as credit managers' handbooks have it. Nothing sold: None.

    >>> dso(4_600_000, 9_000_000, 90)
    46.0
    >>> dso(100, 0, 90) is None
    True
    """
    return _ratio(receivable * days, sales)


def dso_count_back(receivable, months):
    """Return the days sales outstanding by count-back (exhaustion): the receivable is taken for
    the newest sales, so seasons do not distort it.

    Month by month, newest first, sales are subtracted from the receivable and the days of the
    month are counted; the month that exhausts it counts in proportion.

    :param receivable: owed at the end of the newest month
    :param months: (sales, days) per month, newest first; a month of more credit notes than
        invoices has negative sales
    :return: days, or None when the sales of all months do not exhaust the receivable

    >>> round(dso_count_back(212_000, [(100_000, 30), (80_000, 30), (70_000, 30)]), 1)
    73.7
    >>> round(dso_count_back(2_100_000, [(900_000, 31), (800_000, 28), (700_000, 31)]), 1)
    76.7
    >>> dso_count_back(0, []), dso_count_back(100, [(60, 30)])
    (0.0, None)
    """
    counted, left = 0.0, receivable
    if left <= 0:
        return counted
    for sales, days in months:
        if sales >= left:
            return counted + left / sales * days
        counted, left = counted + days, left - sales
    return None


def best_possible_dso(current, sales, days):
    """Return what the days sales outstanding would be if everybody paid on time: only what is
    not past due ÷ sales of the period × its days.

    >>> round(best_possible_dso(2_070_000, 9_000_000, 90), 1)
    20.7
    """
    return _ratio(current * days, sales)


def average_days_delinquent(outstanding, best_possible):
    """Return for how many days' sales payment is late: DSO − best possible DSO.

    >>> round(average_days_delinquent(46.0, 20.7), 1)
    25.3
    >>> average_days_delinquent(None, None) is None
    True
    """
    return None if outstanding is None else outstanding - best_possible


def collection_effectiveness(opening, sales, closing, current):
    """Return the collection effectiveness index in percent: of what could be collected in a month,
    how much was; 100 when nothing is overdue at its end.

    (opening + sales − closing) ÷ (opening + sales − current) × 100, after the Credit Research
    Foundation. Of one month, so that it does not matter whether the sales of a longer period are
    to be divided by its months, on which sources differ.

    :param opening: receivable at the beginning
    :param sales: credit sales of the month
    :param closing: receivable at the end
    :param current: the part of ``closing`` that is not past due

    >>> round(collection_effectiveness(1000, 500, 900, 600), 1)
    66.7
    >>> collection_effectiveness(0, 500, 500, 500) is None
    True
    """
    return _ratio(100 * (opening + sales - closing), opening + sales - current)


def turnover(sales, average, days):
    """Return how often a year receivables are turned into money: sales ÷ average receivable, for
    a period of another length brought to 365 days.

    >>> turnover(1_000_000, 200_000, 365), turnover(100, 0, 365)
    (5.0, None)
    >>> turnover(250_000, 200_000, 73)
    6.25
    """
    return _ratio(sales * YEAR_DAYS, average * days)


def overdue_rate(overdue, owed):
    """Return the overdue part of what is owed, in percent, credits not subtracted on either side.

    >>> overdue_rate(30, 120), overdue_rate(0, 0)
    (25.0, None)
    """
    return _ratio(100 * overdue, owed)


def true_dso(months):
    """Return the true days sales outstanding: of every open invoice its days since the invoice ×
    amount ÷ credit sales of its month, added up; after Oracle's definition.

    :param months: (sum of days × open amount, sales) of each month that open invoices are of;
        sales are None where nobody kept them
    :return: days, or None when the sales of a month are not known

    >>> true_dso([(10 * 40_000 + 20 * 20_000, 100_000), (45 * 16_000, 80_000)])
    17.0
    >>> true_dso([(50, None)]) is None, true_dso([])
    (True, 0.0)
    """
    parts = [_ratio(weighted, sales or 0) for weighted, sales in months]
    return None if None in parts else float(sum(parts))


def working_capital_cost(average, rate, days):
    """Return what waiting for money costs: average receivable × cost of capital × days ÷ 365.

    :param float average: average receivable, or its overdue part
    :param float rate: cost of capital in percent a year

    >>> working_capital_cost(730_000, 8, 30)
    4800.0
    """
    return average * rate / 100 * days / YEAR_DAYS


def key_figures(months, span):
    """Return all key figures of the last month of a series.

    :param months: :class:`Month` or None (not kept) per month, oldest first; the last is known
    :param int span: months of the period that sales are taken from
    :return: dict name → number or None; a figure that needs a month nobody kept is None

    >>> march = Month(900, 300, 0, 500, 31)
    >>> figures = key_figures([Month(1000, 400, 0, 620, 28), march], 1)
    >>> {name: round(value, 1) for name, value in figures.items()}
    ... # doctest: +NORMALIZE_WHITESPACE
    {'dso': 55.8, 'dso_count_back': 49.1, 'best_possible_dso': 37.2,
     'average_days_delinquent': 18.6, 'collection_effectiveness': 66.7, 'turnover': 6.2,
     'overdue_rate': 33.3}
    >>> [name for name, value in key_figures([None, march], 3).items() if value is not None]
    ['overdue_rate']
    """
    now, period = months[-1], _last(months, span)
    sales = sum(month.sales for month in period)
    days = sum(month.days for month in period)
    outstanding = dso(now.receivable, sales, days)
    best = best_possible_dso(now.current, sales, days)
    return {
        'dso': outstanding,
        'dso_count_back': dso_count_back(now.receivable, _sales_backwards(months)),
        'best_possible_dso': best,
        'average_days_delinquent': average_days_delinquent(outstanding, best),
        'collection_effectiveness': _effectiveness(_last(months, 2)),
        'turnover': turnover(sales, _average(_last(months, span + 1)), days),
        'overdue_rate': overdue_rate(now.overdue, now.receivable + now.unapplied),
    }


def _last(months, count):
    """The last months, or none when one of them is not known."""
    last = months[-count:]
    return last if len(last) == count and None not in last else []


def _sales_backwards(months):
    """Sales and days, newest first, as far back as every month is known."""
    for month in reversed(months):
        if month is None:
            return
        yield month.sales, month.days


def _effectiveness(months):
    if not months:
        return None
    before, now = months
    return collection_effectiveness(before.receivable, now.sales, now.receivable, now.current)


def _average(months):
    return sum(month.receivable for month in months) / len(months) if months else 0


# Concentration


def shares(amounts):
    """Return the percent of each amount in their sum, and the percent of it with all before it.

    :param amounts: not negative, in the order wanted
    :return: list of (share, cumulative share); empty when the sum is 0

    >>> shares([50, 30, 20])
    [(50.0, 50.0), (30.0, 80.0), (20.0, 100.0)]
    >>> shares([0])
    []
    """
    total, running, found = sum(amounts), 0, []
    for amount in amounts if total else ():
        running += amount
        found.append((100 * amount / total, 100 * running / total))
    return found


def top_share(amounts, count):
    """Return the percent of the largest amounts in the sum of all; None when there is nothing.

    >>> top_share([10, 60, 30], 2), top_share([], 10)
    (90.0, None)
    """
    return _ratio(100 * sum(sorted(amounts, reverse=True)[:count]), sum(amounts))


def herfindahl(amounts):
    """Return the Herfindahl-Hirschman index: the sum of the squared shares in percent, from near
    0 (many small) to 10,000 (a single one). 10,000 ÷ index is the number of equal parts that
    would be as concentrated.

    >>> herfindahl([50, 30, 20]), herfindahl([7]), herfindahl([])
    (3800.0, 10000.0, None)
    """
    return _ratio(HERFINDAHL_SCALE * sum(amount**2 for amount in amounts), sum(amounts)**2)


def _ratio(numerator, denominator):
    """None where there is nothing to divide by; what is left of rounding is nothing."""
    return numerator / denominator if round(denominator, 4) > 0 else None
