"""Whom a collector turns to today, in which order, and who does the work.

Points of a rule add up to the priority of a customer; all of them are whole numbers, so that what
is shown adds up to what is ranked.
"""

from math import floor
from typing import NamedTuple
from urllib.parse import quote

SALES, COLLECTOR, LEGAL = 'sales', 'collector', 'legal'
# Statuses in which a debt belongs to whoever leads lawsuits, however young it is.
LEGAL_STATUSES = ('legal',)
# Days overdue up to which → the part of a debt that is still to be expected; then the last one.
CHANCES = ((30, 0.95), (60, 0.9), (90, 0.8), (180, 0.6), (365, 0.35))
LATEST = 0.1
# A contact of these results spoke to somebody who can answer for the debt.
RIGHT_PARTY = (
    'promised', 'paid', 'disputed', 'told', 'refused', 'insolvency', 'call_back')


class Rule(NamedTuple):
    """Points for being there at all, points for each unit of the measure, and at most so many
    (0: no bound)."""

    points: float = 0.0
    factor: float = 0.0
    cap: float = 0.0


class Absence(NamedTuple):
    """Who is away, and who steps in."""

    user: int
    substitute: int


def points(rule, number=0.0):
    """Return the whole points that a rule gives.

    :param Rule rule: the rule.
    :param float number: the measure, in the rule's unit.

    >>> points(Rule(10, 2, 25), 3), points(Rule(10, 2, 25), 30), points(Rule(5), 99)
    (16, 25, 5)
    >>> points(Rule(0, 0.5), 3), points(Rule(-10), 1)
    (2, -10)
    """
    found = rule.points + rule.factor * number
    return floor((min(found, rule.cap) if rule.cap else found) + 0.5)


def chance(days):
    """Return the part of a debt that is still to be expected, so many days after it was due.

    >>> chance(1), chance(31), chance(400)
    (0.95, 0.9, 0.1)
    """
    return next((part for upper, part in CHANCES if days <= upper), LATEST)


def owner(status, days, sales_days, legal_days):
    """Say who answers for a debt.

    :param str status: of the credit account.
    :param int days: overdue.
    :param int sales_days: up to so many days the salesperson does; 0: never.
    :param int legal_days: from so many days on it is for the lawyers; 0: never by age.

    >>> owner('open', 5, 7, 180), owner('open', 8, 7, 180), owner('watch', 180, 7, 180)
    ('sales', 'collector', 'legal')
    >>> owner('legal', 1, 7, 0), owner('open', 900, 0, 0)
    ('legal', 'collector')
    """
    if status in LEGAL_STATUSES or (legal_days and days >= legal_days):
        return LEGAL
    return SALES if days <= sales_days and sales_days else COLLECTOR


def substitutes(absences):
    """Say who does the work of everybody who is away, following those who are away themselves.

    :param absences: `Absence` of today.
    :return: {user: substitute}; users whose substitutes are all away keep their work.

    >>> substitutes([Absence(1, 2), Absence(2, 3)])
    {1: 3, 2: 3}
    >>> substitutes([Absence(1, 2), Absence(2, 1)])
    {}
    """
    steps = {absence.user: absence.substitute for absence in absences}
    found = {}
    for user in steps:
        seen, stand_in = {user}, steps[user]
        while stand_in in steps and stand_in not in seen:
            seen.add(stand_in)
            stand_in = steps[stand_in]
        if stand_in not in seen:
            found[user] = stand_in
    return found


def balance(customers, shares, loads):
    """Share customers out so that everybody's work grows by the share agreed.

    :param customers: pairs (customer, size of the work), any order.
    :param dict shares: member → share of the work, 0 or more.
    :param dict loads: member → size of the work so far.
    :return: {customer: member}; empty when nobody has a share.

    >>> balance([('a', 50), ('b', 30), ('c', 20)], {1: 1, 2: 1}, {})
    {'a': 1, 'b': 2, 'c': 2}
    >>> balance([('a', 10), ('b', 10), ('c', 10)], {1: 2, 2: 1}, {1: 0, 2: 4})
    {'a': 1, 'b': 1, 'c': 2}
    >>> balance([('a', 10)], {1: 0}, {})
    {}
    """
    shares = {member: share for member, share in shares.items() if share > 0}
    if not shares:
        return {}
    loads = {member: loads.get(member, 0.0) for member in shares}
    found = {}
    for customer, size in sorted(customers, key=lambda pair: (-pair[1], pair[0])):
        member = min(shares, key=lambda each: ((loads[each] + size) / shares[each], each))
        loads[member] += size
        found[customer] = member
    return found


def map_link(address, country=''):
    """Return the address of a map that shows a place.

    :param str address: as written on a letter, lines or not.
    :param str country: ISO code; in China another map is reachable.

    >>> map_link("1 Main St\\nTown"), map_link("", "US")
    ('https://www.openstreetmap.org/search?query=1%20Main%20St%2C%20Town', '')
    >>> map_link("南京西路 1 号", "CN").startswith("https://uri.amap.com/search?keyword=%E5%8D")
    True
    """
    line = ", ".join(part.strip() for part in (address or '').splitlines() if part.strip())
    if not line:
        return ''
    if country == 'CN':
        return f"https://uri.amap.com/search?keyword={quote(line)}"
    return f"https://www.openstreetmap.org/search?query={quote(line)}"
