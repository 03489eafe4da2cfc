"""Would it have helped: predictions made on past days, from what was known on each, beside what
came and beside what anybody could have said.

Two plain forecasts stand beside the model's: the late rate of the company (``base``), and each
customer's own, shrunk towards it (``own``). A model that does not beat both is switched off.
"""
from typing import NamedTuple

from . import challenger, delay_curve, lateness, payment_soon, ranking
from .lateness import FEWEST, TASKS
from .ledger_view import UNPAID, WEEK, known_at
from .numeric import np

STEP, CUT_OFFS = 28, 6       # days between the cut-offs of a company's own backtest, and how many
CASH_WEEKS = 4
MONTH = 30
LATE_PAYER_DAYS = 7
BEST = 0.25                  # of the customers, by their own late rate: the best tier
LOWER_IS_BETTER = {'brier', 'false_alarms', 'date_error', 'cash_error'}

# The task beside those of `tools.lateness`.
PAID_SOON = (payment_soon.SOON, payment_soon.DAYS)

# Verdicts: `ON`, or why not.
ON, FEW, SAME, BASE, OWN = 'on', 'few', 'same', 'base', 'own'


class Figure(NamedTuple):
    """A measure of the model beside that of the two plain forecasts, and of the model that was
    not chosen; None: cannot be said, or there is none."""

    model: float | None
    own: float | None
    base: float | None
    rival: float | None = None


class Judgement(NamedTuple):
    """What the backtest says about one task.

    ``figures`` are means over the cut-offs, weighted by the instalments judged: name → `Figure`;
    ``bins`` are the calibration, over all cut-offs; ``champion`` is which model it speaks about.
    """

    verdict: str
    cut_offs: int
    count: int
    late: int
    figures: dict
    bins: list
    champion: str = challenger.RIDGE


class Trial(NamedTuple):
    """One cut-off: what was known on its morning, and the ledger as it is known now."""

    day: int
    seen: lateness.Picture
    models: dict
    rivals: dict      # of `challenger`
    later: object     # View

    @property
    def facts(self):
        return self.later.ledger


def rolling(day, step=STEP, count=CUT_OFFS):
    """Return the cut-offs of a backtest that is made on a day, oldest first.

    >>> rolling(100, 28, 3)
    [16, 44, 72]
    """
    return [day - step * back for back in range(count, 0, -1)]


def backtest(view, days=None, new_days=lateness.NEW_DAYS, tasks=TASKS):
    """Judge every task on past cut-offs.

    :param View view: the ledger as known now
    :param days: cut-offs; default `rolling`
    :param int new_days: invoices issued in so many days after a cut-off are the new ones
    :return: dict (kind, horizon) → `Judgement`, that of payments soon after a step among them,
        and 'date' → the one of dates and cash
    """
    days = rolling(view.day) if days is None else days
    rows, soon, dates = {task: [] for task in tasks}, [], []
    for day in days:
        then = known_at(view, day)
        if len(then.ledger.due) < FEWEST:
            continue
        trial = _trial(day, then, view, tasks)
        for (kind, horizon), found in rows.items():
            found.append(_forecasts(trial, kind, horizon, new_days))
        soon.append(_soon(trial))
        dates.append(_dates(trial))
    found = {task: judge(trials) for task, trials in rows.items()}
    found[PAID_SOON] = judge(soon)
    found['date'] = _judge_dates(dates)
    return found


def _trial(day, then, view, tasks):
    lessons = lateness.lessons(then, tasks)
    rivals = challenger.learn(lessons) if challenger.available() else {}
    return Trial(day, lateness.picture(then), lateness.learn(lessons), rivals, view)


# === LATE OR NOT === #

class Forecasts(NamedTuple):
    """What was said on one cut-off of instalments, and what came: late, or paid soon."""

    came: object
    model: object      # None where nothing could be learnt
    own: object
    base: object
    warned: object = None     # days until it would be late; None where nobody is warned
    best: object = None       # mask: of the best customers
    rival: object = None      # None where there is no challenger


