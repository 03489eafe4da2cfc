"""What a month came to, for a company, a tier, a person or a team: key figures from added-up facts.

Every figure is a sum, or a sum divided by another one, so that the same statement serves a company
and a collector, and parts add up to the whole. What cannot be divided is not known, and no figure:
nobody has kept all of no promises. *Collected* is cash by its evidence: what a bank line confirms;
a posted payment counts only where its bank tells nothing, as it is all the evidence there is.

The collection completion rate is cash of the month ÷ (what was overdue when it began + what fell
due in it), or ÷ the target, see :func:`completion`. Definitions are our own where handbooks name a
figure only (completion, overdue rate); right-party contact is given in both its readings, by
attempts (vcc.live) and by calls that somebody answered (retrievables.com).
"""
from typing import NamedTuple

from .kpi import YEAR_DAYS, working_capital_cost

DAYS, PERCENT, AMOUNT, COUNT = "days", "percent", "amount", "count"
UP, DOWN = "up", "down"
WORKING_HOURS = 8
#: A lower half of the tiers is weak: C and D of A, B, C and D.
HALF = 2


class Measure(NamedTuple):
    """A key figure: unit, what is better, the facts that are added up (those with a minus are
    subtracted), what they are divided by, and what the quotient is multiplied with: a number or a
    fact."""

    unit: str
    better: str
    numerator: str
    denominator: str = ""
    factor: float | str = 1


class Figure(NamedTuple):
    """A key figure that is known, and what it was divided from."""

    value: float
    numerator: float
    denominator: float


def _percent(better, numerator, denominator):
    return Measure(PERCENT, better, numerator, denominator, 100)


#: By key, in the order of the screen. Facts: see :func:`figures`.
MEASURES = {
    'collected': Measure(AMOUNT, UP, 'collected'),
    'collected_unconfirmed': Measure(AMOUNT, DOWN, 'unconfirmed'),
    'taken_back': Measure(AMOUNT, DOWN, 'taken_back'),
    'completion_rate': _percent(UP, 'collected', 'opening_overdue opening_due new_due'),
    'recovery_rate': _percent(UP, 'collected', 'opening_owed'),
    'average_collection_days': Measure(DAYS, DOWN, 'paid_days', 'paid'),
    'sales': Measure(AMOUNT, UP, 'invoiced -credited'),
    'receivable': Measure(AMOUNT, DOWN, 'receivable'),
    'overdue': Measure(AMOUNT, DOWN, 'overdue'),
    'overdue_rate': _percent(DOWN, 'overdue', 'owed'),
    'overdue_rate_count': _percent(DOWN, 'overdue_count', 'owed_count'),
    'dso': Measure(DAYS, DOWN, 'receivable', 'sales', 'days'),
    'dso_count_back': Measure(DAYS, DOWN, 'count_back'),
    'true_dso': Measure(DAYS, DOWN, 'true_days'),
    'best_possible_dso': Measure(DAYS, DOWN, 'receivable -overdue', 'sales', 'days'),
    'average_days_delinquent': Measure(DAYS, DOWN, 'overdue', 'sales', 'days'),
    'collection_effectiveness': _percent(
        UP, 'opening invoiced -credited -receivable',
        'opening invoiced -credited -receivable overdue'),
    'turnover': Measure(COUNT, UP, 'sales', 'average', 'periods'),
    'bad_debt_rate': _percent(DOWN, 'written_off', 'invoiced -credited'),
    'working_capital_cost': Measure(AMOUNT, DOWN, 'capital_cost'),
    'credit_note_rate': _percent(DOWN, 'credited', 'invoiced'),
    'promise_kept_rate': _percent(UP, 'promises_kept', 'promises_due'),
    'promise_kept_amount_rate': _percent(UP, 'promised_kept', 'promised'),
    'promise_partly_rate': _percent(DOWN, 'promises_partly', 'promises_due'),
    'right_party_rate': _percent(UP, 'right_party', 'attempts'),
    'right_party_reached_rate': _percent(UP, 'right_party', 'reached'),
    'dispute_cycle_days': Measure(DAYS, DOWN, 'dispute_days', 'disputes'),
    'approval_days': Measure(DAYS, DOWN, 'decision_hours', 'decisions', 1 / WORKING_HOURS),
    'weighted_score': Measure(COUNT, UP, 'score_weight', 'scored'),
    'score_change': Measure(COUNT, UP, 'score_change'),
    'weak_share': _percent(DOWN, 'weak', 'owed'),
    'order_change_rate': _percent(DOWN, 'orders_changed', 'orders'),
    'order_cancel_rate': _percent(DOWN, 'orders_cancelled', 'orders'),
    'order_return_rate': _percent(DOWN, 'orders_returned', 'orders'),
}


