"""When will it be paid: the customer's own delays, conditional on being unpaid today.

Each customer has a histogram of delays (payment less the next business day after the due date)
in which old payments count less, with `COMPANY_WEIGHT` payments of the whole company mixed in. An
invoice that is unpaid today has lost the part of the curve that lies behind it; what is left,
weighted by the weekdays on which the customer pays, is how its payment is spread. No payment is
ever expected in the past.
"""
from typing import NamedTuple

from .ledger_view import UNPAID, WEEK, next_business_day, weekday
from .numeric import np

EARLIEST, LATEST = -60, 240    # days of delay that are told apart
HALF_LIFE = 180.0              # days after which a payment counts 1 / e
COMPANY_WEIGHT = 5.0
WEEKDAY_WEIGHT = 20.0
AHEAD = 200                    # days ahead that are looked at
TAIL = 30.0                    # mean days left for what is later than all that was ever seen
CHUNK = 4_000                  # instalments whose curves are in memory at once
DELAYS = LATEST - EARLIEST + 1
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9


class DelayCurve(NamedTuple):
    """Weights of delays per customer, and of the weekdays of its payments (mean 1).

    A customer has paid after a few delays out of `DELAYS`: what is its own is kept for these alone,
    in order of customer and delay, and what is mixed in of the company once.
    """

    day: int
    customers: int
    keys: object        # customer × DELAYS + delay
    weights: object     # of each key
    from_key: object    # of each key and all behind it; a last one of none
    usual: object       # of the company, by delay
    usual_later: object  # of each delay and all that are later; a last one of none
    weekdays: object    # customers × 7

    def delays(self, customers):
        """Return the weights of all delays of some customers, customers × `DELAYS`."""
        table = np.tile(self.usual, (len(customers), 1))
        first, last = np.searchsorted(
            self.keys, [customers * DELAYS, (customers + 1) * DELAYS])
        count = last - first
        row = np.repeat(np.arange(len(customers)), count)
        place = np.arange(len(row)) + np.repeat(last - count.cumsum(), count)
        table[row, self.keys[place] % DELAYS] += self.weights[place]
        return table

    def later(self, customer, delay):
        """Return the weight of a delay and all that are later.

        :param customer: numbers
        :param delay: of each, 0 to `DELAYS`: at the last there is none
        """
        first, last = np.searchsorted(
            self.keys, [customer * DELAYS + delay, (customer + 1) * DELAYS])
        return self.usual_later[delay] + self.from_key[first] - self.from_key[last]


class Expected(NamedTuple):
    """Days on which the payment is expected, and with 80 % between which."""

    day: object
    low: object
    high: object


def delay_curve(view):
    """Return the `DelayCurve` of a view's customers."""
    facts = view.ledger.where(view.ledger.paid < UNPAID)
    weight = np.exp((facts.paid - view.day) / HALF_LIFE)
    delay = np.clip(facts.paid - next_business_day(facts.due), EARLIEST, LATEST) - EARLIEST
    keys, place = np.unique(facts.customer * DELAYS + delay, return_inverse=True)
    weights = np.bincount(place, weight, minlength=len(keys)).astype(float)  # of none: integers
    usual = np.bincount(delay, weight, minlength=DELAYS).astype(float)
    usual *= COMPANY_WEIGHT / max(usual.sum(), 1e-9)
    return DelayCurve(
        view.day, facts.customers, keys, weights, _and_behind(weights), usual, _and_behind(usual),
        _weekdays(facts, weight))


def _and_behind(weights):
    return np.r_[weights[::-1].cumsum()[::-1], 0]


def _weekdays(facts, weight):
    days = np.bincount(
        facts.customer * WEEK + weekday(facts.paid), weight, minlength=facts.customers * WEEK)
    days = days.reshape(facts.customers, WEEK).astype(float)
    # A twentieth of a payment on each weekday: on none is a payment impossible.
    share = days.sum(0) + 0.05
    mixed = days + WEEKDAY_WEIGHT * share / share.sum()
    return WEEK * mixed / (days.sum(1, keepdims=True) + WEEKDAY_WEIGHT)


