"""Decide whether a log of events is still the log that was sealed.

Events are sealed in batches: a seal covers the events whose ``position`` lies between its
``first`` and ``last``, holds their number and a SHA-256 hash over their digests and over the
seal before it. A row that changed, vanished or was slipped in breaks its own seal; a seal that
changed breaks the next one; a chain rewritten or cut at its end no longer fits a head that was
exported earlier.

Text about a person stays outside: the event holds :func:`personal_hash` of it, so that the
text can be erased without breaking the chain.
"""
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

#: What the first seal of a company names as its predecessor.
GENESIS = "0" * 64


def plain(value):
    """Return a value as JSON stores it, with the same canonical text as the original.

    :param value: None, bool, number, text, date, datetime, or a list or mapping of those
    :raise TypeError: for any other type, and for mapping keys that are not text

    >>> plain({"on": date(2026, 11, 21), "at": datetime(2026, 11, 21, 8, 5), "list": (1, None)})
    {'on': '2026-11-21', 'at': '2026-11-21 08:05:00.000000', 'list': [1, None]}
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime):
        return value.isoformat(" ", "microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {_text_key(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"cannot stand in an event: {type(value).__name__}")


def _text_key(key):
    if isinstance(key, str):
        return key
    raise TypeError(f"an event's keys are text, not {type(key).__name__}")


def canonical(value):
    """Serialise a value so that equal values, and only they, give equal text.

    Every part says its type and, where needed, its length; mapping keys are sorted. Numbers
    are written without exponent or trailing zeros, because PostgreSQL's ``jsonb`` gives 1e16
    back as an integer. Dates are their ISO text, as JSON has no dates.

    :param value: what :func:`plain` accepts
    :return: text
    :raise ValueError: for NaN and infinity, which JSON cannot hold
    :raise TypeError: for types that cannot stand in an event

    >>> canonical({"b": [1, 1.0, True, None], "a": "é"})
    'd2:s1:as2:és1:bl4:n1;n1;tz'
    >>> canonical("ab") != canonical(["a", "b"]), canonical("1") != canonical(1)
    (True, True)
    """
    if value is None:
        return "z"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, str):
        return f"s{len(value.encode())}:{value}"
    if isinstance(value, int | float | Decimal):
        return f"n{_number(value)};"
    if isinstance(value, list | tuple):
        return f"l{len(value)}:" + "".join(map(canonical, value))
    if isinstance(value, Mapping):
        pairs = sorted((_text_key(key), item) for key, item in value.items())
        return f"d{len(pairs)}:" + "".join(canonical(k) + canonical(v) for k, v in pairs)
    return canonical(plain(value))


def _number(value):
    """Return a number in plain notation: 1.0 and 1 alike, -0.0 as 0."""
    if isinstance(value, int):
        return str(value)
    exact = Decimal(repr(float(value)))
    if not exact.is_finite():
        raise ValueError("NaN and infinity cannot stand in an event")
    text = format(exact, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def seal_digest(previous, digests, meta):
    """Return the SHA-256 that seals a batch of events onto the chain.

    :param str previous: digest of the seal before, :data:`GENESIS` for the first
    :param digests: digests of the batch's events, in the order of (position, id)
    :param Mapping meta: what else the seal states, such as its number and range

    >>> first = seal_digest(GENESIS, [], {"number": 1})
    >>> first != seal_digest(GENESIS, [], {"number": 2}), len(first)
    (True, 64)
    """
    return _sha256(canonical([previous, meta, list(digests)]))


def personal_hash(text, salt):
    """Return a salted hash that stands in the chain for text about a person.

    :param str text: the text, or None where there is none
    :param str salt: random text kept beside the personal text and erased with it

    >>> personal_hash("called, was ill", "a1") == personal_hash("called, was ill", "b2")
    False
    """
    return hmac.new(salt.encode(), canonical(text).encode(), hashlib.sha256).hexdigest()


def _sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


class Row(NamedTuple):
    """An event as read back: where it stands and the digest of what it says *now*.

    The digest is the database's, which hashes a million rows where they are.
    """

    position: int
    id: int
    digest: str


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal as stored."""

    number: int
    first: int
    last: int
    count: int
    previous: str
    digest: str

    @property
    def meta(self):
        """Return what the seal states besides its events; it is hashed with them.

        >>> seal([Row(5, 1, "aa")], number=1, first=5, last=9).meta
        {'number': 1, 'first': 5, 'last': 9, 'count': 1}
        """
        return {
            "number": self.number, "first": self.first, "last": self.last, "count": self.count,
        }


