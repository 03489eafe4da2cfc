"""What a scorecard looks at: values of all accounts of a company, gathered by one statement per
source, each value with where it comes from and how old it is."""
from odoo.tools import SQL

from ...tools import volatility
from ...tools.features import MONTH_DAYS, WINDOWS
from ...tools.scorecard import Value

LEDGER, RATES, INDUSTRY, INPUT = 'ledger', 'rates', 'industry', 'input'

# Figures that are not a column of the account: SQL over its columns, `today` and live figures. What
# moves with the calendar is defined in `tools/features.py`; a test compares.
DERIVED = {
    'months_known': "(%(today)s::date - %(account)s.first_invoice_date) / %(month)s",
    'days_since_invoice': "%(today)s::date - %(account)s.last_invoice_date",
    'days_since_payment': "%(today)s::date - %(account)s.last_payment_date",
    # Without anything ever invoiced, nothing sold is no fault and nothing overdue no merit.
    'monthly_sales': """CASE WHEN %(account)s.first_invoice_date IS NOT NULL
        THEN %(account)s.net_sales / GREATEST(1.0, LEAST(
            %(today)s::date - %(account)s.first_invoice_date, %(history)s) / %(month)s) END""",
    'worst_overdue_days':
        "CASE WHEN %(account)s.first_invoice_date IS NOT NULL THEN %(worst_overdue_days)s END",
    'overdue_share': """CASE WHEN %(account)s.first_invoice_date IS NOT NULL THEN COALESCE(
        %(overdue_amount)s / NULLIF(%(receivable_amount)s + %(unapplied_amount)s, 0), 0) END""",
    'utilisation': "CASE WHEN %(account)s.credit_mode = 'limit' THEN %(utilisation)s END",
}
LIVE = ('worst_overdue_days', 'overdue_amount', 'receivable_amount', 'unapplied_amount',
        'utilisation')


def ledger_rows(accounts, company, today, names):
    """Payment behaviour of accounts, and what their last score was.

    :param accounts: `ar.credit.account`; empty means all of the company.
    :param names: the figures that are wanted, of `ar.scorecard.characteristic`.
    :return: rows (account id, customer id, judged instalments, last score's id, total and
        signature, then the figures in the order of `names`); None is not known.
    """
    model = accounts.sudo().with_company(company).with_context(active_test=False)
    domain = [('company_id', '=', company.id)] + ([('id', 'in', accounts.ids)] if accounts else [])
    query = model._search(domain, order='id')
    table = SQL.identifier(model._table)
    live = {}
    if not set(names).isdisjoint(('worst_overdue_days', 'overdue_share', 'utilisation')):
        live = {name: model._field_to_sql(model._table, name, query) for name in LIVE}
    score = query.left_join(model._table, 'score_id', 'ar_score', 'id', 'score')
    columns = [
        SQL("%s.%s", table, SQL.identifier(name))
        for name in ('id', 'partner_id', 'resolved_count', 'score_id')
    ]
    columns += [SQL.identifier(score, 'total'), SQL.identifier(score, 'signature')]
    columns += [_figure(name, live, table, today) for name in names]
    return model.env.execute_query(query.select(*columns))


def _figure(name, live, table, today):
    if name not in DERIVED:
        return SQL("%s.%s", table, SQL.identifier(name))
    return SQL(
        DERIVED[name], account=table, today=today, month=MONTH_DAYS, history=WINDOWS.history,
        **live)


def inputs(accounts, company, today):
    """Credit information by customer.

    :return: dict customer id → dict code of the kind → `Value`.
    """
    rows = accounts.env['ar.credit.input'].sudo()._get_latest(
        company, today, accounts.partner_id.ids or None)
    result = {}
    for partner_id, code, input_id, value, date, expiry in rows:
        result.setdefault(partner_id, {})[code] = Value(value, f'{INPUT},{input_id}', date, expiry)
    return result


def industries(accounts, company, today):
    """The outlook of the customer's industry, by customer id."""
    env = accounts.env
    env['res.partner'].flush_model(['industry_id'])
    env['res.partner.industry'].flush_model()
    rows = env.execute_query(SQL(
        """SELECT partner.id, industry.id, industry.ar_rating, industry.ar_rating_date,
                  industry.ar_rating_expiry
             FROM ar_credit_account account
             JOIN res_partner partner ON partner.id = account.partner_id
             JOIN res_partner_industry industry ON industry.id = partner.industry_id
            WHERE account.company_id = %(company)s AND %(only)s
              AND industry.ar_rating_date <= %(today)s""",
        company=company.id, only=_only(accounts), today=today,
    ))
    return {
        partner_id: Value(rating or 0, f'{INDUSTRY},{industry_id}', date, expiry)
        for partner_id, industry_id, rating, date, expiry in rows
    }


def currency_risks(accounts, company, today, amounts=None):
    """Volatility of the currencies a customer is invoiced in × their share, by customer id.

    :param dict amounts: customer id → {currency id: sales}; None means the stored behaviour.
    """
    if amounts is None:
        amounts = _sales_by_currency(accounts, company)
    home = company.currency_id.id
    foreign = {currency for shares in amounts.values() for currency in shares} - {home}
    volatilities = _volatilities(accounts.env, company, today, foreign)
    known = {
        partner_id: volatility.currency_risk(shares, volatilities, home).risk
        for partner_id, shares in amounts.items()
    }
    return {
        partner_id: Value(round(risk, 6), RATES, today)
        for partner_id, risk in known.items() if risk is not None
    }


def _sales_by_currency(accounts, company):
    """What the stored behaviour says of each customer: currency id → amount."""
    rows = accounts.env.execute_query(SQL(
        """SELECT account.partner_id, account.sales_by_currency
             FROM ar_credit_account account
            WHERE account.company_id = %(company)s AND account.sales_by_currency IS NOT NULL
              AND %(only)s""",
        company=company.id, only=_only(accounts),
    ))
    return {
        partner_id: {int(currency_id): amount for currency_id, amount in sales.items()}
        for partner_id, sales in rows
    }


def _volatilities(env, company, today, currency_ids):
    """Annual volatility per currency against the company's own, from one year of its rates."""
    rates = _rates(env, company, today, [*currency_ids, company.currency_id.id])
    home = sorted(rates.get(company.currency_id.id, {}).items())
    return {
        currency_id: volatility.annual_volatility(_cross(rates.get(currency_id, {}), home))
        for currency_id in currency_ids
    }


def _rates(env, company, today, currency_ids):
    env['res.currency.rate'].flush_model()
    rows = env.execute_query(SQL(
        """SELECT rate.currency_id, rate.name, rate.rate
             FROM res_currency_rate rate
            WHERE rate.currency_id = ANY(%(currencies)s) AND rate.rate > 0
              AND (rate.company_id = %(root)s OR rate.company_id IS NULL)
              AND rate.name <= %(today)s AND rate.name > %(today)s::date - 365
         ORDER BY rate.company_id NULLS FIRST""",
        currencies=currency_ids, root=company.root_id.id, today=today,
    ))
    rates = {}
    for currency_id, day, rate in rows:
        rates.setdefault(currency_id, {})[day] = rate
    return rates


def _cross(foreign, home):
    """Rates of one currency in terms of the home currency, which may have rates itself."""
    result, place, base = [], 0, 1.0
    for day, rate in sorted(foreign.items()):
        while place < len(home) and home[place][0] <= day:
            base = home[place][1]
            place += 1
        result.append((day, rate / base))
    return result


def _only(accounts):
    return SQL("account.id = ANY(%s)", accounts.ids) if accounts else SQL("TRUE")
