"""The one statement that reads the payment behaviour of all customers at once.

It is the SQL form of `tools/features.py`, which defines every figure; a test compares it on random
ledgers with the slow form in `tools/features_reference.py`. It is read from the inside out:

item      one receivable instalment, of our ledger or known from elsewhere, as of today
document  the instalments of one invoice together, for the average and spread of orders
part      the sums of `features.Sums` per credit account and currency
total     the same per credit account, and the next day on which they move
outer     the ratios of `features.derive`
"""
from datetime import date

from odoo.tools import SQL

from ...tools.features import WINDOWS

#: Columns of ar.credit.account in the order of `feature_query`, after the account's id.
FEATURE_COLUMNS = (
    'invoice_count', 'paid_count', 'resolved_count', 'on_time_ratio', 'on_time_ratio_amount',
    'mean_days_late', 'weighted_days_late', 'delay_recent', 'delay_before', 'delay_trend',
    'average_order', 'order_volatility', 'net_sales', 'partial_ratio', 'credit_note_ratio',
    'first_invoice_date', 'last_invoice_date', 'last_payment_date', 'features_next_date',
    'sales_by_currency',
)

SCOPE = """
    SELECT account.id, account.company_id, account.partner_id, currency.decimal_places AS digits
      FROM ar_credit_account account
      JOIN res_company company ON company.id = account.company_id
      JOIN res_currency currency ON currency.id = company.currency_id
     WHERE account.company_id = ANY(%(companies)s) AND %(condition)s
"""

# A debit of a bank or cash journal (a refund, a payment that bounced) or an exchange difference is
# not a claim. Partial reconciliations are read by their own date, so that a later fact is not
# seen, and while their counterpart is posted: Odoo keeps them when it goes back to draft. The
# joins to customers come after this, and companies are literal: the planner estimates neither
# well.
LEDGER = """
    SELECT line.id AS line_id,
           line.company_id,
           line.partner_id,
           line.move_id,
           line.currency_id,
           COALESCE(line.invoice_date, line.date) AS invoice_date,
           COALESCE(line.date_maturity, line.invoice_date, line.date) AS due_date,
           line.balance,
           line.balance - COALESCE(SUM(part.amount) FILTER (
               WHERE part.max_date <= %(today)s), 0) AS residual,
           COALESCE(SUM(part.amount) FILTER (
               WHERE part.max_date <= %(today)s AND part.is_credit), 0) AS credited,
           MIN(part.max_date) FILTER (
               WHERE part.max_date <= %(today)s AND NOT part.is_credit) AS first_paid,
           MAX(part.max_date) FILTER (
               WHERE part.max_date <= %(today)s AND NOT part.is_credit) AS last_paid,
           MIN(part.max_date) FILTER (WHERE part.max_date > %(today)s) AS next_match
      FROM account_move_line line
 LEFT JOIN (
           SELECT matching.debit_move_id,
                  matching.amount,
                  matching.max_date,
                  paid.balance < 0 AND (
                      paid.invoice_date IS NOT NULL
                      OR paid.journal_id = ANY(%(exchange_journals)s)) AS is_credit
             FROM account_partial_reconcile matching
             JOIN account_move_line paid ON paid.id = matching.credit_move_id
            WHERE paid.account_id = ANY(%(accounts)s)
              AND paid.parent_state = 'posted'
           ) part ON part.debit_move_id = line.id
     WHERE line.account_id = ANY(%(accounts)s)
       AND line.parent_state = 'posted'
       AND line.company_id = ANY(%(companies)s)
       AND %(partners)s
       AND (line.balance > 0 OR line.balance < 0 AND line.invoice_date IS NOT NULL)
       AND line.journal_id <> ALL(%(unsold_journals)s)
  GROUP BY line.id
"""

