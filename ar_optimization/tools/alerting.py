"""Decide what becomes of early warnings: which begin, which go on, and which stay away.

A rule says from which value on a customer is worth a look (yellow) and from which on it is urgent
(red). Most measures are worse the higher they are; some, such as the days that a cover still runs,
are worse the lower they are: those fall.

One rule and one customer have one open warning at most. Once a person has closed it, it comes back
only when its time of rest is over, and the measure was in order in between or is clearly worse.
"""
from dataclasses import dataclass
from datetime import date, timedelta

YELLOW, RED = 'yellow', 'red'
#: What becomes of a warning in a night.
RAISE, UPDATE, CALM, LEAVE = 'raise', 'update', 'calm', 'leave'
#: Clearly worse than when a person closed it: by a tenth.
WORSE = 1.1
#: Working hours to look at a warning where no rule says so: two days.
USUAL_HOURS = 16.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """From which values on a measure is a warning, in its own unit. `red` None: never urgent."""

    yellow: float
    red: float | None = None
    falls: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """The latest warning of one rule about one customer.

    `value` and `severity` are those of the night before or, when closed, of the moment it was
    closed; `is_calm` says that the measure was in order since.
    """

    is_open: bool
    value: float
    severity: str = YELLOW
    closed_on: date | None = None
    is_calm: bool = False


def severity(value, bounds):
    """Say how grave a measure is.

    :param value: in the unit of the rule; None is nothing.
    :return: YELLOW, RED or None.

    >>> severity(12, Bounds(10, 25)), severity(25, Bounds(10, 25)), severity(9, Bounds(10, 25))
    ('yellow', 'red', None)
    >>> severity(5, Bounds(30, 7, falls=True)), severity(31, Bounds(30, 7, falls=True))
    ('red', None)
    >>> severity(None, Bounds(10)) is None, severity(99, Bounds(10))
    (True, 'yellow')
    """
    if value is None or not _reaches(value, bounds.yellow, bounds.falls):
        return None
    is_red = bounds.red is not None and _reaches(value, bounds.red, bounds.falls)
    return RED if is_red else YELLOW


def _reaches(value, bound, falls):
    return value <= bound if falls else value >= bound


def watched_from(bounds):
    """From which value on a measure is looked at at all: half way to the warning. Below it, it
    neither warns nor counts as deterioration.

    >>> watched_from(Bounds(10)), watched_from(Bounds(30, falls=True))
    (5.0, 60.0)
    """
    return bounds.yellow * 2.0 if bounds.falls else bounds.yellow / 2.0


def is_worse(value, before, falls=False):
    """Say whether a measure is clearly worse than it was.

    >>> is_worse(12, 10), is_worse(10.5, 10), is_worse(5, 30, falls=True)
    (True, False, True)
    """
    return value * WORSE <= before if falls else value >= before * WORSE


def decide(value, bounds, known, cooldown, today):
    """Decide what becomes of the warning of one rule about one customer.

    :param value: the measure of the night, None when there is none.
    :param known: the latest :class:`Known`, or None.
    :param int cooldown: days for which it rests after a person has closed it.
    :param date today: the day.
    :return: RAISE, UPDATE, CALM (in order again) or LEAVE.

    >>> day, rule = date(2026, 3, 1), Bounds(10, 25)
    >>> decide(12, rule, None, 30, day), decide(8, rule, None, 30, day)
    ('raise', 'leave')
    >>> decide(12, rule, Known(True, 11), 30, day), decide(8, rule, Known(True, 11), 30, day)
    ('update', 'calm')
    >>> decide(99, rule, Known(False, 11, closed_on=date(2026, 2, 20)), 30, day)
    'leave'
    >>> decide(12, rule, Known(False, 11.5, closed_on=date(2026, 1, 1)), 30, day)
    'leave'
    >>> decide(13, rule, Known(False, 11.5, closed_on=date(2026, 1, 1)), 30, day)
    'raise'
    >>> decide(12, rule, Known(False, 20, closed_on=date(2026, 1, 1), is_calm=True), 30, day)
    'raise'
    """
    level = severity(value, bounds)
    if level is None:
        return CALM if known and not known.is_calm else LEAVE
    if known is None:
        return RAISE
    if known.is_open:
        return UPDATE
    if known.closed_on and today < known.closed_on + timedelta(days=cooldown):
        return LEAVE
    graver = level == RED and known.severity != RED
    back = known.is_calm or graver or is_worse(value, known.value, bounds.falls)
    return RAISE if back else LEAVE
