"""How a customer feels about us: its answers to short surveys, and its complaints about conduct.

The relation score is a figure from 0 to 100. Each answer weighs half as much after half a year, so
the score says how things are now; beside the answers stands a neutral one, so that a single answer
does not make an extreme, and a customer who has said nothing for long goes back to the middle. A
complaint takes points off, fewer as time passes.
"""

import hashlib
from typing import NamedTuple

QUESTIONS = ('rating_fair', 'rating_clear', 'rating_quick')
LOWEST, HIGHEST = 1, 5
HALF_LIFE = 182  # days
HORIZON = 730  # days after which an answer or a complaint says nothing any more
NEUTRAL, NEUTRAL_WEIGHT = 60.0, 0.5
COMPLAINT = 30.0  # points that a complaint of today takes off
NOTE_LENGTH = 2000


class Answer(NamedTuple):
    """What a customer answered: ratings of 1 to 5, a note, and whether it was treated badly."""

    ratings: tuple
    note: str = ''
    complains: bool = False


def parse(form):
    """Read the form of the survey page.

    :param form: mapping of texts, from anybody at all.
    :return: `Answer`, or None when a question is not answered by a figure from 1 to 5.

    >>> parse({'rating_fair': '5', 'rating_clear': '4', 'rating_quick': '1', 'note': ' Fine. '})
    Answer(ratings=(5, 4, 1), note='Fine.', complains=False)
    >>> parse({'rating_fair': '5', 'rating_clear': '6', 'rating_quick': '1'}) is None
    True
    >>> parse({'rating_fair': '5', 'rating_clear': '²', 'rating_quick': '1'}) is None
    True
    """
    known = {str(rating): rating for rating in range(LOWEST, HIGHEST + 1)}
    ratings = tuple(known.get(form.get(name)) for name in QUESTIONS)
    if None in ratings:
        return None
    return Answer(ratings, (form.get('note') or '').strip()[:NOTE_LENGTH],
                  form.get('complains') == '1')


def decay(days):
    """Return what is left after so many days of what something weighed.

    >>> decay(0), decay(182), decay(731)
    (1.0, 0.5, 0.0)
    """
    return 0.0 if days > HORIZON else 0.5 ** (max(days, 0) / HALF_LIFE)


def satisfaction(ratings):
    """Return ratings of 1 to 5 as a figure from 0 to 100: their mean, stretched.

    >>> satisfaction((5, 5, 5)), satisfaction((1, 1, 1)), satisfaction((3, 4, 2))
    (100.0, 0.0, 50.0)
    """
    mean = sum(ratings) / len(ratings)
    return (mean - LOWEST) / (HIGHEST - LOWEST) * 100


def score(answers, complaints):
    """Return the relation score, rounded to a whole figure; None when nothing is known.

    :param answers: pairs (days ago, figure from 0 to 100).
    :param complaints: days ago, of each.

    >>> score([], []) is None, score([(900, 0.0)], [800]) is None
    (True, True)
    >>> score([(0, 100.0)], []), score([(364, 100.0)], []), score([(0, 100.0), (0, 0.0)], [])
    (87, 73, 52)
    >>> score([], [0]), score([], [182]), score([(0, 0.0)], [0, 1])
    (30, 45, 0)
    """
    weights = [(decay(days), value) for days, value in answers if days <= HORIZON]
    burdens = [COMPLAINT * decay(days) for days in complaints if days <= HORIZON]
    if not weights and not burdens:
        return None
    total = NEUTRAL_WEIGHT + sum(weight for weight, _value in weights)
    mean = (NEUTRAL * NEUTRAL_WEIGHT + sum(
        weight * value for weight, value in weights)) / total
    return min(100, max(0, round(mean - sum(burdens))))


def period(day, months):
    """Return the number of the period that a day lies in, and how far it is gone, from 0 to 1.

    :param date day: any day.
    :param int months: length of a period.

    >>> from datetime import date
    >>> period(date(2026, 6, 16), 6), period(date(2026, 7, 1), 6)
    ((4052, 0.9166666666666666), (4053, 0.0))
    """
    month = day.year * 12 + day.month - 1
    gone = month % months + min(day.day - 1, 30) / 30
    return month // months, min(gone / months, 1.0)


def is_sampled(key, number, gone, share, since=0.0):
    """Say whether a customer's turn has come in a period. Who is in the sample changes from period
    to period, and turns are spread over it; asked again, the answer is the same.

    :param int key: of the customer.
    :param int number: of the period.
    :param float gone: how much of the period is over, 0 to 1.
    :param float share: of the customers that are asked, 0 to 1.
    :param float since: how much of the period was over when surveys were switched on: turns from
        before have passed, or all of them would come at once.

    >>> [sum(is_sampled(key, 7, gone, 0.2) for key in range(1000)) for gone in (0.0, 0.5, 1.0)]
    [0, 99, 178]
    >>> [sum(is_sampled(key, 7, gone, 0.2, 0.5) for key in range(1000)) for gone in (0.5, 1.0)]
    [0, 79]
    >>> any(is_sampled(key, 7, 1.0, 0.0) for key in range(100))
    False
    >>> all(is_sampled(key, 7, 1.0, 1.0) for key in range(100))
    True
    """
    digest = hashlib.sha256(f'{key}-{number}'.encode()).digest()
    luck = int.from_bytes(digest[:6]) / 2 ** 48
    turn = int.from_bytes(digest[6:12]) / 2 ** 48
    return luck < share and since <= turn < gone
