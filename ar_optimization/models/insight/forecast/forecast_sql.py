"""The statements that a forecast reads, each once for all customers of a company, as known on the
morning of a day: what is dated that day or later is not seen."""

# What customers owe (or have in credit), per customer, due day, currency and tier. Items of which
# more is known than their due date are not in it.
OPEN = """
    SELECT partner.commercial_partner_id,
           COALESCE(line.date_maturity, line.date) - %(day)s::date AS due,
           line.currency_id,
           %(segment)s AS segment,
           SUM(line.residual)::float8,
           SUM(line.residual_currency)::float8
      FROM (%(lines)s) line
 LEFT JOIN res_partner partner ON partner.id = line.partner_id
 LEFT JOIN ar_credit_account account
        ON account.partner_id = partner.commercial_partner_id
       AND account.company_id = line.company_id
     WHERE line.company_id = %(company)s
       AND (line.residual < 0 OR line.id <> ALL(%(known)s))
  GROUP BY partner.commercial_partner_id, due, line.currency_id, segment, line.residual < 0
"""

# The items of which more is known, one by one.
KNOWN = """
    SELECT line.id,
           partner.commercial_partner_id,
           COALESCE(line.date_maturity, line.date) - %(day)s::date,
           line.currency_id,
           %(segment)s,
           line.residual::float8,
           line.residual_currency::float8
      FROM (%(lines)s) line
 LEFT JOIN res_partner partner ON partner.id = line.partner_id
 LEFT JOIN ar_credit_account account
        ON account.partner_id = partner.commercial_partner_id
       AND account.company_id = line.company_id
     WHERE line.company_id = %(company)s
       AND line.residual > 0
       AND line.id = ANY(%(known)s)
"""

# Invoices less credit notes by week before the day (0 is the last one), currency and tier.
INVOICED = """
    SELECT (%(day)s::date - 1 - COALESCE(line.invoice_date, line.date)) / 7 AS week,
           line.currency_id,
           %(segment)s AS segment,
           SUM(line.balance)::float8,
           SUM(line.amount_currency)::float8,
           COALESCE(SUM(line.balance) FILTER (
               WHERE partner.commercial_partner_id = %(failed)s), 0)::float8
      FROM account_move_line line
 LEFT JOIN res_partner partner ON partner.id = line.partner_id
 LEFT JOIN ar_credit_account account
        ON account.partner_id = partner.commercial_partner_id
       AND account.company_id = line.company_id
     WHERE line.account_id = ANY(%(accounts)s)
       AND line.company_id = %(company)s
       AND line.parent_state = 'posted'
       AND line.invoice_date IS NOT NULL
       AND line.date < %(day)s
       AND COALESCE(line.invoice_date, line.date) < %(day)s
       AND COALESCE(line.invoice_date, line.date) >= %(day)s::date - %(days)s
  GROUP BY week, line.currency_id, segment
"""

# Orders and drafts in the exposure, per tier, without those of a customer who fails beside them.
ORDERED = """
    SELECT %(segment)s AS segment,
           SUM(term.amount)::float8,
           COALESCE(SUM(term.amount) FILTER (
               WHERE term.partner_id IS DISTINCT FROM %(failed)s), 0)::float8
      FROM (%(terms)s) term
 LEFT JOIN ar_credit_account account
        ON account.partner_id = term.partner_id AND account.company_id = term.company_id
     WHERE term.company_id = %(company)s AND term.kind <> 'receivable'
  GROUP BY segment
"""

# Of numpy nothing is needed here: mean days from due date and from invoice to payment.
DELAYS = """
    WITH ledger AS (%(ledger)s)
    SELECT partner.commercial_partner_id,
           COUNT(*),
           SUM(ledger.last_paid - ledger.due_date)::float8,
           SUM((ledger.last_paid - ledger.invoice_date) * ledger.balance)::float8,
           SUM((ledger.due_date - ledger.invoice_date) * ledger.balance)::float8,
           SUM(ledger.balance)::float8
      FROM ledger
      JOIN res_partner partner ON partner.id = ledger.partner_id
     WHERE ledger.balance > 0 AND ledger.residual <= 0 AND ledger.last_paid IS NOT NULL
       AND ledger.invoice_date < %(day)s
  GROUP BY partner.commercial_partner_id
"""

# What is owed to suppliers, by due day.
PAYABLE = """
    SELECT GREATEST(COALESCE(line.date_maturity, line.date) - %(day)s::date, 0) AS due,
           -SUM(line.amount_residual + COALESCE(later.amount, 0))::float8
      FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id
 LEFT JOIN (
           SELECT line_id, SUM(amount) AS amount
             FROM (SELECT debit_move_id AS line_id, amount FROM account_partial_reconcile
                    WHERE max_date >= %(day)s
                    UNION ALL
                   SELECT credit_move_id, -amount FROM account_partial_reconcile
                    WHERE max_date >= %(day)s) part
         GROUP BY line_id
           ) later ON later.line_id = line.id
     WHERE account.account_type = 'liability_payable'
       AND line.company_id = %(company)s
       AND line.parent_state = 'posted'
       AND line.date < %(day)s
       AND (line.amount_residual <> 0 OR later.amount <> 0)
  GROUP BY due
"""

BANK = """
    SELECT COALESCE(SUM(line.balance), 0)::float8
      FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id
     WHERE account.account_type = 'asset_cash'
       AND line.company_id = %(company)s
       AND line.parent_state = 'posted'
       AND line.date < %(day)s
"""

# What came in the weeks of kept forecasts that are over: matchings of invoices with money that
# was not there yet when the forecast was made. What is matched against other entries did not come.
CAME = """
    SELECT forecast.id,
           (part.max_date - forecast.date) / 7 AS week,
           CASE WHEN COALESCE(claim.invoice_date, claim.date) < forecast.date
                THEN 'receivable' ELSE 'invoicing' END AS kind,
           claim.currency_id,
           %(segment)s AS segment,
           SUM(part.amount)
      FROM ar_forecast forecast
      JOIN account_partial_reconcile part
        ON part.max_date >= GREATEST(forecast.date, forecast.actual_until - %(late)s)
       AND part.max_date < LEAST(
               forecast.date + (%(day)s::date - forecast.date) / 7 * 7, forecast.date + %(days)s)
      JOIN account_move_line claim ON claim.id = part.debit_move_id
      JOIN account_move_line paid ON paid.id = part.credit_move_id
      JOIN account_journal journal ON journal.id = paid.journal_id
 LEFT JOIN res_partner partner ON partner.id = claim.partner_id
 LEFT JOIN ar_credit_account account
        ON account.partner_id = partner.commercial_partner_id
       AND account.company_id = claim.company_id
     WHERE forecast.id = ANY(%(forecasts)s)
       AND claim.company_id = forecast.company_id
       AND claim.account_id = ANY(%(accounts)s)
       AND claim.parent_state = 'posted'
       AND paid.parent_state = 'posted'
       AND paid.invoice_date IS NULL
       AND paid.date >= forecast.date
       AND claim.journal_id <> ALL(%(exchange)s)
       AND paid.journal_id <> ALL(%(exchange)s)
       AND %(is_money)s
  GROUP BY forecast.id, week, kind, claim.currency_id, segment
"""