LEDGER_ITEM = """
    SELECT scope.id AS account_id,
           move_id AS document,
           ledger.currency_id,
           1.0::float8 AS weight,
           invoice_date,
           CASE WHEN balance > 0 THEN balance ELSE 0 END::float8 AS sold,
           CASE WHEN balance < 0 THEN -balance ELSE 0 END::float8 AS credit_note,
           CASE WHEN balance < 0 OR invoice_date > %(today)s THEN NULL
                WHEN residual <= 0 THEN last_paid
                WHEN due_date < %(today)s THEN %(today)s
           END AS resolved_date,
           due_date,
           residual <= 0 AS paid,
           CASE WHEN residual <= 0 THEN balance - credited ELSE residual END::float8 AS value,
           first_paid < last_paid AS partial,
           CASE WHEN invoice_date <= %(today)s THEN last_paid END AS last_paid,
           LEAST(
               next_match,
               CASE WHEN balance > 0 AND residual > 0 THEN GREATEST(due_date, %(today)s) + 1 END
           ) AS next_date
      FROM ledger
      JOIN res_partner partner ON partner.id = ledger.partner_id
      JOIN scope ON scope.partner_id = partner.commercial_partner_id
                AND scope.company_id = ledger.company_id
"""

# Unpaid elsewhere means late up to the day of the file, once; what is open now is our ledger's to
# say. Disputed invoices say nothing about the will to pay. Only the own old system's are sales.
EXPERIENCE_ITEM = """
    SELECT scope.id,
           -known.id,
           known.currency_id,
           batch.weight,
           known.invoice_date,
           CASE WHEN batch.source = 'erp' THEN known.amount * rate.factor ELSE 0 END,
           0.0,
           CASE WHEN known.disputed OR known.invoice_date > %(today)s THEN NULL
                WHEN known.payment_date <= %(today)s THEN known.payment_date
                WHEN known.due_date < batch.date AND batch.date <= %(today)s THEN batch.date
           END,
           known.due_date,
           COALESCE(known.payment_date <= %(today)s, FALSE),
           known.amount * rate.factor,
           FALSE,
           CASE WHEN known.payment_date <= %(today)s AND NOT COALESCE(known.disputed, FALSE)
                THEN known.payment_date END,
           LEAST(CASE WHEN known.payment_date > %(today)s THEN known.payment_date END,
                 CASE WHEN batch.date > %(today)s THEN batch.date END)
      FROM scope
      JOIN res_partner partner ON partner.commercial_partner_id = scope.partner_id
      JOIN ar_payment_experience known
        ON known.partner_id = partner.id AND known.company_id = scope.company_id AND known.active
      JOIN ar_payment_experience_batch batch ON batch.id = known.batch_id AND batch.weight > 0
      JOIN res_company company ON company.id = scope.company_id
CROSS JOIN LATERAL (
          SELECT %(factor)s AS factor
      ) rate
"""

# The rate of a currency on the day of the invoice, else its first, as Odoo reads them.
RATE = """(
    SELECT rate.rate
      FROM res_currency_rate rate
     WHERE rate.currency_id = %(currency)s
       AND (rate.company_id IS NULL OR rate.company_id = %(root)s)
  ORDER BY rate.name > known.invoice_date, ABS(rate.name - known.invoice_date), rate.company_id
     LIMIT 1
)"""
ROOT = "SPLIT_PART(company.parent_path, '/', 1)::int"
FACTOR = "(COALESCE(%(company_rate)s, 1) / COALESCE(%(known_rate)s, 1))::float8"

DOCUMENT = """
    SELECT account_id,
           MIN(currency_id) AS currency_id,
           weight,
           MIN(invoice_date) FILTER (
               WHERE sold > 0 AND invoice_date <= %(today)s) AS first_invoice,
           SUM(sold) FILTER (WHERE %(in_sales)s) AS sold,
           SUM(credit_note) FILTER (WHERE %(in_sales)s) AS credit_note,
           COUNT(*) FILTER (WHERE %(in_history)s) AS resolved,
           SUM(value) FILTER (WHERE %(in_history)s) AS value,
           COUNT(*) FILTER (WHERE %(in_history)s AND paid) AS paid,
           COUNT(*) FILTER (WHERE %(in_history)s AND paid AND partial) AS partial,
           COUNT(*) FILTER (WHERE %(on_time)s) AS on_time,
           SUM(value) FILTER (WHERE %(on_time)s) AS on_time_value,
           SUM(resolved_date - due_date) FILTER (WHERE %(late)s) AS late_days,
           SUM((resolved_date - due_date) * value) FILTER (WHERE %(late)s) AS late_value,
           COUNT(*) FILTER (WHERE %(in_recent)s) AS recent,
           SUM(resolved_date - due_date) FILTER (WHERE %(in_recent)s) AS recent_days,
           SUM(resolved_date - due_date) FILTER (WHERE %(in_history)s) AS days,
           MAX(last_paid) AS last_paid,
           MIN(LEAST(
               next_date,
               CASE WHEN invoice_date > %(today)s THEN invoice_date END,
               CASE WHEN %(in_sales)s THEN invoice_date + %(history)s END,
               CASE WHEN %(in_recent)s THEN resolved_date + %(recent)s END,
               CASE WHEN %(in_history)s THEN resolved_date + %(history)s END
           )) AS next_date
      FROM item
  GROUP BY account_id, document, weight
"""