class Head(NamedTuple):
    """The end of a chain, exported so that it cannot be rewritten or shortened unseen."""

    number: int
    digest: str


class Fault(NamedTuple):
    """One thing that is wrong.

    ``kind`` is one of ``extra`` (an event), ``count``, ``content`` (a seal whose events differ,
    without saying which), ``sequence``, ``link`` (a seal), ``shortened``, ``rewritten`` (the
    chain against an exported head).
    """

    kind: str
    seal: int
    event: int | None = None
    wanted: object = None
    found: object = None


def seal(rows, number, first, last, previous=GENESIS):
    """Seal a batch of events.

    :param rows: :class:`Row` of all events whose position is in ``first`` to ``last``
    :param int number: 1 for the first seal of a chain, one more each time
    :param str previous: digest of the seal before
    :return: a :class:`Seal`

    >>> one = seal([Row(1, 1, "aa")], number=1, first=1, last=10)
    >>> two = seal([], number=2, first=11, last=20, previous=one.digest)
    >>> verify([one, two], [Row(1, 1, "aa")])
    []
    """
    rows = sorted(rows)
    blank = Seal(number, first, last, len(rows), previous, digest="")
    return replace(
        blank, digest=seal_digest(previous, [row.digest for row in rows], blank.meta))


def verify(seals, rows, head=None):
    """Compare the events with their seals.

    Both are read once, side by side, so that a log of any length needs the memory of one
    batch. Events after the last seal are not sealed yet and are not judged.

    :param seals: iterable of :class:`Seal` in order of number
    :param rows: iterable of :class:`Row` in order of position and id
    :param Head head: a head exported earlier, if there is one
    :return: list of :class:`Fault`, the first broken place first; empty when all is well

    >>> old = [Row(1, 7, "aa"), Row(1, 8, "bb")]
    >>> sealed = seal(old, number=1, first=1, last=5)
    >>> verify([sealed], old[:1])
    [Fault(kind='count', seal=1, event=None, wanted=2, found=1)]
    >>> verify([sealed], old, Head(2, "ff"))
    [Fault(kind='shortened', seal=2, event=None, wanted=2, found=1)]
    """
    faults, cursor, before = [], _Cursor(rows), None
    found_head = None
    for current in seals:
        faults += _check_link(before, current)
        faults += [
            Fault("extra", current.number, row.id, None, row.digest)
            for row in cursor.take_until(current.first - 1)
        ]
        faults += _check_rows(current, cursor.take_until(current.last))
        if head and current.number == head.number:
            found_head = current.digest
        before = current
    return faults + _check_head(head, found_head, before)


class _Cursor:
    """Read sorted rows in steps, keeping only the row that was read too far."""

    def __init__(self, rows):
        self.rows = iter(rows)
        self.pending = next(self.rows, None)

    def take_until(self, last):
        taken = []
        while self.pending is not None and self.pending.position <= last:
            taken.append(self.pending)
            self.pending = next(self.rows, None)
        return taken


def _check_link(before, current):
    """Return the faults between a seal and the one before it."""
    number, digest = (before.number, before.digest) if before else (0, GENESIS)
    if current.number != number + 1:
        yield Fault("sequence", current.number, None, number + 1, current.number)
    if current.previous != digest:
        yield Fault("link", current.number, None, digest, current.previous)


def _check_rows(current, rows):
    """Yield the fault of one seal's events, if there is one."""
    expected = seal_digest(current.previous, [row.digest for row in rows], current.meta)
    if expected == current.digest:
        return
    if len(rows) == current.count:
        yield Fault("content", current.number, None, current.digest, expected)
    else:
        yield Fault("count", current.number, None, current.count, len(rows))


def _check_head(head, found, last):
    """Return the fault of the chain against an exported head, if there is one."""
    if not head or found == head.digest:
        return []
    if found is None:
        return [Fault("shortened", head.number, None, head.number, last.number if last else 0)]
    return [Fault("rewritten", head.number, None, head.digest, found)]