def figures(facts, measures=None):
    """Return the key figures that facts tell.

    :param dict facts: name → sum in company currency, number, or days. A plain sum that is missing
        is not known; a missing part of a quotient is 0.
    :param dict measures: key → :class:`Measure`; default all
    :return: dict key → :class:`Figure` of those that are known

    >>> june = {'collected': 80000.0, 'opening_overdue': 40000.0, 'opening_due': 50000.0,
    ...         'new_due': 10000.0, 'receivable': 120000.0, 'overdue': 30000.0, 'owed': 120000.0,
    ...         'overdue_count': 3, 'owed_count': 20, 'sales': 270000.0, 'days': 90,
    ...         'paid_days': 3360000.0, 'paid': 80000.0, 'invoiced': 100000.0, 'credited': 5000.0,
    ...         'opening': 105000.0, 'promises_kept': 3, 'promises_partly': 1, 'promises_due': 5,
    ...         'promised_kept': 6000.0, 'promised': 8000.0, 'right_party': 12, 'attempts': 40,
    ...         'reached': 16, 'dispute_days': 45, 'disputes': 3, 'decision_hours': 24,
    ...         'decisions': 2, 'score_weight': 7200000.0, 'scored': 100000.0, 'weak': 18000.0,
    ...         'written_off': 1900.0}
    >>> for key, figure in figures(june).items():
    ...     print(key, round(figure.value, 1))
    collected 80000.0
    completion_rate 80.0
    average_collection_days 42.0
    sales 95000.0
    receivable 120000.0
    overdue 30000.0
    overdue_rate 25.0
    overdue_rate_count 15.0
    dso 40.0
    best_possible_dso 30.0
    average_days_delinquent 10.0
    collection_effectiveness 72.7
    bad_debt_rate 2.0
    credit_note_rate 5.0
    promise_kept_rate 60.0
    promise_kept_amount_rate 75.0
    promise_partly_rate 20.0
    right_party_rate 30.0
    right_party_reached_rate 75.0
    dispute_cycle_days 15.0
    approval_days 1.5
    weighted_score 72.0
    weak_share 15.0
    >>> figures({'promises_kept': 0, 'promises_due': 0})
    {}
    """
    found = {key: _figure(each, facts) for key, each in (measures or MEASURES).items()}
    return {key: figure for key, figure in found.items() if figure is not None}


def _figure(measure, facts):
    names = measure.numerator.split()
    if not measure.denominator and any(facts.get(name.lstrip('-')) is None for name in names):
        return None
    numerator = _sum(names, facts)
    denominator = _sum(measure.denominator.split(), facts) if measure.denominator else 1.0
    if round(denominator, 4) <= 0:
        return None
    factor = measure.factor
    factor = facts.get(factor, 0) if isinstance(factor, str) else factor
    return Figure(
        numerator * factor / denominator, numerator, denominator if measure.denominator else 0.0)


def _sum(names, facts):
    return sum(
        -(facts.get(name[1:]) or 0) if name.startswith('-') else facts.get(name) or 0
        for name in names)


def complete(facts, days, period_days, capital_rate):
    """Return facts with those that follow from them.

    :param dict facts: sums; ``quarter_sales`` are the sales of ``days``
    :param int days: of the period that sales are taken from
    :param int period_days: of the month
    :param float capital_rate: what money costs, in percent a year

    >>> more = complete({'opening': 100.0, 'receivable': 300.0, 'quarter_sales': 500.0,
    ...                  'score_weight': 700.0, 'scored': 10.0, 'opening_score_weight': 900.0,
    ...                  'opening_scored': 15.0}, 73, 30, 10)
    >>> more['average'], more['periods'], more['sales'], round(more['capital_cost'], 4)
    (200.0, 5.0, 500.0, 1.6438)
    >>> more['score_change'], figures(more)['turnover'].value
    (10.0, 12.5)
    """
    average = ((facts.get('opening') or 0) + (facts.get('receivable') or 0)) / 2
    more = {
        **facts, 'days': days, 'periods': YEAR_DAYS / days, 'average': average,
        'sales': facts.get('quarter_sales') or 0, 'collected': facts.get('collected') or 0,
        'capital_cost': working_capital_cost(max(average, 0), capital_rate, period_days)}
    if facts.get('scored') and facts.get('opening_scored'):
        more['score_change'] = (
            facts['score_weight'] / facts['scored']
            - facts['opening_score_weight'] / facts['opening_scored'])
    return more


def weak_tiers(ladder):
    """Return the tiers of the lower half, from a ladder that goes from the best to the worst; a
    middle one is not weak.

    >>> weak_tiers(["A", "B", "C", "D"]), weak_tiers(["A", "B", "C"]), weak_tiers([])
    (['C', 'D'], ['C'], [])
    """
    return ladder[(len(ladder) + 1) // HALF:]
