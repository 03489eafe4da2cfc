"""What makes a month's result better than it was: one select per kind.

Each gives, in this order: kind, key (what it is about, once), month (first day), month_back (in
which the ledger itself took it back, or NULL), date, partner_id, move_id, other_move_id, actor_id,
amount, amount_off (company currency, 0 or more; what is proposed to be taken off), collector_id
and seller_id (NULL: those of customer and document, but nobody where money was taken back).
Parameters: `company`, `first` (day from which on the night looks back), `day` (today).
"""
from odoo.tools import SQL

# Cash that an earlier month has counted, and the ledger does not say any more: what the receipts of
# a month take back, per matching, month that counted it and person it was counted for, less what
# the same money was matched with again for the same person: money that moves from one to another is
# taken back from the first. A payment that is deleted leaves no link: of those, money of one day
# and customer is the same. The key names nothing that can be deleted.
TAKEN_BACK = """
    SELECT 'reversed',
           concat_ws(',', 'money', back.source_ref, back.date_from, back.month,
                     COALESCE(back.collector_id, 0), COALESCE(back.seller_id, 0)),
           back.month, back.date_from,
           LEAST((back.date_from + interval '1 month' - interval '1 day')::date, %(day)s::date),
           back.partner_id, money.id, back.invoice_id, reversal.create_uid, back.net, back.net,
           back.collector_id, back.seller_id
      FROM (SELECT change.*,
                   LEAST(-amount, SUM(GREATEST(-amount, 0)) OVER (
                             PARTITION BY date_from, collector_id, seller_id, money_move_id,
                                          lost_day, lost_partner
                             ORDER BY month, source_ref ROWS UNBOUNDED PRECEDING)
                         - SUM(GREATEST(amount, 0)) OVER (
                             PARTITION BY date_from, collector_id, seller_id, money_move_id,
                                          lost_day, lost_partner)) AS net
              FROM (SELECT receipt.source_ref, receipt.date_from, origin.date_from AS month,
                           receipt.collector_id, receipt.seller_id,
                           SUM(receipt.amount) AS amount,
                           MIN(receipt.partner_id) AS partner_id,
                           MIN(receipt.move_id) AS invoice_id,
                           MIN(receipt.money_move_id) AS money_move_id,
                           CASE WHEN MIN(receipt.money_move_id) IS NULL
                                THEN MIN(MIN(receipt.date)) OVER (
                                     PARTITION BY receipt.source_ref, receipt.date_from)
                                 END AS lost_day,
                           CASE WHEN MIN(receipt.money_move_id) IS NULL
                                THEN MIN(receipt.partner_id) END AS lost_partner
                      FROM ar_kpi_receipt receipt
                 LEFT JOIN ar_kpi_receipt origin ON origin.id = receipt.origin_ref
                     WHERE receipt.company_id = %(company)s
                       AND receipt.date_from >= %(first)s
                       AND receipt.reason IN ('taken_back', 'regraded', 'late')
                       AND receipt.is_collected
                  GROUP BY receipt.source_ref, receipt.date_from, origin.date_from,
                           receipt.collector_id, receipt.seller_id) change) back
 LEFT JOIN account_move money ON money.id = back.money_move_id
 LEFT JOIN LATERAL (
           SELECT move.create_uid
             FROM account_move move
            WHERE move.reversed_entry_id = money.id AND move.state = 'posted'
         ORDER BY move.id LIMIT 1) reversal ON TRUE
     WHERE back.net > 0 AND back.month < back.date_from
"""

# A receipt of the last days of a month that no invoice had taken some days after its end. What is
# matched with an entry of the same day or later was moved on to somebody else, but for the entry of
# the exchange difference, which belongs to the invoice; what went back is a kind of its own.
ON_ACCOUNT = """
    SELECT 'on_account', 'item,' || line.id,
           date_trunc('month', line.date)::date, NULL::date, line.date, line.partner_id,
           line.move_id, moved.move_id, line.create_uid,
           -line.balance - COALESCE(used.amount, 0), 0, NULL::int, NULL::int
      FROM account_move_line line
      JOIN account_journal journal ON journal.id = line.journal_id
 LEFT JOIN LATERAL (
           SELECT SUM(part.amount) AS amount
             FROM account_partial_reconcile part
             JOIN account_move_line claim ON claim.id = part.debit_move_id
             JOIN account_move claim_move ON claim_move.id = claim.move_id
             JOIN account_journal claim_journal ON claim_journal.id = claim.journal_id
            WHERE part.credit_move_id = line.id
              AND (claim_move.move_type <> 'entry' OR claim.date < line.date
                   OR claim_journal.type <> 'general'
                   OR claim_move.reversed_entry_id = line.move_id
                   OR EXISTS (SELECT FROM account_partial_reconcile rate
                               WHERE rate.exchange_move_id = claim.move_id))) used ON TRUE
 LEFT JOIN LATERAL (
           SELECT claim.move_id
             FROM account_partial_reconcile part
             JOIN account_move_line claim ON claim.id = part.debit_move_id
             JOIN account_move claim_move ON claim_move.id = claim.move_id
             JOIN account_journal claim_journal ON claim_journal.id = claim.journal_id
            WHERE part.credit_move_id = line.id
              AND claim_move.move_type = 'entry' AND claim.date >= line.date
              AND claim_journal.type = 'general'
              AND claim_move.reversed_entry_id IS DISTINCT FROM line.move_id
              AND NOT EXISTS (SELECT FROM account_partial_reconcile rate
                               WHERE rate.exchange_move_id = claim.move_id)
         ORDER BY part.id LIMIT 1) moved ON TRUE
     WHERE line.company_id = %(company)s
       AND line.account_id = ANY(%(accounts)s)
       AND line.parent_state = 'posted'
       AND line.balance < 0
       AND line.date >= %(first)s
       AND journal.type IN ('bank', 'cash', 'credit')
       AND line.date > date_trunc('month', line.date) + interval '1 month' - %(end_days)s
       AND date_trunc('month', line.date) + interval '1 month' + %(grace)s <= %(day)s
       AND -line.balance - COALESCE(used.amount, 0) > %(smallest)s
"""

