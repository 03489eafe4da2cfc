"""What a risk report warns of: figures that crossed a bound.

A hint is a fact and no opinion: it says which figure crossed which bound, so whoever reads it can
look both up. A figure that nobody knows gives no hint. All figures are made so that more is worse.
"""
from typing import NamedTuple

#: Worth a look; cannot wait.
WATCH, GRAVE = "watch", "grave"
#: Figures are compared with those of so many months before.
BACK = 3
#: A share of the receivables is no concentration while so few customers owe anything.
FEWEST_DEBTORS = 5


class Bound(NamedTuple):
    """From ``watch`` on a figure is worth a look, from ``grave`` on it cannot wait. 0 counts."""

    watch: float
    grave: float


class Hint(NamedTuple):
    """A figure that crossed a bound. ``value`` and ``bound`` are in the unit of the figure."""

    code: str
    value: float
    bound: float
    grade: str


class Facts(NamedTuple):
    """What is known about a company on a day; amounts are in its currency.

    ``months`` are dicts of key figures by month end (None: not kept), oldest first. ``owed`` is
    what customers owe on that day, credits not subtracted; ``overdue``, ``old`` (overdue for more
    than 90 days) and ``disputed`` are parts of it. ``top`` and ``top_ten`` are percent of it,
    ``debtors`` the number of customers that owe something. ``ahead`` is the cash expected in the
    coming 13 weeks, ``behind`` what the last 3 months brought; ``bias`` and ``wape`` are shares.
    The rest are counts, and the age of the bank's data in days.
    """

    months: list
    owed: float = 0.0
    overdue: float = 0.0
    old: float = 0.0
    disputed: float = 0.0
    debtors: int = 0
    top: float | None = None
    top_ten: float | None = None
    herfindahl: float | None = None
    ahead: float | None = None
    behind: float | None = None
    bias: float | None = None
    wape: float | None = None
    red_alerts: int = 0
    late_alerts: int = 0
    unreviewed: int = 0
    late_measures: int = 0
    bank_days: int | None = None


def figures(facts):
    """Return the figures that have bounds: percent, percentage points, days or counts.

    :param facts: :class:`Facts`
    :return: dict code → number or None

    >>> month = {'overdue_rate': 30.0, 'dso': 50.0, 'average_days_delinquent': 9.0}
    >>> found = figures(Facts([month, None, None, {**month, 'overdue_rate': 36.0, 'dso': 48.0}],
    ...                       owed=200, overdue=80, old=50, disputed=10, debtors=9, top=20.0,
    ...                       ahead=80, behind=100, bias=-0.25))
    >>> [found[name] for name in ('overdue_rate', 'overdue_rise', 'dso_rise', 'delinquent')]
    [40.0, 6.0, -2.0, 9.0]
    >>> [found[name] for name in ('old_share', 'disputed_share', 'top_customer', 'cash_fall')]
    [25.0, 5.0, 20.0, 20.0]
    >>> found['forecast_bias'], found['forecast_error'], found['bank_data']
    (25.0, None, None)
    >>> figures(Facts([]))['dso_rise'] is None
    True
    """
    now = facts.months[-1] or {} if facts.months else {}
    before = facts.months[-1 - BACK] or {} if len(facts.months) > BACK else {}
    many = facts.debtors >= FEWEST_DEBTORS
    return {
        'overdue_rate': _percent(facts.overdue, facts.owed),
        'overdue_rise': _rise(now, before, 'overdue_rate'),
        'dso_rise': _rise(now, before, 'dso'),
        'delinquent': now.get('average_days_delinquent'),
        'old_share': _percent(facts.old, facts.owed),
        'disputed_share': _percent(facts.disputed, facts.owed),
        'top_customer': facts.top if many else None,
        'top_ten': facts.top_ten if many else None,
        'herfindahl': facts.herfindahl if many else None,
        'cash_fall': _fall(facts.behind, facts.ahead),
        'forecast_bias': None if facts.bias is None else 100 * abs(facts.bias),
        'forecast_error': None if facts.wape is None else 100 * facts.wape,
        'red_alerts': facts.red_alerts,
        'late_alerts': facts.late_alerts,
        'unreviewed_risks': facts.unreviewed,
        'late_measures': facts.late_measures,
        'bank_data': facts.bank_days,
    }


def hints(found, bounds):
    """Return what crossed its bound, what cannot wait first, else in the order of the bounds.

    :param dict found: code → number or None, see :func:`figures`
    :param dict bounds: code → :class:`Bound`; what has none gives no hint
    :return: list of :class:`Hint`

    >>> bounds = {'dso_rise': Bound(5, 10), 'top_ten': Bound(60, 80), 'old_share': Bound(10, 20)}
    >>> for hint in hints({'dso_rise': 5.0, 'top_ten': 59.9, 'old_share': 31.0}, bounds):
    ...     print(*hint)
    old_share 31.0 20 grave
    dso_rise 5.0 5 watch
    >>> hints({'top_ten': None}, bounds)
    []
    """
    crossed = [
        _hint(code, found[code], bound) for code, bound in bounds.items()
        if found.get(code) is not None and found[code] >= bound.watch]
    return sorted(crossed, key=lambda hint: hint.grade != GRAVE)


def _hint(code, value, bound):
    if value >= bound.grave:
        return Hint(code, value, bound.grave, GRAVE)
    return Hint(code, value, bound.watch, WATCH)


def _rise(now, before, name):
    if now.get(name) is None or before.get(name) is None:
        return None
    return now[name] - before[name]


def _percent(part, whole):
    return 100 * part / whole if whole > 0 else None


def _fall(before, after):
    """By how many percent less than before; None where either is not known."""
    if after is None or not before or before < 0:
        return None
    return 100 * (before - after) / before
