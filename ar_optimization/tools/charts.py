"""Places of the columns of a simple chart, for pages without scripts."""
from typing import NamedTuple


class Bar(NamedTuple):
    """A column of a chart in its own unit, from the upper left corner."""

    x: float
    y: float
    width: float
    height: float


def columns(values, width, height, most=None):
    """Return one :class:`Bar` for each value, None for one that is not known or not above 0.

    :param values: numbers or None
    :param most: the value of a full column; default the largest one
    :param width, height: of the whole chart

    >>> columns([10, None, 5], 30, 100)
    [Bar(x=1.0, y=0.0, width=8.0, height=100.0), None, Bar(x=21.0, y=50.0, width=8.0, height=50.0)]
    >>> columns([5], 10, 10, 10)[0].height, columns([0], 10, 10), columns([], 10, 10)
    (5.0, [None], [])
    """
    most = most or max((value for value in values if value), default=0)
    step = width / len(values) if values else 0
    return [
        _column(place * step, step, height, value / most)
        if most and value is not None and value > 0 else None
        for place, value in enumerate(values)]


def _column(left, step, height, share):
    tall = round(height * min(share, 1.0), 2)
    return Bar(round(left + step / 10, 2), round(height - tall, 2), round(step * 0.8, 2), tall)


def share_of(value, most):
    """Return the percent of a bar that lies across the page, 0 to 100.

    >>> share_of(5, 20), share_of(-5, 20), share_of(5, 0), share_of(30, 20)
    (25.0, 0.0, 0.0, 100.0)
    """
    return round(min(100.0, max(0.0, 100 * value / most)), 1) if most > 0 else 0.0
