"""How likely is it that an invoice is paid late.

Two plain estimates, as log odds, half way between them: the customer's own late rate, and the
share of its delay curve that lies beyond the due date. To them comes a correction: a logistic
regression on standardised inputs, held down by a ridge, so that it stays small on a small ledger.
It is fitted on what each past week looked like and what came of it. Two kinds of invoices are told
apart: those open at the time, and those issued after it, of which nothing but the agreed dates and
the amount is known.
"""
from typing import NamedTuple

from . import delay_curve, habits
from .ledger_view import (
    WEEK,
    View,
    days_left_in_month,
    known_at,
    recent,
    resolved,
    weekday,
)
from .numeric import np

OPEN, NEW = 'open', 'new'
HORIZONS = (0, 7, 30)
TASKS = tuple((kind, horizon) for kind in (OPEN, NEW) for horizon in HORIZONS)

RIDGE = {OPEN: 1000.0, NEW: 500.0}  # open ones are seen in several weeks and count each time
CURVE_SHARE = 0.5        # of the delay curve in what is corrected; the rest is the late rate
MONTH_END = 3            # last days of a month
TRAINING_DAYS = 364
NEW_DAYS = 35            # after a cut-off; what is issued in them teaches what is to be issued
FEWEST = 30              # instalments known at a cut-off, and rows to learn from
MOST_ROWS = 50_000       # rows to learn from, evenly thinned beyond
MOST_LOOKED_AT = 6_000_000  # instalments × cut-offs: fewer cut-offs on a large ledger

INPUTS = (
    'trend', 'last', 'unusual_amount', 'overdue', 'since', 'count', 'due_month_end',
    'invoice_month_end', 'weekday_own', 'weekday_all', 'amount', 'worst', 'terms', 'curve',
    *(f'weekday_{number}' for number in range(WEEK)),
)
OPEN_INPUTS = (*INPUTS, 'age', 'days_to_due')


class Picture(NamedTuple):
    """All that is computed once of a view: habits, delays, late rates by horizon."""

    view: View
    habits: habits.Habits
    curve: delay_curve.DelayCurve
    rates: dict


class Model(NamedTuple):
    """A fitted correction of the customer's rate."""

    names: tuple
    mean: object
    spread: object
    constant: float
    weights: object

    def score(self, offset, rows, explain):
        """Return the `Scored` items of `inputs`; what each input adds comes in any case."""
        parts = (rows - self.mean) / self.spread * self.weights
        return Scored(probability(offset + self.constant + parts.sum(1)), parts)


class Scored(NamedTuple):
    """Probabilities, and what each input added to the log odds (instalments × inputs); None where
    nobody asked a model that has to look for it."""

    probability: object
    parts: object


def picture(view, horizons=HORIZONS):
    """Return the `Picture` of a view; of each customer the last instalments count."""
    view = recent(view)
    return Picture(
        view, habits.habits(view), delay_curve.delay_curve(view),
        {horizon: habits.rates(view, horizon) for horizon in horizons})


def log_odds(probability):
    """Return the logarithm of p / (1 - p).

    >>> float(log_odds(0.5))
    0.0
    """
    return np.log(probability / (1 - probability))


def own_log_odds(seen, items, horizon):
    """Return the log odds of the late rate of each item's customer."""
    return log_odds(seen.rates[horizon].rate[items.customer])


def curve_log_odds(seen, items, horizon, kind):
    """Return how the log odds of each item's delay curve differ from those of the late rate."""
    found = delay_curve.late_probability(seen.curve, items, horizon, kind == OPEN)
    return log_odds(found) - own_log_odds(seen, items, horizon)


def inputs(seen, items, horizon, kind):
    """Return (offset, inputs) of items: the log odds that are corrected, and an array of items ×
    `INPUTS` or `OPEN_INPUTS`.

    :param Picture seen: what is known
    :param Ledger items: open or new instalments; their payment is not looked at
    """
    curve = curve_log_odds(seen, items, horizon, kind)
    of, rates, day = items.customer, seen.rates[horizon], seen.view.day
    columns = [*_of_customer(seen.habits, items), *_of_document(rates, items)]
    columns += [
        np.log1p(np.minimum(seen.habits.worst[of], 90)), np.clip(items.due - items.invoice, 0, 120),
        curve,
    ]
    columns += [weekday(items.due) == number for number in range(WEEK)]
    if kind == OPEN:
        columns += [np.clip(day - items.invoice, 0, 120), np.clip(items.due - day, -30, 120)]
    offset = own_log_odds(seen, items, horizon) + CURVE_SHARE * curve
    return offset, np.column_stack([np.asarray(column, float) for column in columns])


