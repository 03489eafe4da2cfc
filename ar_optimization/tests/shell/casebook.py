"""What is scripted for the open items of a ledger: twenty ways in which a case ends."""
import random
from typing import NamedTuple

from odoo.tools import float_round


class End(NamedTuple):
    """The state a case ends in, what the log says of it, and which shares of the item were paid,
    credited, written off, and paid after that."""
    state: str
    events: tuple
    paid: float = 0.0
    credited: float = 0.0
    written: float = 0.0
    recovered: float = 0.0


ENDS = {
    'promise_bank': End('kept', ('promise.taken', 'promise.kept'), paid=1),
    'promise_plain': End('kept', ('promise.taken', 'promise.kept'), paid=1),
    'promise_partly': End('partly', ('promise.taken', 'promise.partly'), paid=0.5),
    'promise_broken': End('broken', ('promise.taken', 'promise.broken')),
    'promise_settled': End('settled', ('promise.taken', 'promise.settled'), credited=1),
    'promise_returned': End('broken', ('promise.taken', 'promise.kept', 'promise.broken')),
    'dispute_credited': End(
        'credited', ('dispute.opened', 'dispute.validated', 'dispute.credited'), credited=1),
    'dispute_partly': End(
        'credited', ('dispute.opened', 'dispute.validated', 'dispute.credited'), paid=0.7,
        credited=0.3),
    'dispute_rejected': End('rejected', ('dispute.opened', 'dispute.rejected'), paid=1),
    'dispute_settled': End('settled', ('dispute.opened', 'dispute.settled'), paid=1),
    'plan_kept': End('kept', ('plan.begun', 'plan.kept'), paid=1),
    'plan_defaulted': End('defaulted', ('plan.begun', 'plan.defaulted'), paid=0.5),
    'plan_anew': End('kept', ('plan.begun', 'plan.kept'), paid=1),
    'agency_paid': End('done', ('placement.handed_over', 'placement.done'), paid=1),
    'agency_recalled': End(
        'recalled', ('placement.handed_over', 'placement.recalled'), paid=0.3),
    'law_won': End('done', ('legal.begun', 'legal.filed', 'legal.closed'), paid=1),
    'law_lost': End('done', ('legal.begun', 'legal.filed', 'legal.closed'), written=1),
    'loss_booked': End('booked', ('write_off.booked',), written=1),
    'loss_recovered': End(
        'booked', ('write_off.booked', 'write_off.recovered'), written=1, recovered=0.4),
    'loss_reversed': End('reversed', ('write_off.booked', 'write_off.reversed')),
}


class Case:
    """An open item, the end that the script gives it, and the record that goes there."""

    def __init__(self, item, name):
        self.item, self.name, self.end = item, name, ENDS[name]
        self.amount = item.amount_residual_currency
        self.record = None

    def part(self, share):
        """A share of what was open, in the item's currency."""
        return float_round(self.amount * share, precision_digits=2)

    @property
    def open(self):
        """What the script leaves open."""
        return float_round(
            self.amount - sum(
                map(self.part, (self.end.paid, self.end.credited, self.end.written))),
            precision_digits=2)


def deal(items, seed, each=5):
    """Give so many items to each end: the same ones every time. No customer is with an agency and
    in court at once.

    :param items: `account.move.line`, in an order that does not depend on the database.
    :return: list of `Case`
    """
    left = list(items)
    random.Random(seed).shuffle(left)
    customers = sorted({item.partner_id.ref for item in left})
    lawful = set(customers[::2])
    cases = []
    for name in sorted(ENDS, key=lambda name: not name.startswith(('agency', 'law'))):
        fit = [item for item in left if not name.startswith(('agency', 'law'))
               or (item.partner_id.ref in lawful) == name.startswith('law')][:each]
        left = [item for item in left if item not in fit]
        cases += [Case(item, name) for item in fit]
    return cases
