"""The table of a backtest, for the terminal."""
from ...tools import lateness
from ...tools.backtest import BASE, FEW, ON, OWN, PAID_SOON, SAME
from ...tools.challenger import BOOSTED, RIDGE

VERDICTS = {
    ON: "on", FEW: "switched off: too few invoices to judge it",
    SAME: "switched off: all came out the same",
    BASE: "switched off: does not beat a constant guess",
    OWN: "switched off: does not beat the customer's own late rate",
}
CHAMPIONS = {RIDGE: "model", BOOSTED: "boosting"}
KINDS = {
    lateness.OPEN: "Open invoices", lateness.NEW: "Invoices to be issued",
}
LABELS = {
    'auc': "ROC-AUC", 'pr': "PR-AUC", 'brier': "Brier score",
    'precision_10': "precision at 10 %", 'recall_10': "recall at 10 %",
    'precision_20': "precision at 20 %", 'recall_20': "recall at 20 %",
    'lead': "days of lead", 'false_alarms': "false alarms, best customers",
    'date_error': "error of the date, days", 'in_range': "paid within the 80 % range",
    'cash_error': "error of weekly cash (WAPE)",
    'late_payers': "ROC-AUC customers a week late",
}


def table(judgements):
    """Return the text of what `tools.backtest.backtest` found."""
    return "\n".join(line for task, found in judgements.items() for line in _block(task, found))


def _block(task, found):
    plain, came = ("own rate", "base rate"), "late"
    if task == 'date':
        title, plain = "Date of payment and cash", ("customer mean", "due date")
    elif task == PAID_SOON:
        title, came = f"Paid within {task[1]} days of the next step", "paid"
    else:
        kind, horizon = task
        title = f"{KINDS[kind]}, more than {horizon} days late"
    yield ""
    yield (f"{title}: {VERDICTS[found.verdict]} "
           f"({found.count} judged, {found.late} {came}, {found.cut_offs} cut-offs)")
    columns = 4 if _has_rival(found) else 3
    if found.figures:
        heads = (CHAMPIONS[found.champion], *plain, "not chosen")[:columns]
        yield f"  {'':30}" + "".join(f"{name:>14}" for name in heads)
    for name, label in LABELS.items():
        if name in found.figures:
            yield f"  {label:30}" + "".join(map(_number, found.figures[name][:columns]))
    if found.bins:
        yield "  said → came (count): " + ", ".join(
            f"{said:.2f} → {came:.2f} ({count})" for said, came, count in found.bins)


def _has_rival(found):
    return any(figure.rival is not None for figure in found.figures.values())


def _number(value):
    return f"{'–' if value is None else f'{value:.3f}':>14}"