def _of_customer(known, items):
    of = items.customer
    unusual = (habits.log_amounts(items) - known.log_amount[of]) / known.log_spread[of]
    return (
        np.clip(known.trend[of], -30, 30), np.clip(known.last[of], -30, 60),
        np.clip(unusual, -3, 3) * (known.count[of] >= 3), known.overdue[of],
        np.log1p(known.since[of]), np.log1p(known.count[of]),
    )


def _of_document(rates, items):
    due = weekday(items.due)
    return (
        days_left_in_month(items.due) <= MONTH_END, days_left_in_month(items.invoice) <= MONTH_END,
        rates.weekday_own[items.customer, due], rates.weekday_all[due],
        habits.log_amounts(items),
    )


# === LEARNING === #

def cut_offs(view):
    """Return the days of the past year that are learnt from: each week, on a large ledger fewer."""
    weeks = list(range(view.day - WEEK, view.day - TRAINING_DAYS, -WEEK))
    most = max(4, MOST_LOOKED_AT // max(1, len(view.ledger.due)))
    return weeks[::max(1, -(-len(weeks) // most))]


def train(view, tasks=TASKS):
    """Return the `Model` of each task (kind, horizon) that can be learnt from a view."""
    return learn(lessons(view, tasks))


def lessons(view, tasks=TASKS):
    """Return what there is to learn of each task: (offset, inputs, whether late: 0 or 1).

    A task is left out while fewer than `FEWEST` outcomes are known, or all are the same.
    """
    gathered = {task: [] for task in tasks}
    days = cut_offs(view)
    horizons = tuple({horizon for __, horizon in tasks})
    for day in days:
        then = known_at(view, day)
        if len(then.ledger.due) < FEWEST:
            continue
        seen = picture(then, horizons)
        for (kind, horizon), found in gathered.items():
            found.append(_lesson(view, seen, kind, horizon, len(days)))
    return {  # one task after the other is put together and its parts are let go
        task: lesson for task in tasks
        if (lesson := _put_together(gathered.pop(task))) is not None}


def learn(found):
    """Return the `Model` of each task of `lessons`."""
    return {
        (kind, horizon): fit(names_of(kind), rows, late, offset, RIDGE[kind])
        for (kind, horizon), (offset, rows, late) in found.items()}


def names_of(kind):
    """Return the names of the inputs of a kind of invoices."""
    return OPEN_INPUTS if kind == OPEN else INPUTS


def _lesson(view, seen, kind, horizon, days):
    """Return what one cut-off teaches: (offset, inputs, whether late)."""
    facts = view.ledger
    places = np.flatnonzero(
        undecided(facts, seen.view.day, horizon, kind) & decided(view, horizon))
    places = places[::max(1, -(-len(places) * days // MOST_ROWS))]
    return *inputs(seen, facts.where(places), horizon, kind), resolved(view, horizon)[1][places]


def decided(view, horizon):
    """Return the mask of instalments of which it is known whether they were late: their time is
    over. Those that were paid before it is are not taken: their like that will be late could not
    be, and lateness would look rarer than it is."""
    return view.ledger.due + horizon < view.day


def undecided(facts, day, horizon, kind, new_days=NEW_DAYS):
    """Return the mask of instalments that a prediction made on a day is for: open and not late by
    more than the horizon, or issued in the days after it.

    :param Ledger facts: as known later, so that one sees what was issued after the day
    """
    if kind == NEW:
        return (facts.invoice >= day) & (facts.invoice < day + new_days)
    return (facts.invoice < day) & (facts.paid >= day) & (facts.due + horizon >= day)


def _put_together(parts):
    if not parts:
        return None
    offset, rows, late = (np.concatenate(column) for column in zip(*parts, strict=True))
    if len(rows) < FEWEST or late.all() or not late.any():
        return None
    return offset, rows, late.astype(float)


def fit(names, rows, late, offset, ridge):
    """Return the `Model` that minimises the logistic loss plus ridge ÷ 2 × the squares of the
    weights of standardised inputs, by Newton's method with halved steps.

    :param rows: inputs, rows × names
    :param late: 0 or 1 per row
    :param offset: log odds that are corrected
    """
    mean, spread = rows.mean(0), rows.std(0)
    spread[spread < 1e-9] = 1
    matrix = np.column_stack([np.ones(len(rows)), (rows - mean) / spread])
    penalty = np.full(matrix.shape[1], ridge)
    penalty[0] = 1e-6

    def loss(found):
        odds = offset + matrix @ found
        return (np.logaddexp(0, odds) - late * odds).sum() + (
            penalty * found ** 2).sum() / 2

    found = _newton(loss, matrix, late, offset, penalty)
    return Model(names, mean, spread, float(found[0]), found[1:])


def _newton(loss, matrix, late, offset, penalty):
    found = np.zeros(matrix.shape[1])
    current = loss(found)
    for __ in range(30):
        chance = probability(offset + matrix @ found)
        slope = matrix.T @ (chance - late) + penalty * found
        curvature = (matrix * (chance * (1 - chance))[:, None]).T @ matrix
        step = np.linalg.solve(curvature + np.diag(penalty), slope)
        length = 1.0
        while length > 1e-4 and loss(found - length * step) > current:
            length /= 2
        found = found - length * step
        before, current = current, loss(found)
        if before - current < 1e-6 * abs(before):
            break
    return found


def probability(odds):
    """Return the probability of log odds.

    >>> float(probability(0.0))
    0.5
    """
    return 1 / (1 + np.exp(-np.clip(odds, -30, 30)))


# === SCORING === #

def score(model, seen, items, horizon, kind, explain=True):
    """Return the `Scored` items: probabilities of being late by more than the horizon.

    :param model: `Model`, or whatever else has its `names` and its `score`
    :param bool explain: whether the reasons are asked for, too
    """
    return model.score(*inputs(seen, items, horizon, kind), explain)


def has_history(seen):
    """Return per customer whether it ever paid: of the others nothing is predicted."""
    return seen.habits.payments > 0


def late_payer_risk(seen):
    """Return a score per customer, higher where payments of the next month come a week late or
    later: the rate of such payments, and the oldest debt."""
    return seen.rates[7].rate + np.minimum(seen.habits.worst, 30) / 60


# === REASONS === #

REASONS = {
    'own_rate': ('own',), 'curve': ('curve',), 'last': ('trend', 'last'),
    'amount': ('amount', 'unusual_amount'), 'overdue': ('overdue', 'worst'), 'since': ('since',),
    'count': ('count',), 'month_end': ('due_month_end', 'invoice_month_end'),
    'weekday': tuple(name for name in INPUTS if name.startswith('weekday')),
    'terms': ('terms',), 'age': ('age', 'days_to_due'),
}
SHOWN = 3
LEAST_SHOWN = 0.05  # of log odds: what moves less is no reason


def reasons(model, scored, seen, items, horizon, kind):
    """Return for each item its largest reasons, as lists of (code of `REASONS`, what it adds to
    the log odds, its value): positive means later than the company's average.

    :param model: what scored them. One that has not the log odds it starts from among its inputs
        is told with them beside
    """
    added = np.column_stack([
        scored.parts[:, [model.names.index(name) for name in names if name in model.names]].sum(1)
        for names in REASONS.values()])
    codes = list(REASONS)
    if 'own' not in model.names:
        added[:, 0] += _own_share(seen, items, horizon)
        added[:, codes.index('curve')] += CURVE_SHARE * curve_log_odds(seen, items, horizon, kind)
    values = _values(seen, items, horizon)
    order = np.argsort(-np.abs(added), axis=1)[:, :SHOWN]
    return [
        [(codes[column], round(float(added[row, column]), 3), round(float(values[column, row]), 3))
         for column in columns if abs(added[row, column]) >= LEAST_SHOWN]
        for row, columns in enumerate(order)]


def own_reasons(seen, items, horizon):
    """Return the reasons of items whose probability is the customer's own rate, as `reasons` do."""
    share, rate = _own_share(seen, items, horizon), seen.rates[horizon].rate[items.customer]
    return [
        [('own_rate', round(float(added), 3), round(float(value), 3))]
        for added, value in zip(share, rate, strict=True)]


def _own_share(seen, items, horizon):
    """Return how far the log odds of the customers' own rates are from the company's."""
    return own_log_odds(seen, items, horizon) - log_odds(seen.rates[horizon].base)


def _values(seen, items, horizon):
    """Return the figure that each of `REASONS` is told with, reasons × items."""
    known, of, day = seen.habits, items.customer, seen.view.day
    return np.array([
        seen.rates[horizon].rate[of], known.mean[of], known.last[of], items.amount,
        known.worst[of], known.since[of], known.count[of], days_left_in_month(items.due),
        weekday(items.due), items.due - items.invoice, np.maximum(day - items.invoice, 0),
    ], dtype=float)
