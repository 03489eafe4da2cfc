"""How an invoice is shared out over analytic accounts.

An invoice is paid as a whole, and its lines are for several accounts: what is owed, overdue and
paid of it belongs to each by its part of the lines, taxes included. A plan is one way of looking at
all of it: the accounts of a plan and what has no account of that plan are the whole.
"""
from typing import NamedTuple


class Line(NamedTuple):
    """A line of an invoice: its amount with taxes, and its distribution as Odoo keeps it: percent
    by account ids, which are joined by commas where one slice belongs to accounts of several
    plans."""

    total: float
    distribution: dict


def shares(lines):
    """Return the part of an invoice that belongs to each analytic account. Accounts of several
    plans each have the whole of their slice.

    900 are for account 7 and 300 half for 7, half for 8; 400 are for 8 in one plan and 9 in
    another; of the last 400 a quarter is for 9, and the rest for nobody:

    >>> shares([Line(900.0, {'7': 100}), Line(300.0, {'7': 50, '8': 50}),
    ...         Line(400.0, {'8,9': 100}), Line(400.0, {'9': 25})])
    {7: 0.525, 8: 0.275, 9: 0.25}
    >>> shares([Line(100.0, {})]), shares([Line(100.0, {'7': 100}), Line(-100.0, {})])
    ({}, {})
    """
    whole = sum(line.total for line in lines)
    if not whole:
        return {}
    found = {}
    for line in lines:
        for key, percent in (line.distribution or {}).items():
            for account in map(int, key.split(',')):
                found[account] = found.get(account, 0.0) + line.total * percent / 100 / whole
    return {account: round(part, 9) for account, part in found.items()}


def rest(plan):
    """Return the key of what has no account of a plan: it meets the id of no account."""
    return -plan


def with_rests(whole, parts, plans):
    """Return figures by account with what is left of the whole in each of their plans: what is
    wholly for accounts of one plan, and for none of another, is a rest of the other one only. So
    the figures of a plan always add up to the whole, whatever its distributions are.

    Of 2,000 accounts 7 and 8 of plan 1 have 1,600, and account 9 of plan 2 has 500; account 5 is
    gone, and nobody knows its plan any more, so that it is in both rests:

    >>> parts = {5: {'owed': 60.0}, 7: {'owed': 1050.0}, 8: {'owed': 550.0}, 9: {'owed': 500.0}}
    >>> found = with_rests({'owed': 2000.0}, parts, {7: 1, 8: 1, 9: 2})
    >>> {key: sums['owed'] for key, sums in found.items()}
    {7: 1050.0, 8: 550.0, 9: 500.0, -1: 400.0, -2: 1500.0}

    :param whole: {name: sum} of all
    :param parts: {account: {name: sum}}
    :param plans: {account: plan}
    """
    known = {account: sums for account, sums in parts.items() if account in plans}
    return {**known, **{
        rest(plan): {
            name: round(total - sum(
                sums.get(name, 0.0) for account, sums in known.items()
                if plans[account] == plan), 6)
            for name, total in whole.items()}
        for plan in sorted({plans[account] for account in known})}}