# Instalments that were due by the end of a month, and after a change in its last days are due
# later: they are no longer overdue when the month is judged. Events of earlier versions name no
# instalments, only all due dates in order: those are compared by rank, the first with what was due
# first, each with its share of what was open.
DUE_DATE = """
    SELECT 'due_date', 'event,' || event.id,
           date_trunc('month', told.day)::date, NULL::date, told.day, move.partner_id,
           move.id, NULL::int, event.user_id, moved.amount, moved.amount, NULL::int, NULL::int
      FROM ar_event event
      JOIN account_move move ON move.id = event.res_id
CROSS JOIN LATERAL (SELECT %(event_day)s AS day) told
CROSS JOIN LATERAL (
           SELECT ABS(SUM(part.amount_residual)) AS amount
             FROM (SELECT logged.*
                     FROM jsonb_to_recordset(event.numbers->'instalments') AS logged(
                          "from" date, "to" date, amount_residual numeric)
                    UNION ALL
                   SELECT was.day::date, later.day::date,
                          ROUND((event.numbers->>'amount_residual')::numeric * line.rate, 2)
                     FROM jsonb_array_elements_text(event.before->'due_dates')
                          WITH ORDINALITY was(day, place)
                     JOIN jsonb_array_elements_text(event.after->'due_dates')
                          WITH ORDINALITY later(day, place) USING (place)
                     JOIN (SELECT ROW_NUMBER() OVER (ORDER BY COALESCE(
                                      original_date_maturity, date_maturity, date), id) AS place,
                                  balance / NULLIF(SUM(amount_currency) OVER (), 0) AS rate
                             FROM account_move_line
                            WHERE move_id = move.id AND account_id = ANY(%(accounts)s)) line
                          USING (place)
                    WHERE event.numbers->'instalments' IS NULL) part
            WHERE part."from" < date_trunc('month', told.day) + interval '1 month'
              AND part."to" >= date_trunc('month', told.day) + interval '1 month') moved
     WHERE event.company_id = %(company)s
       AND event.kind IN ('due_date.changed', 'move.reposted')
       AND event.res_model = 'account.move'
       AND event.date >= %(first)s::date - 1 AND event.date < %(day)s::date + 2
       AND told.day BETWEEN %(first)s AND %(day)s
       AND told.day > date_trunc('month', told.day) + interval '1 month' - %(end_days)s
       AND moved.amount > 0
"""

# An invoice that was credited in full, and invoiced again to the same customer over the same
# amount with a later due date.
REINVOICED = """
    SELECT DISTINCT ON (old.id)
           'reinvoiced', 'move,' || old.id,
           date_trunc('month', credit.date)::date, NULL::date, again.date, old.partner_id,
           old.id, again.id, again.create_uid, ABS(old.amount_total_signed),
           CASE WHEN old.invoice_date_due < date_trunc('month', credit.date) + interval '1 month'
                THEN ABS(old.amount_total_signed) ELSE 0 END,
           NULL::int, NULL::int
      FROM account_move credit
      JOIN account_move old ON old.id = credit.reversed_entry_id
      JOIN account_move again
        ON again.commercial_partner_id = old.commercial_partner_id
       AND again.company_id = old.company_id
       AND again.currency_id = old.currency_id
       AND again.move_type = 'out_invoice' AND again.state = 'posted'
       AND again.amount_total = old.amount_total
       AND again.id > old.id
       AND again.invoice_date BETWEEN credit.invoice_date - %(around)s
                                  AND credit.invoice_date + %(around)s
       AND again.invoice_date_due > old.invoice_date_due
     WHERE credit.company_id = %(company)s
       AND credit.move_type = 'out_refund' AND credit.state = 'posted'
       AND credit.date >= %(first)s AND credit.date <= %(day)s
       AND old.move_type = 'out_invoice'
       AND credit.amount_total = old.amount_total
       AND old.amount_total > 0
  ORDER BY old.id, again.id
"""

# A dispute of the last days of a month that was dropped or turned down soon after it.
DISPUTE = """
    SELECT 'dispute', 'dispute,' || dispute.id,
           date_trunc('month', dispute.opened_on)::date, NULL::date, dispute.closed_on,
           dispute.partner_id, dispute.move_id, NULL::int, dispute.opened_by_id,
           dispute.amount_company, 0, NULL::int, NULL::int
      FROM ar_dispute dispute
     WHERE dispute.company_id = %(company)s
       AND dispute.is_period_end
       AND dispute.opened_on >= %(first)s
       AND dispute.state IN ('rejected', 'cancelled')
       AND date_trunc('month', dispute.closed_on) > date_trunc('month', dispute.opened_on)
       AND dispute.closed_on <= dispute.opened_on + %(soon)s
       AND dispute.amount_company > 0
"""


def terms(facts):
    """Return the selects of all kinds.

    :param dict facts: the parameters
    """
    return [
        SQL(TAKEN_BACK, **facts), SQL(ON_ACCOUNT, **facts), SQL(DUE_DATE, **facts),
        SQL(REINVOICED, **facts), SQL(DISPUTE, **facts)]
