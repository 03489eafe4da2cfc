"""Decide the terms of one credit account that several accounts of a customer become.

When two customers turn out to be one, nobody may get more credit by it: the stricter terms win.
"""
from typing import NamedTuple

from .limits import LIMIT, PREPAY, UNLIMITED

#: From the strictest to the most generous.
MODES = (PREPAY, LIMIT, UNLIMITED)

#: From the best standing to the worst.
STATES = ("open", "watch", "hold", "blocked", "agency", "legal")


class Terms(NamedTuple):
    """What one account was granted; the limit in company currency counts in mode ``limit``."""

    mode: str
    limit: float
    status: str


def fold(kept, gone):
    """Return the terms that the account which is kept has from now on.

    The strictest mode and the worst status win, and the lowest limit among those that count. A
    limit that does not count, because its account is unlimited, lowers nothing.

    :param Terms kept: terms of the account that is kept
    :param gone: :class:`Terms` of the others, all in the same currency
    :return: :class:`Terms`

    >>> fold(Terms("limit", 900, "open"), [Terms("limit", 500, "watch")])
    Terms(mode='limit', limit=500, status='watch')
    >>> fold(Terms("unlimited", 0, "open"), [Terms("limit", 500, "open")])
    Terms(mode='limit', limit=500, status='open')
    >>> fold(Terms("limit", 900, "hold"), [Terms("unlimited", 0, "open")])
    Terms(mode='limit', limit=900, status='hold')
    >>> fold(Terms("limit", 900, "open"), [Terms("prepay", 0, "legal")])
    Terms(mode='prepay', limit=900, status='legal')
    """
    terms = [kept, *gone]
    return Terms(
        mode=min((each.mode for each in terms), key=MODES.index),
        limit=min((each.limit for each in terms if each.mode == LIMIT), default=kept.limit),
        status=max((each.status for each in terms), key=STATES.index),
    )