PART = """
    SELECT account_id,
           currency_id,
           COALESCE(SUM(weight) FILTER (WHERE sold > 0), 0) AS invoices,
           COALESCE(SUM(weight * sold), 0) AS sold,
           COALESCE(SUM(weight * sold * sold), 0) AS sold_sq,
           COALESCE(SUM(weight * credit_note), 0) AS credit_note,
           SUM(weight * resolved) AS resolved,
           COALESCE(SUM(weight * value), 0) AS value,
           SUM(weight * paid) AS paid,
           SUM(weight * partial) AS partial,
           SUM(weight * on_time) AS on_time,
           COALESCE(SUM(weight * on_time_value), 0) AS on_time_value,
           COALESCE(SUM(weight * late_days), 0) AS late_days,
           COALESCE(SUM(weight * late_value), 0) AS late_value,
           SUM(weight * recent) AS recent,
           COALESCE(SUM(weight * recent_days), 0) AS recent_days,
           SUM(weight * (resolved - recent)) AS before,
           COALESCE(SUM(weight * (days - COALESCE(recent_days, 0))), 0) AS before_days,
           MIN(first_invoice) AS first_invoice,
           MAX(first_invoice) AS last_invoice,
           MAX(last_paid) AS last_paid,
           MIN(next_date) AS next_date
      FROM document
  GROUP BY account_id, currency_id
"""

ADDED = (
    'invoices', 'sold', 'sold_sq', 'credit_note', 'resolved', 'value', 'paid', 'partial', 'on_time',
    'on_time_value', 'late_days', 'late_value', 'recent', 'recent_days', 'before', 'before_days',
)
TOTAL = """
    SELECT account_id,
           %(added)s,
           MIN(first_invoice) AS first_invoice,
           MAX(last_invoice) AS last_invoice,
           MAX(last_paid) AS last_paid,
           MIN(next_date) AS next_date,
           JSONB_OBJECT_AGG(currency_id, ROUND((sold - credit_note)::numeric, 2)) FILTER (
               WHERE sold <> credit_note) AS by_currency
      FROM part
  GROUP BY account_id
"""

FEATURES = """
    SELECT scope.id,
           COALESCE(invoices, 0),
           COALESCE(paid, 0),
           COALESCE(resolved, 0),
           %(on_time)s,
           %(on_time_amount)s,
           %(mean_days)s,
           %(weighted_days)s,
           %(delay_recent)s,
           %(delay_before)s,
           %(delay_recent)s - %(delay_before)s,
           ROUND((sold / NULLIF(invoices, 0))::numeric, digits),
           CASE WHEN invoices >= 2 AND sold > 0 THEN ROUND((
               SQRT(GREATEST(0, (sold_sq - sold * sold / invoices) / (invoices - 1)))
               * invoices / sold)::numeric, 6)::float8 END,
           ROUND((sold - credit_note)::numeric, digits),
           %(partial)s,
           %(credit_notes)s,
           first_invoice, last_invoice, last_paid,
           CASE WHEN next_date <= %(last_day)s THEN next_date END,
           by_currency
      FROM scope
 LEFT JOIN total ON total.account_id = scope.id
"""


