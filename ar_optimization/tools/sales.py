"""What salespeople are asked about their overdue customers, and what becomes of the answers.

Of each customer and salesperson there is one open question at most. What an answer was worth is
judged like a promise, see :mod:`.promise`: by what reached us, never by what somebody says.
"""
from datetime import timedelta
from typing import NamedTuple

from .rounding import round_half_up

#: Waits for an answer; waits for its day.
ASKED, ANSWERED = "asked", "answered"
#: Nobody expects money later than that: who says so gives no answer.
LONGEST = 180


class Late(NamedTuple):
    """Overdue items of one customer with the same two candidates: whoever stands on the invoices,
    and whoever looks after the customer. The amount is in company currency, ``amounts`` are by
    currency."""

    account: int
    candidates: tuple
    amount: float
    days: int
    items: int
    amounts: dict


class Question(NamedTuple):
    """What a person is asked about: how much is overdue, for how long, in how many items."""

    amount: float
    days: int
    items: int
    amounts: dict


def whom(candidates, able, manager):
    """Return who answers for an item: the first of the candidates who can, else the manager.

    :param candidates: user ids or None: of the invoice, of the customer
    :param able: ids of the users who work here and see this company
    :param manager: user id of whoever answers for what nobody sold

    >>> whom((7, 8), {7, 8}, 1), whom((7, 8), {8}, 1), whom((None, 9), {8}, 1)
    (7, 8, 1)
    """
    return next((each for each in candidates if each in able), manager)


def questions(rows, able, manager, digits=2):
    """Return what each person answers for, customer by customer.

    :param rows: :class:`Late`
    :param able, manager: see :func:`whom`
    :param int digits: decimals of the company currency
    :return: {(account, user): :class:`Question`}

    >>> rows = [Late(1, (7, 8), 100.0, 30, 2, {"USD": 100.0}),
    ...         Late(1, (None, 7), 50.0, 40, 1, {"EUR": 45.0})]
    >>> questions(rows, {7}, 1)
    {(1, 7): Question(amount=150.0, days=40, items=3, amounts={'USD': 100.0, 'EUR': 45.0})}
    """
    found = {}
    for row in rows:
        key = row.account, whom(row.candidates, able, manager)
        old = found.get(key, Question(0.0, 0, 0, {}))
        found[key] = Question(
            round_half_up(old.amount + row.amount, digits), max(old.days, row.days),
            old.items + row.items,
            {code: old.amounts.get(code, 0.0) + row.amounts.get(code, 0.0)
             for code in {**old.amounts, **row.amounts}})
    return found


def plan(owed, present, least_amount=0.0, least_days=1):
    """Return which questions are to be asked and which are over.

    One is asked about what is worth it and nobody is asked about yet; an unanswered one is over
    when nothing of it is overdue any more, or somebody else answers for it. Small debts do not end
    a question that was asked.

    :param owed: {(account, user): :class:`Question`}, all that is overdue
    :param present: {(account, user): state} of the open questions
    :param float least_amount: company currency
    :param int least_days: days that the oldest item is overdue
    :return: (keys to ask, keys that are over), sorted

    >>> owed = {(1, 7): Question(100.0, 9, 1, {}), (2, 7): Question(5.0, 9, 1, {})}
    >>> plan(owed, {(2, 7): ASKED, (3, 7): ASKED, (4, 7): ANSWERED}, 50.0, 7)
    ([(1, 7)], [(3, 7)])
    """
    ask = sorted(
        key for key, question in owed.items()
        if key not in present and question.amount >= least_amount and question.amount > 0
        and question.days >= least_days)
    over = sorted(
        key for key, state in present.items() if state == ASKED and key not in owed)
    return ask, over


def is_late(state, answer_by, today):
    """Whether a question should have been answered by now.

    >>> from datetime import date
    >>> day = date(2026, 6, 10)
    >>> is_late(ASKED, day, day), is_late(ASKED, day, date(2026, 6, 11))
    (False, True)
    >>> is_late(ANSWERED, day, date(2026, 6, 11))
    False
    """
    return state == ASKED and answer_by < today


def date_fault(expected, today):
    """Return what is wrong with the day on which the money is expected: ``past``, ``far`` (more
    than ``LONGEST`` days away), or nothing.

    >>> from datetime import date
    >>> today = date(2026, 6, 10)
    >>> date_fault(date(2026, 6, 9), today), date_fault(date(2027, 6, 9), today)
    ('past', 'far')
    >>> date_fault(today, today)
    ''
    """
    if expected < today:
        return "past"
    return "far" if expected > today + timedelta(LONGEST) else ""


def digest_week(today, weekday):
    """Return the Monday of the week whose list is due, or None before its day.

    A night that was missed is made good on the next one.

    :param date today: the day of the question
    :param weekday: 0 for Monday to 6; None: no list is sent

    >>> from datetime import date
    >>> digest_week(date(2026, 6, 10), 1), digest_week(date(2026, 6, 8), 1)
    (datetime.date(2026, 6, 8), None)
    >>> digest_week(date(2026, 6, 10), None)
    """
    if weekday is None or today.weekday() < weekday:
        return None
    return today - timedelta(today.weekday())


class Moved(NamedTuple):
    """What is new since the last meeting and what is gone, as keys, and how much more is overdue
    altogether."""

    new: tuple
    gone: tuple
    rise: float


def moved(before, now, digits=2):
    """Compare what was overdue at the last meeting with what is now.

    :param before, now: {customer: overdue amount} in one currency; before None: no meeting yet
    :return: :class:`Moved`, or None without a meeting to compare with

    >>> moved({"a": 10.0, "b": 5.0}, {"b": 7.5, "c": 1.0})
    Moved(new=('c',), gone=('a',), rise=-6.5)
    >>> moved(None, {})
    """
    if before is None:
        return None
    return Moved(
        tuple(sorted(now.keys() - before.keys())), tuple(sorted(before.keys() - now.keys())),
        round_half_up(sum(now.values()) - sum(before.values()), digits))
