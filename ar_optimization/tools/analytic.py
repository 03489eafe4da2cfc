"""How an invoice is shared out over analytic accounts.

An invoice is paid as a whole, and its lines are for several accounts: what is owed, overdue and
paid of it belongs to each by its part of the lines, taxes included.
"""
from typing import NamedTuple

#: Stands for no analytic account.
NOWHERE = 0


class Line(NamedTuple):
    """A line of an invoice: its amount with taxes, and its distribution as Odoo keeps it: percent
    by account ids, which are joined by commas where one slice belongs to accounts of several
    plans."""

    total: float
    distribution: dict


def shares(lines):
    """Return the part of an invoice that belongs to each analytic account.

    Accounts of several plans each have the whole of their slice, so that the parts of one plan add
    up to 1, with what no slice covers, but not those of all plans together.

    900 are for account 7 and 300 half for 7, half for 8; 400 are for 8 in one plan and 9 in
    another; of the last 400 a quarter is for 9, and the rest for nobody:

    >>> shares([Line(900.0, {'7': 100}), Line(300.0, {'7': 50, '8': 50}),
    ...         Line(400.0, {'8,9': 100}), Line(400.0, {'9': 25})])
    {7: 0.525, 8: 0.275, 9: 0.25, 0: 0.15}
    >>> shares([Line(100.0, {})]), shares([Line(100.0, {'7': 100}), Line(-100.0, {})])
    ({0: 1.0}, {})
    """
    whole = sum(line.total for line in lines)
    if not whole:
        return {}
    found = {}
    for line in lines:
        for key, percent in (line.distribution or {}).items():
            for account in map(int, key.split(',')):
                found[account] = found.get(account, 0.0) + line.total * percent / 100 / whole
        left = max(0.0, 100 - sum((line.distribution or {}).values()))
        if left:
            found[NOWHERE] = found.get(NOWHERE, 0.0) + line.total * left / 100 / whole
    return {account: round(part, 9) for account, part in found.items()}