def _forecasts(trial, kind, horizon, new_days):
    facts, seen = trial.facts, trial.seen
    items = facts.where(
        lateness.undecided(facts, trial.day, horizon, kind, new_days)
        & lateness.decided(trial.later, horizon)
        & lateness.has_history(seen)[facts.customer])
    own = seen.rates[horizon].rate[items.customer]
    said, rival = (
        (model := models.get((kind, horizon))) and lateness.score(
            model, seen, items, horizon, kind, explain=False).probability
        for models in (trial.models, trial.rivals))
    return Forecasts(
        np.minimum(items.paid, trial.later.day) - items.due > horizon, said, own,
        np.broadcast_to(seen.rates[horizon].base, len(own)), items.due + horizon + 1 - trial.day,
        own <= np.quantile(own, BEST) if len(own) else own > 0, rival)


def _soon(trial):
    """Return the `Forecasts` of being paid soon after a step on the cut-off."""
    return Forecasts(*payment_soon.trial(trial.facts, trial.seen, trial.later.day))


def judge(trials):
    """Return the `Judgement` of the forecasts of some cut-offs."""
    trials = [trial for trial in trials if len(trial.came)]
    learnt = [trial for trial in trials if trial.model is not None]
    count = int(sum(len(trial.came) for trial in trials))
    late = int(sum(trial.came.sum() for trial in trials))
    figures, bins, champion = {}, [], challenger.RIDGE
    if learnt:
        champion, learnt, figures = _choose(learnt)
        bins = ranking.calibration(
            np.concatenate([trial.came for trial in learnt]),
            np.concatenate([trial.model for trial in learnt]))
    return Judgement(
        _verdict(count, late, figures), len(learnt), count, late, figures, bins, champion)


def _choose(trials):
    """Return (champion, the trials with its forecasts as the model's, figures): the challenger
    where its probabilities are nearer to what came and rank no worse, over all cut-offs."""
    figures = _weighted([(_measures(trial), len(trial.came)) for trial in trials])
    rivals = [trial._replace(model=trial.rival, rival=trial.model) for trial in trials
              if trial.rival is not None]
    if len(rivals) < len(trials):
        return challenger.RIDGE, trials, figures
    swapped = _weighted([(_measures(trial), len(trial.came)) for trial in rivals])
    better = (swapped['brier'].model < swapped['brier'].rival
              and (swapped['auc'].model or 0) >= (swapped['auc'].rival or 0))
    if better:
        return challenger.BOOSTED, rivals, swapped
    return challenger.RIDGE, trials, figures


def _verdict(count, late, figures):
    """Return `ON` or the reason why the model is switched off."""
    if count < FEWEST:
        return FEW
    if late in (0, count):
        return SAME
    if not figures or figures['auc'].model is None:
        return FEW
    if figures['brier'].model >= figures['brier'].base or figures['auc'].model <= 0.5:
        return BASE
    beaten = (figures['brier'].model < figures['brier'].own
              and figures['auc'].model >= figures['auc'].own)
    return ON if beaten else OWN


def _measures(trial):
    """Return name → `Figure` of one cut-off."""
    said = (trial.model, trial.own, trial.base)
    if trial.rival is not None:
        said = (*said, trial.rival)
    found = {
        'auc': [ranking.roc_auc(trial.came, each) for each in said],
        'pr': [ranking.pr_auc(trial.came, each) for each in said],
        'brier': [ranking.brier(trial.came, each) for each in said],
    }
    for share in (0.1, 0.2):
        by_chance = (float(trial.came.mean()), share) if trial.came.any() else (None, None)
        pairs = [*(ranking.precision_recall(trial.came, each, share) for each in said[:2]),
                 by_chance]
        percent = round(100 * share)
        found[f'precision_{percent}'], found[f'recall_{percent}'] = zip(*pairs, strict=True)
    if trial.warned is not None:
        found['lead'] = [*(_lead(trial, each) for each in said[:2]), None]
        found['false_alarms'] = [*(_false_alarms(trial, each) for each in said[:2]), None]
    return {name: Figure(*values) for name, values in found.items()}


def _lead(trial, said):
    """Return the mean days from the warning until the invoice was late, of those that came among
    the fifth that was flagged."""
    right = ranking.flagged(said, 0.2) & (trial.came > 0)
    return float(trial.warned[right].mean()) if right.any() else None


