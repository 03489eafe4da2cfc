"""What a person may ask of the ageing: read from JSON once, refused in one clear sentence.

Options come from the screen, from an address that somebody typed and from RPC, so nothing in
them is trusted. What gets through is a frozen object with only known words and small numbers.
"""
from dataclasses import dataclass
from datetime import date

from odoo import fields
from odoo.exceptions import UserError

from ..tools import ageing

DUE, INVOICE, ORIGINAL = BASES = ('due', 'invoice', 'original')
COMPANY, DOCUMENT = CURRENCIES = ('company', 'document')
SORTS = ('customer', 'unapplied', 'total', 'overdue', 'disputed', 'days')
MAX_BOUNDS, MAX_DAYS, MAX_ROWS, MAX_SEARCH = 12, 36500, 500, 100


@dataclass(frozen=True, slots=True)
class AgeingOptions:
    """One question to the ageing.

    ``as_of`` is the day of the figures; ``basis`` the day that age is counted from; ``bounds``
    the upper bounds of the buckets in days; ``currency`` whether amounts are in the company's or
    the document's currency; ``by_currency`` splits a customer's row by document currency,
    ``by_dispute`` by what is disputed and what is not;
    ``sort`` a word of :data:`SORTS` or ``bucket_<index>``; ``section`` the currency id of the
    only section wanted, or None; ``collector`` the id of the user whose customers are wanted, or
    None; ``page`` counts from 1.
    """

    as_of: date
    basis: str
    bounds: tuple
    currency: str
    by_currency: bool
    by_dispute: bool
    overdue_only: bool
    search: str
    sort: str
    descending: bool
    section: int | None
    collector: int | None
    page: int
    limit: int

    @property
    def buckets(self):
        """The buckets in the order of their columns. Age by invoice date has no "not due"."""
        return ageing.buckets(self.bounds)[0 if self.by_maturity else 1:]

    @property
    def by_maturity(self):
        return self.basis != INVOICE

    @property
    def offset(self):
        return (self.page - 1) * self.limit


def read_options(env, raw):
    """Make options of what came over the wire.

    :param env: for today, the company's buckets and the language of the refusal.
    :param dict raw: any of the fields of :class:`AgeingOptions`; a missing or empty one takes its
        default, one that nobody knows is left aside.
    :raise UserError: naming the first value that cannot be used.
    """
    if not isinstance(raw, dict):
        raise UserError(env._("The options of the ageing must be names with values."))
    bounds = _read_bounds(env, raw.get('bounds'))
    return AgeingOptions(
        as_of=_read_date(env, raw.get('as_of')),
        basis=_read_word(env, raw, 'basis', known_bases(env)),
        bounds=bounds,
        currency=_read_word(env, raw, 'currency', CURRENCIES),
        by_currency=bool(raw.get('by_currency')),
        by_dispute=bool(raw.get('by_dispute')),
        overdue_only=bool(raw.get('overdue_only')),
        search=_read_search(env, raw.get('search')),
        sort=_read_word(env, raw, 'sort', _known_sorts(bounds)),
        descending=bool(raw.get('descending')),
        section=_read_number(env, raw, 'section', None, 2**31 - 1),
        collector=_read_number(env, raw, 'collector', None, 2**31 - 1, lowest=0) or None,
        page=_read_number(env, raw, 'page', 1, 10**6),
        limit=_read_number(env, raw, 'limit', 80, MAX_ROWS),
    )


def known_bases(env):
    """The days that age can be counted from: the original due date only where it is kept."""
    kept = 'original_date_maturity' in env['account.move.line']._fields
    return BASES if kept else BASES[:2]


def _known_sorts(bounds):
    return SORTS + tuple(f'bucket_{index}' for index in range(len(bounds) + 2))


def _read_date(env, value):
    if not value:
        return fields.Date.context_today(env.user)
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        day = None
    if day is None or not 1900 <= day.year < 2200:
        raise UserError(env._(
            "“%s” is not a date that can be reported on. Write it like 2026-12-31.", value))
    return day


def _read_bounds(env, value):
    value = value or env.company.ar_ageing_bounds
    try:
        bounds = ageing.parse_bounds(value)
    except (AttributeError, TypeError, ValueError):
        bounds = ()
    if not bounds or len(bounds) > MAX_BOUNDS or bounds[-1] > MAX_DAYS:
        raise UserError(env._(
            "“%(value)s” are no ageing buckets. Write up to %(count)s rising numbers of days, "
            "like 30,60,90,120.", value=value, count=MAX_BOUNDS))
    return bounds


def _read_word(env, raw, name, known):
    value = raw.get(name) or known[0]
    if value not in known:
        raise UserError(env._(
            "“%(value)s” cannot be used for “%(name)s”. Possible: %(known)s.",
            value=value, name=name, known=", ".join(known)))
    return value


def _read_search(env, value):
    value = value or ''
    if not isinstance(value, str) or len(value) > MAX_SEARCH:
        raise UserError(env._("Search for a text of at most %s characters.", MAX_SEARCH))
    return value.replace('\x00', '').strip()


def _read_number(env, raw, name, default, highest, lowest=1):
    value = raw.get(name)
    if value is None or value is False:
        return default
    if type(value) is not int or not lowest <= value <= highest:
        raise UserError(env._(
            "“%(value)s” cannot be used for “%(name)s”: a whole number from 1 to %(highest)s.",
            value=value, name=name, highest=highest))
    return value
