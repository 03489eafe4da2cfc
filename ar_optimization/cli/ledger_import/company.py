"""What a company needs before a ledger can be posted: a chart, journals, currencies with rates."""
from collections import Counter
from dataclasses import dataclass
from typing import Any

from odoo.exceptions import UserError

from .rows import BadRow


@dataclass(frozen=True)
class Books:
    """Where the entries go. The fields are records."""
    company: Any
    sale_journal: Any
    bank_journal: Any


def prepare_books(company, rows):
    """Make the company able to take these rows; change nothing that is already there.

    :param company: `res.company` record whose environment may install a chart.
    :param rows: LedgerRow list; a company without entries takes their most frequent currency.
    :return: Books.
    :raise UserError: when the company has a chart but no usable sales or bank journal.
    """
    if not company.chart_template:
        company.env['account.chart.template'].try_loading('generic_coa', company)
    _take_currency(company, rows)
    return Books(company, _journal(company, 'sale'), _journal(company, 'bank'))


def _take_currency(company, rows):
    """Book in the currency of the ledger as long as the company has no entry of its own."""
    codes = Counter(row.currency for row in rows)
    currency = _currencies(company.env, codes).get(max(codes, key=codes.get, default=''))
    has_entries = company.env['account.move.line'].search_count(
        [('company_id', 'child_of', company.root_id.id)], limit=1)
    if currency and currency != company.currency_id and not has_entries:
        company.currency_id = currency


def _journal(company, kind):
    """First journal of a kind that books in the company's currency on an account of its own."""
    for journal in company.env['account.journal'].search([
        *company.env['account.journal']._check_company_domain(company), ('type', '=', kind),
    ]):
        if journal.default_account_id and journal.currency_id <= company.currency_id:
            return journal
    raise UserError(company.env._(
        "%(company)s has no %(kind)s journal in %(currency)s with a default account.",
        company=company.name, kind=kind, currency=company.currency_id.name,
    ))


def set_rate(company, code, rate, date):
    """Record an exchange rate the caller knows.

    :param code: ISO code of a currency other than the company's.
    :param rate: units of that currency for one unit of the company's.
    :param date: first day it holds; an existing rate of that day stays.
    :raise UserError: when there is no such currency.
    """
    currency = _currencies(company.env, [code]).get(code)
    if not currency:
        raise UserError(company.env._("There is no currency %s.", code))
    known = currency.rate_ids.filtered(lambda r: r.name == date and r.company_id == company)
    if not known and currency != company.currency_id:
        company.env['res.currency.rate'].create({
            'currency_id': currency.id, 'company_id': company.root_id.id,
            'name': date, 'company_rate': rate,
        })


def usable_currencies(company, rows):
    """Sort out the rows whose currency cannot be booked, and activate the others' currencies.

    :return: (rows that can be posted, list of BadRow, {code: res.currency}).
    """
    codes = {row.currency for row in rows}
    currencies = _currencies(company.env, codes)
    reasons = {code: _why_unusable(company, code, currencies) for code in codes}
    good, bad = [], []
    for row in rows:
        reason = reasons[row.currency] or _too_precise(row, currencies[row.currency])
        if reason:
            bad.append(BadRow(row.line, row.reference, reason))
        else:
            good.append(row)
    for code in {row.currency for row in good}:
        if not currencies[code].active:
            currencies[code].active = True
    return good, bad, currencies


def _currencies(env, codes):
    Currency = env['res.currency'].with_context(active_test=False)
    return {currency.name: currency for currency in Currency.search([('name', 'in', list(codes))])}


def _why_unusable(company, code, currencies):
    if code not in currencies:
        return f"there is no currency {code}"
    if currencies[code] == company.currency_id:
        return None
    rates = company.env['res.currency.rate'].search_count([
        ('currency_id', '=', currencies[code].id),
        ('company_id', 'in', [False, company.root_id.id]),
    ], limit=1)
    own = company.currency_id.name
    return None if rates else (
        f"no exchange rate for {code}: enter one under Accounting > Currencies, "
        f"or give one here: --rate {code}=UNITS_OF_{code}_FOR_ONE_{own}"
    )


def _too_precise(row, currency):
    if abs(row.amount - currency.round(row.amount)) > 1e-9 * abs(row.amount):
        return f"amount {row.amount} has more decimals than {row.currency}"
    return None
