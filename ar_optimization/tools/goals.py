"""How far a goal has come: a figure that is to reach a target by a day.

A figure that nobody knows has no progress; a goal is never called reached by guessing.
"""

#: On the way; later than the time that is gone; there; the day is over.
UNKNOWN, ON_TRACK, BEHIND, REACHED, MISSED = (
    "unknown", "on_track", "behind", "reached", "missed")


def is_reached(value, target, lower):
    """Return whether a figure has reached its target.

    :param bool lower: less is better

    >>> is_reached(44.9, 45, True), is_reached(46, 45, True), is_reached(90, 90, False)
    (True, False, True)
    >>> is_reached(None, 45, True)
    False
    """
    if value is None:
        return False
    return value <= target if lower else value >= target


def progress(start, value, target):
    """Return how much of the way from the start to the target is done, in percent. Below 0: worse
    than at the start; above 100: better than the target.

    >>> progress(60, 54, 45), progress(60, 66, 45), progress(60, 40, 50)
    (40.0, -40.0, 200.0)
    >>> progress(None, 54, 45) is None, progress(45, 45, 45) is None
    (True, True)
    """
    if start is None or value is None or start == target:
        return None
    return 100 * (start - value) / (start - target)


def percent(part, whole):
    """Return a part in percent of the whole, None where there is nothing to divide by.

    >>> percent(5, 200), percent(5, 0)
    (2.5, None)
    """
    return 100 * part / whole if round(whole, 4) > 0 else None


def elapsed(begun, by, today):
    """Return how much of the time is over, in percent, 0 to 100.

    >>> from datetime import date
    >>> elapsed(date(2026, 1, 1), date(2026, 4, 11), date(2026, 1, 26))
    25.0
    >>> day = date(2026, 1, 1)
    >>> elapsed(day, day, day), elapsed(day, date(2026, 2, 1), date(2025, 1, 1))
    (100.0, 0.0)
    """
    whole, gone = (by - begun).days, (today - begun).days
    return 100.0 if whole <= 0 else min(100.0, max(0.0, 100 * gone / whole))


def standing(start, value, target, lower, share):
    """Return where a goal stands.

    :param start, value, target: the figure at the beginning, now, and as it is to be
    :param bool lower: less is better
    :param float share: how much of the time is over, in percent

    >>> standing(60, 44, 45, True, 10), standing(60, 54, 45, True, 30)
    ('reached', 'on_track')
    >>> standing(60, 54, 45, True, 60), standing(60, 54, 45, True, 100)
    ('behind', 'missed')
    >>> standing(60, None, 45, True, 60), standing(None, 50, 45, True, 60)
    ('unknown', 'unknown')
    """
    if is_reached(value, target, lower):
        return REACHED
    if value is None:
        return UNKNOWN
    if share >= 100:
        return MISSED
    done = progress(start, value, target)
    if done is None:
        return UNKNOWN
    return ON_TRACK if done >= share else BEHIND
