"""Open items spread over the days to come by the customers' delay curves, with numpy.

Several scenarios are read from the same curves at once: the curves are the dear part.
"""
from .cash_forecast import BASE, CURVE, Spread, edges
from .delay_curve import AHEAD, LATEST, TAIL, spread
from .ledger_view import UNPAID, from_columns
from .numeric import np

CHUNK = 5_000           # cells whose days are in memory at once
LAG_DAYS = 180          # payments that say how long it takes from the invoice


def by_curve(curve, cells, numbers, found, groups, scenarios=(BASE,)):
    """Return the `Spread` of cells under each scenario.

    :param curve: `delay_curve.DelayCurve`; its last customer stands for those without number
    :param cells: `cash_forecast.Cell`s, days counted from the curve's day
    :param numbers: dict customer → number in the curve
    :param found: `cash_forecast.Period`s
    :param int groups: how many there are
    """
    points = np.array(edges(found))
    cells = _merged(cells)
    sums = [_Sums(groups, len(points), found, points) for __ in scenarios]
    for start in range(0, len(cells), CHUNK):
        part = _columns(cells[start:start + CHUNK], numbers, curve.customers - 1)
        came = _came_before(curve, part, int(points[-1]))
        for scenario, total in zip(scenarios, sums, strict=True):
            failed = np.array([
                scenario.failed is not None and cell.customer == scenario.failed
                for cell in cells[start:start + CHUNK]])
            share = np.where(failed, 0.0, part['share'] * scenario.share)
            total.add(part, came[:, np.maximum(points - scenario.slower, 0)], share)
    return [total.spread() for total in sums]


def _merged(cells):
    """One cell for what a customer pays at once: so much comes, or does not, together."""
    found = {}
    for cell in cells:
        key = (cell.customer, cell.due, cell.group, cell.fixed, cell.start, cell.share)
        known = found.get(key)
        found[key] = cell if known is None else _added(known, cell)
    return list(found.values())


def _added(one, other):
    return type(one)(
        one.customer, one.due, one.group, one.amount + other.amount,
        one.amount_currency + other.amount_currency, one.fixed, one.start, one.share)


def _columns(cells, numbers, unknown):
    columns = {
        name: np.array([getattr(cell, name) for cell in cells])
        for name in ('due', 'group', 'amount', 'amount_currency', 'fixed', 'start', 'share')}
    columns['customer'] = np.array(
        [numbers.get(cell.customer, unknown) for cell in cells], dtype=np.int64)
    return columns


def _came_before(curve, part, days):
    """Return which share of each cell comes before each day: cells × (days + 1)."""
    due = curve.day + part['due']
    items = from_columns(
        curve.customers, part['customer'], due, due, due, part['amount'])
    mass = spread(curve, items, max(AHEAD, days))
    offsets = np.arange(mass.shape[1])
    later = part['start'] > 0
    if later.any():
        start = part['start'][later, None]
        kept = np.where(offsets >= start, mass[later], 0)
        empty = kept.sum(1) < 1e-3
        kept[empty] = np.where(
            offsets >= start, np.exp(-np.maximum(offsets - start, 0) / TAIL), 0)[empty]
        mass[later] = kept / np.maximum(kept.sum(1, keepdims=True), 1e-12)
    came = np.pad(mass.cumsum(1), ((0, 0), (1, 0)))[:, :days + 1]
    fixed = part['fixed'] != CURVE
    came[fixed] = np.arange(days + 1) > part['fixed'][fixed, None]
    return came


class _Sums:
    """What `by_curve` adds up under one scenario."""

    def __init__(self, groups, points, found, days):
        self.groups = groups
        self.reached = np.zeros((groups, points))
        self.in_currency = np.zeros((groups, points))
        self.variance = np.zeros((groups, len(found)))
        self.overdue = np.zeros(points)
        self.days = days
        place = {day: number for number, day in enumerate(days.tolist())}
        self.first = [place[period.start] for period in found]
        self.last = [place[period.end] for period in found]

    def add(self, part, came, share):
        """Add cells of which ``came`` (cells × edges) of ``share`` has come."""
        amount = part['amount'] * share
        self.reached += self._by_group(part, amount[:, None] * came)
        self.in_currency += self._by_group(
            part, (part['amount_currency'] * share)[:, None] * came)
        chance = came[:, self.last] - came[:, self.first]
        self.variance += self._by_group(part, amount[:, None] ** 2 * chance * (1 - chance))
        left = part['amount'][:, None] - amount[:, None] * came
        self.overdue += (left * (part['due'][:, None] < self.days)).sum(0)

    def _by_group(self, part, values):
        return np.column_stack([
            np.bincount(part['group'], column, minlength=self.groups) for column in values.T])

    def spread(self):
        """Return the sums as lists."""
        return Spread(*(
            column.tolist()
            for column in (self.reached, self.in_currency, self.variance, self.overdue)))


def lags(view):
    """Return how long it takes from an invoice to its payment, by amount: (shares paid so many days
    after the invoice, shares overdue at that age); ([], []) while nobody has paid.

    >>> from datetime import date
    >>> from .ledger_view import known_at, ledger
    >>> rows = [('A', date(1970, 1, 1), date(1970, 1, 3), date(1970, 1, 5), 10.0)]
    >>> paid, overdue = lags(known_at(ledger(rows), 20))
    >>> paid[:6], overdue[:6]
    ([0.0, 0.0, 0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0, 1.0, 0.0])
    """
    facts = view.ledger
    paid = facts.where((facts.paid < UNPAID) & (facts.paid >= view.day - LAG_DAYS))
    if paid.amount.sum() <= 0:
        return [], []
    taken = np.clip(paid.paid - paid.invoice, 0, LATEST)
    terms = np.clip(paid.due - paid.invoice, 0, LATEST)
    late = np.maximum(taken, terms)
    size = LATEST + 2
    began = np.bincount(terms + 1, paid.amount, minlength=size)
    ended = np.bincount(late + 1, paid.amount, minlength=size)
    whole = paid.amount.sum()
    return (
        (np.bincount(taken, paid.amount, minlength=size) / whole).tolist(),
        ((began - ended).cumsum() / whole).tolist())
