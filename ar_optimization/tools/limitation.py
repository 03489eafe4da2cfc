"""When a claim can no longer be enforced: the limitation period and what begins it anew.

Days are dates. Which act does what differs by country and is passed in; an act that nobody can
prove counts for nothing.
"""
from datetime import date
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

#: What an act does to the period: begins it anew, stops it from running, nothing.
RESTART, STOP, NOTHING = "restart", "stop", "nothing"


class Act(NamedTuple):
    """Something that was done about a claim; ``effect`` as the country's rule has it, ``proven``
    when its delivery or its date can be shown in court."""

    day: date
    effect: str
    proven: bool = False


class Period(NamedTuple):
    """The rule of a country: months, counted from the day after the due date or, with
    ``year_end``, from the end of the year of the due date."""

    months: int
    year_end: bool = False


class Clock(NamedTuple):
    """``end`` is the last day on which the claim can be enforced, ``None`` while a stop lasts;
    ``since`` the day from which it is counted, ``left`` the days left."""

    end: date | None
    since: date
    left: int | None


def run(due, period, acts, today):
    """Return the clock of a claim.

    An act after the period has ended revives nothing.

    :param date due: when the claim fell due
    :param Period period: rule of the country
    :param acts: :class:`Act` items in any order
    :param date today: acts after it are still to come

    >>> china = Period(36)
    >>> run(date(2023, 3, 1), china, [], date(2026, 2, 1))
    Clock(end=datetime.date(2026, 3, 1), since=datetime.date(2023, 3, 1), left=28)
    >>> letter = Act(date(2025, 3, 1), RESTART, True)
    >>> run(date(2023, 3, 1), china, [letter], date(2026, 2, 1)).end
    datetime.date(2028, 3, 1)
    >>> run(date(2023, 3, 1), china, [letter._replace(proven=False)], date(2026, 2, 1)).end
    datetime.date(2026, 3, 1)
    >>> run(date(2023, 3, 1), Period(36, year_end=True), [], date(2026, 2, 1)).end
    datetime.date(2026, 12, 31)
    >>> run(date(2023, 3, 1), china, [Act(date(2024, 1, 1), STOP, True)], date(2026, 2, 1)).end
    """
    since, end = due, _end(due, period)
    for act in sorted(acts):
        if not act.proven or act.effect == NOTHING or not due <= act.day <= min(end, today):
            continue
        if act.effect == STOP:
            return Clock(None, act.day, None)
        since, end = act.day, _end(act.day, period._replace(year_end=False))
    return Clock(end, since, (end - today).days)


def _end(start, period):
    begin = date(start.year, 12, 31) if period.year_end else start
    return begin + relativedelta(months=period.months)
