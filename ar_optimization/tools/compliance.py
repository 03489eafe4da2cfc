"""Hold contacts that took place against what was allowed at their moment.

The governor of `tools.contact` is asked once more, about the past: what a person reports by hand
was asked for by nobody before.
"""
from datetime import datetime
from typing import NamedTuple

from . import contact

#: What of the governor's reasons becomes which kind of breach.
HOURS, CAP = "contact_hours", "contact_cap"
KINDS = {
    contact.HOURS: HOURS, contact.HOLIDAY: HOURS,
    contact.CAP: CAP, contact.CALL_CAP: CAP, contact.GAP: CAP,
}


class Made(NamedTuple):
    """A contact that took place; ``key`` says which one it was."""

    key: int
    moment: datetime
    channel: str
    purpose: str = "dunning"


class Breach(NamedTuple):
    """``kind`` of breach of the contact ``key``, the governor's ``reason``, and whether the law
    forbade it, not only the company's own policy."""

    key: int
    kind: str
    reason: str
    is_legal: bool


def contact_breaches(made, contacts, zone, rules, legal):
    """Return the contacts of one customer that were not allowed, as :class:`Breach` items.

    :param made: :class:`Made` items to judge.
    :param contacts: `tools.contact.Contact` items, all that reached the customer, these included.
    :param str zone: time zone the customer lives in.
    :param rules: `tools.contact.Rules` of law and own policy together.
    :param legal: `tools.contact.Rules` of the law alone.

    >>> day = datetime(2026, 6, 30, 12)
    >>> calls = [Made(n, day.replace(hour=9 + n), "phone") for n in range(3)]
    >>> reached = [contact.Contact(call.moment, True) for call in calls]
    >>> own, law = contact.Rules(call_cap=1), contact.Rules(call_cap=2)
    >>> for breach in contact_breaches(calls, reached, "UTC", own, law):
    ...     print(breach.key, breach.kind, breach.reason, breach.is_legal)
    1 contact_cap call_cap False
    2 contact_cap call_cap True
    >>> night = [Made(7, datetime(2026, 6, 30, 3), "phone")]
    >>> contact_breaches(night, [], "UTC", contact.Rules(hour_from=8), contact.Rules())
    [Breach(key=7, kind='contact_hours', reason='hours', is_legal=False)]

    A call at night that was one too many as well is told as what weighs more: the cap.

    >>> contact_breaches(calls[2:], reached, "Asia/Shanghai", contact.Rules(1, hour_to=18), law)
    [Breach(key=2, kind='contact_cap', reason='cap', is_legal=True)]
    """
    found = []
    for each in made:
        earlier = tuple(other for other in contacts if other.moment < each.moment)
        asked = contact.Asked(each.moment, each.channel, each.purpose, zone, earlier)
        reason = contact.decide(asked, rules).reason
        if reason:
            by_law = bool(contact.decide(asked, legal).reason)
            found.append(Breach(each.key, KINDS[reason], reason, by_law))
    return found