def late_probability(curve, items, horizon, unpaid):
    """Return the share of the curve that lies later than a horizon.

    :param items: `Ledger` of the instalments
    :param int horizon: days after the due date that are not late yet
    :param bool unpaid: whether they are known to be unpaid on the curve's day; instalments still
        to be issued are not
    :return: probabilities, at least 0.01 and at most 0.99
    """
    business = next_business_day(items.due)
    first = items.due + horizon + 1 - business - EARLIEST
    begin = curve.day - business - EARLIEST if unpaid else np.zeros(len(items.due), int)
    late, whole = (
        curve.later(items.customer, np.clip(at, 0, DELAYS)) for at in (first, begin))
    return np.clip((late + 0.02) / (whole + 0.04), 0.01, 0.99)


def paid_within(curve, items, first, days):
    """Return how likely instalments that are unpaid on a day are paid from it on within some days.

    :param items: `Ledger` of the instalments
    :param first: the day, one per instalment or one for all; not before the curve's
    :param int days: the first one included
    :return: probabilities, at least 0.01 and at most 0.99
    """
    begin = first - next_business_day(items.due) - EARLIEST
    left, after = (
        curve.later(items.customer, np.clip(at, 0, DELAYS)) for at in (begin, begin + days))
    in_tail = 0.04 * (1 - np.exp(-days / TAIL))  # where nobody has ever paid that late
    return np.clip((left - after + in_tail) / (left + 0.04), 0.01, 0.99)


def spread(curve, items, ahead=AHEAD):
    """Return how the payments of unpaid instalments are spread over the days from the curve's day
    on: an array instalments × days, each row adds up to 1."""
    begin = curve.day - next_business_day(items.due) - EARLIEST
    at = begin[:, None] + np.arange(ahead)
    inside = (at >= 0) & (at < DELAYS)
    customers, row = np.unique(items.customer, return_inverse=True)
    mass = curve.delays(customers)[row[:, None], np.clip(at, 0, DELAYS - 1)]
    mass[~inside] = 0
    mass[mass.sum(1) < 1e-3] = np.exp(-np.arange(ahead) / TAIL)
    mass *= curve.weekdays[items.customer][:, weekday(curve.day + np.arange(ahead))]
    return mass / mass.sum(1, keepdims=True)


def expected(curve, items):
    """Return the `Expected` days of payment of unpaid instalments: where a tenth, the half and
    nine tenths of what is left of the curve are reached."""
    found = np.zeros((3, len(items.due)), int)
    for start in range(0, len(items.due), CHUNK):
        part = slice(start, start + CHUNK)
        reached = spread(curve, items.where(part)).cumsum(1)
        for row, share in zip(found, (MIDDLE, LOW, HIGH), strict=True):
            row[part] = np.minimum((reached < share - 1e-9).sum(1), AHEAD - 1)
    return Expected(*(curve.day + found))


def weekly_cash(curve, items, open_amounts, weeks):
    """Return the money expected from unpaid instalments, per week from the curve's day on.

    :param open_amounts: what is open of each, in one currency
    :return: array of `weeks` amounts
    """
    daily = np.zeros(WEEK * weeks)
    for start in range(0, len(items.due), CHUNK):
        part = slice(start, start + CHUNK)
        mass = spread(curve, items.where(part), max(AHEAD, len(daily)))[:, :len(daily)]
        daily += open_amounts[part] @ mass
    return daily.reshape(weeks, WEEK).sum(1)


def future_cash(view, weeks, months_back=6, run_rate_weeks=13):
    """Return the money expected from invoices still to be issued, per week from the view's day on:
    the invoicing of the last weeks goes on, and is paid after the time that payments of the last
    months took from the invoice, by amount.

    >>> from datetime import date, timedelta
    >>> from .ledger_view import known_at, ledger
    >>> first = date(1970, 1, 1)
    >>> rows = [('A', first + timedelta(d), first + timedelta(d + 7), first + timedelta(d + 7), 10.)
    ...         for d in range(200)]
    >>> future_cash(known_at(ledger(rows), 150), 3).round(1).tolist()  # 10 a day, after a week
    [0.0, 70.0, 70.0]
    """
    facts, days = view.ledger, WEEK * weeks
    per_day = facts.amount[facts.invoice >= view.day - WEEK * run_rate_weeks].sum() / (
        WEEK * run_rate_weeks)
    paid = facts.where((facts.paid < UNPAID) & (facts.paid >= view.day - 30 * months_back))
    lag = np.bincount(np.clip(paid.paid - paid.invoice, 0, LATEST), paid.amount, minlength=days)
    arriving = lag.cumsum()[:days] / max(lag.sum(), 1e-9)
    return per_day * arriving.reshape(weeks, WEEK).sum(1)