def feature_query(env, companies, today, account_ids=None, windows=WINDOWS):
    """The features of credit accounts, from one statement.

    :param companies: the companies whose accounts are read.
    :param date today: facts dated later are not seen.
    :param account_ids: only these accounts; None means all of the companies.
    :return SQL: a SELECT of the account's id and `FEATURE_COLUMNS`; ratios and days rounded to
        6 digits so that the same facts always give the same row, amounts in company currency.
    """
    condition, partners = SQL("TRUE"), SQL("TRUE")
    if account_ids is not None:
        condition = SQL("account.id = ANY(%s)", account_ids)
        partners = SQL("line.partner_id = ANY(%s)", _contacts(env, account_ids))
    day = SQL("%s::date", today)
    scope = SQL(SCOPE, companies=companies.ids, condition=condition)
    return SQL(
        """WITH scope AS MATERIALIZED (%(scope)s), ledger AS (%(ledger)s),
                item AS (%(items)s UNION ALL %(known)s),
                document AS (%(document)s), part AS (%(part)s), total AS (%(total)s)
           %(features)s""",
        scope=scope,
        ledger=ledger_query(env, companies, today, partners),
        items=SQL(LEDGER_ITEM, today=day),
        known=_experience_items(day),
        document=_documents(day, windows),
        part=SQL(PART),
        total=SQL(TOTAL, added=SQL(", ").join(
            SQL("SUM(%(name)s) AS %(name)s", name=SQL.identifier(name)) for name in ADDED)),
        features=_ratios(),
    )


def ledger_query(env, companies, today, partners=None):
    """Receivable instalments and credit notes of companies with their payments as of a day: what
    an invoice is, and when it was paid, for all that is computed of behaviour.

    :param date today: matchings dated later are not seen.
    :param SQL partners: condition on `line`; None means all.
    :return SQL: the SELECT `LEDGER`.
    """
    exchange_journals = _exchange_journals(env)
    return SQL(
        LEDGER, today=SQL("%s::date", today), accounts=_receivable_accounts(env),
        companies=companies.ids, partners=partners or SQL("TRUE"),
        exchange_journals=exchange_journals,
        unsold_journals=exchange_journals + _money_journals(env),
    )


def _contacts(env, account_ids):
    """Ids of the customers of accounts with all their contacts."""
    rows = env.execute_query(SQL(
        """SELECT partner.id
             FROM ar_credit_account account
             JOIN res_partner partner ON partner.commercial_partner_id = account.partner_id
            WHERE account.id = ANY(%s)""", account_ids))
    return [row[0] for row in rows]


def _receivable_accounts(env):
    """Literal ids: the planner knows their share of the lines, of a join's outcome it does not."""
    accounts = env['account.account'].sudo().with_context(active_test=False)
    return accounts.search([('account_type', '=', 'asset_receivable')]).ids


def _exchange_journals(env):
    companies = env['res.company'].sudo().with_context(active_test=False).search([])
    return companies.currency_exchange_journal_id.ids


def _money_journals(env):
    journals = env['account.journal'].sudo().with_context(active_test=False)
    return journals.search([('type', 'in', ('bank', 'cash', 'credit'))]).ids


def known_factor():
    """What an amount known from elsewhere is multiplied by, to be in the company's currency; over
    `known` (ar.payment.experience) and `company`."""
    def rate(currency):
        # pylint: disable-next=sql-injection
        return SQL(RATE, currency=SQL(currency), root=SQL(ROOT))

    return SQL(
        FACTOR, company_rate=rate("company.currency_id"), known_rate=rate("known.currency_id"))


def _experience_items(day):
    return SQL(EXPERIENCE_ITEM, today=day, factor=known_factor())


def _documents(day, windows):
    in_history = SQL("resolved_date > %s - %s", day, windows.history)
    return SQL(
        DOCUMENT,
        today=day,
        history=windows.history,
        recent=windows.recent,
        in_history=in_history,
        in_recent=SQL("resolved_date > %s - %s", day, windows.recent),
        in_sales=SQL("invoice_date <= %s AND invoice_date > %s - %s", day, day, windows.history),
        on_time=SQL("%s AND paid AND resolved_date <= due_date", in_history),
        late=SQL("%s AND resolved_date > due_date", in_history),
    )


def _ratios():
    def ratio(part, whole):
        # pylint: disable-next=sql-injection
        return SQL("ROUND((%s / NULLIF(%s, 0))::numeric, 6)::float8", SQL(part), SQL(whole))

    return SQL(
        FEATURES,
        on_time=ratio("on_time", "resolved"),
        on_time_amount=ratio("on_time_value", "value"),
        mean_days=ratio("late_days", "resolved"),
        weighted_days=ratio("late_value", "value"),
        delay_recent=ratio("recent_days", "recent"),
        delay_before=ratio("before_days", "before"),
        partial=ratio("partial", "paid"),
        credit_notes=ratio("credit_note", "sold"),
        last_day=date.max,  # due on this day means never; PostgreSQL has a day after it
    )