def _false_alarms(trial, said):
    """Return the share of the best customers' invoices that were flagged and came on time."""
    wrong = ranking.flagged(said, 0.2) & (trial.came == 0) & trial.best
    return float(wrong.sum() / trial.best.sum()) if trial.best.any() else None


def _weighted(pairs):
    """Return name → `Figure`, the means of some cut-offs by weight, without what cannot be said."""
    return {
        name: Figure(*(
            _mean([(figures[name][place], weight) for figures, weight in pairs])
            for place in range(4)))
        for name in pairs[0][0]}


def _mean(pairs):
    """Return the weighted mean of values that are not None.

    >>> _mean([(1.0, 1), (None, 5), (4.0, 2)])
    3.0
    """
    pairs = [(value, weight) for value, weight in pairs if value is not None and weight]
    whole = sum(weight for __, weight in pairs)
    return sum(value * weight for value, weight in pairs) / whole if whole else None


# === WHEN, AND HOW MUCH === #

def _dates(trial):
    """Return [(name → `Figure`, weight)] of the dates, the cash and the late payers of a cut-off;
    ``own`` is the customer's mean delay, ``base`` the due date."""
    facts, seen, day = trial.facts, trial.seen, trial.day
    items = facts.where((facts.invoice < day) & (facts.paid >= day))
    said = delay_curve.expected(seen.curve, items)
    mean = np.rint(items.due + seen.habits.mean[items.customer]).astype(int)
    plain = [np.maximum(found, day) for found in (mean, items.due)]
    came = items.paid < UNPAID
    errors = [
        float(np.abs(found - items.paid)[came].mean()) if came.any() else None
        for found in (said.day, *plain)]
    inside = (items.paid >= said.low) & (items.paid <= said.high)
    found = [
        ({'date_error': Figure(*errors)}, int(came.sum())),
        ({'in_range': Figure(float(inside[came].mean()) if came.any() else None, None, None)},
         int(came.sum())),
    ]
    return [*found, *_cash(trial, items, plain), _late_payers(trial)]


def _cash(trial, items, plain):
    """Return the weighted absolute error of the cash of the next weeks, when they are over."""
    facts, day, length = trial.facts, trial.day, WEEK * CASH_WEEKS
    if day + length > trial.later.day:
        return []
    came = _weeks(facts.paid - day, facts.amount)
    if not came.sum():
        return []
    coming = delay_curve.future_cash(trial.seen.view, CASH_WEEKS)
    said = [
        delay_curve.weekly_cash(trial.seen.curve, items, items.amount, CASH_WEEKS) + coming,
        *(_weeks(found - day, items.amount) + coming for found in plain)]
    errors = (float(np.abs(found - came).sum() / came.sum()) for found in said)
    return [({'cash_error': Figure(*errors)}, float(came.sum()))]


def _weeks(days, amounts):
    inside = (days >= 0) & (days < WEEK * CASH_WEEKS)
    return np.bincount(days[inside] // WEEK, amounts[inside], minlength=CASH_WEEKS).astype(float)


def _late_payers(trial):
    """Return how well customers are ranked that pay a week late or later in the next month."""
    facts, day = trial.facts, trial.day
    paid = facts.where((facts.paid >= day) & (facts.paid < day + MONTH))
    count = paid.per_customer()
    some = count > 0
    delay = paid.per_customer(weight=(paid.paid - paid.due).astype(float))[some] / count[some]
    came = (delay >= LATE_PAYER_DAYS).astype(float)
    return {'late_payers': Figure(
        ranking.roc_auc(came, lateness.late_payer_risk(trial.seen)[some]),
        ranking.roc_auc(came, trial.seen.habits.mean[some]), 0.5)}, int(some.sum())


def _judge_dates(trials):
    by_name = {}
    for figures, weight in (pair for trial in trials for pair in trial):
        for name in figures:
            by_name.setdefault(name, []).append((figures, weight))
    figures = {}
    for pairs in by_name.values():
        figures |= _weighted(pairs)
    count = sum(weight for __, weight in by_name.get('date_error', ()))
    return Judgement(_date_verdict(count, figures), len(trials), count, 0, figures, [])


def _date_verdict(count, figures):
    if count < FEWEST:
        return FEW
    error = figures['date_error']
    return BASE if error.model > error.base else ON
