-- The statement a person would write by hand for each step. Same facts, same predicate, same rows
-- asked for; the partial index of the app is there when it runs beside the app, and not when it
-- runs beside Odoo alone. {accounts}: receivable accounts, {company} and days:
-- literals.

-- name: exposure
SELECT partner_id, sum(amount_residual)
  FROM account_move_line
 WHERE account_id IN ({accounts}) AND parent_state = 'posted' AND amount_residual <> 0
   AND company_id = {company}
 GROUP BY partner_id

-- name: exposure with orders
SELECT partner_id, sum(amount)
  FROM (
        SELECT partner_id, amount_residual AS amount
          FROM account_move_line
         WHERE account_id IN ({accounts}) AND parent_state = 'posted' AND amount_residual <> 0
           AND company_id = {company}
         UNION ALL
        SELECT sale.partner_invoice_id,
               line.price_total * (line.product_uom_qty - line.qty_invoiced) / line.product_uom_qty
          FROM sale_order_line AS line
          JOIN sale_order AS sale ON sale.id = line.order_id
         WHERE line.state = 'sale' AND line.invoice_status <> 'invoiced'
           AND line.product_uom_qty > 0 AND sale.company_id = {company}
       ) AS owed
 GROUP BY partner_id

-- name: ageing today
SELECT partner_id, sum(amount_residual),
       sum(amount_residual) FILTER (WHERE date_maturity >= {today}),
       sum(amount_residual) FILTER (WHERE date_maturity BETWEEN {today} - 30 AND {today} - 1),
       sum(amount_residual) FILTER (WHERE date_maturity BETWEEN {today} - 60 AND {today} - 31),
       sum(amount_residual) FILTER (WHERE date_maturity BETWEEN {today} - 90 AND {today} - 61),
       sum(amount_residual) FILTER (WHERE date_maturity BETWEEN {today} - 120 AND {today} - 91),
       sum(amount_residual) FILTER (WHERE date_maturity < {today} - 120)
  FROM account_move_line
 WHERE account_id IN ({accounts}) AND parent_state = 'posted' AND amount_residual <> 0
   AND company_id = {company}
 GROUP BY partner_id
 ORDER BY 2 DESC

-- name: ageing at a past date
-- What is open now, and what was settled since put back: much less than all that was ever settled.
WITH undone AS (
    SELECT debit_move_id AS id, amount FROM account_partial_reconcile
     WHERE max_date > {past} AND company_id = {company}
     UNION ALL
    SELECT credit_move_id, -amount FROM account_partial_reconcile
     WHERE max_date > {past} AND company_id = {company}
     UNION ALL
    SELECT id, amount_residual FROM account_move_line
     WHERE account_id IN ({accounts}) AND parent_state = 'posted' AND amount_residual <> 0
       AND company_id = {company}
), item AS (
    SELECT line.partner_id, line.date_maturity, open.residual
      FROM (SELECT id, sum(amount) AS residual FROM undone GROUP BY id HAVING sum(amount) <> 0)
           AS open
      JOIN account_move_line AS line USING (id)
     WHERE line.account_id IN ({accounts}) AND line.parent_state = 'posted'
       AND line.date <= {past}
)
SELECT partner_id, sum(residual),
       sum(residual) FILTER (WHERE date_maturity >= {past}),
       sum(residual) FILTER (WHERE date_maturity BETWEEN {past} - 30 AND {past} - 1),
       sum(residual) FILTER (WHERE date_maturity BETWEEN {past} - 60 AND {past} - 31),
       sum(residual) FILTER (WHERE date_maturity BETWEEN {past} - 90 AND {past} - 61),
       sum(residual) FILTER (WHERE date_maturity BETWEEN {past} - 120 AND {past} - 91),
       sum(residual) FILTER (WHERE date_maturity < {past} - 120)
  FROM item
 GROUP BY partner_id
 ORDER BY 2 DESC

-- name: features
CREATE TEMPORARY TABLE bench_features ON COMMIT DROP AS
WITH item AS (
    SELECT line.partner_id, line.move_id, line.date_maturity AS due, line.balance,
           coalesce(line.invoice_date, line.date) AS day, line.amount_residual AS residual,
           min(partial.max_date) AS first_paid, max(partial.max_date) AS last_paid
      FROM account_move_line AS line
      LEFT JOIN account_partial_reconcile AS partial ON partial.debit_move_id = line.id
     WHERE line.account_id IN ({accounts}) AND line.parent_state = 'posted'
       AND line.company_id = {company} AND line.date > {today} - 730
       AND line.invoice_date IS NOT NULL
     GROUP BY line.id
), judged AS (
    SELECT *, CASE WHEN residual = 0 THEN last_paid WHEN due < {today} THEN {today} END AS resolved
      FROM item
), recent AS (
    SELECT *, resolved > {today} - 456 AS counts, resolved > {today} - 91 AS lately,
           greatest(resolved - due, 0) AS days_late
      FROM judged
), invoice AS (
    SELECT partner_id, move_id, sum(balance) AS balance, min(day) AS day
      FROM recent WHERE balance > 0 AND day > {today} - 456 GROUP BY 1, 2
), orders AS (
    SELECT partner_id, avg(balance) AS average, stddev_pop(balance) AS spread, count(*) AS invoices
      FROM invoice GROUP BY 1
), habits AS (
    SELECT partner_id,
           count(*) FILTER (WHERE counts AND residual = 0) AS paid,
           count(*) FILTER (WHERE counts) AS resolved,
           avg((resolved <= due)::int) FILTER (WHERE counts) AS on_time,
           sum(balance) FILTER (WHERE counts AND resolved <= due)
               / nullif(sum(balance) FILTER (WHERE counts), 0) AS on_time_amount,
           avg(days_late) FILTER (WHERE counts) AS days_late,
           sum(days_late * balance) FILTER (WHERE counts)
               / nullif(sum(balance) FILTER (WHERE counts), 0) AS weighted_days_late,
           avg(resolved - due) FILTER (WHERE counts AND lately) AS delay_recent,
           avg(resolved - due) FILTER (WHERE counts AND NOT lately) AS delay_before,
           avg((first_paid < last_paid)::int) FILTER (WHERE counts AND residual = 0) AS partly,
           -sum(balance) FILTER (WHERE balance < 0 AND day > {today} - 456)
               / nullif(sum(balance) FILTER (WHERE balance > 0 AND day > {today} - 456), 0)
               AS credit_notes,
           sum(balance) FILTER (WHERE day > {today} - 456) AS net_sales,
           min(day) AS first_day, max(day) AS last_day, max(last_paid) AS last_paid,
           sum(residual) AS receivable,
           sum(residual) FILTER (WHERE due < {today} AND residual > 0) AS overdue,
           max({today} - due) FILTER (WHERE residual > 0 AND due < {today}) AS worst
      FROM recent GROUP BY 1
)
SELECT * FROM habits LEFT JOIN orders USING (partner_id)

-- name: score and tier
CREATE TEMPORARY TABLE bench_tiers ON COMMIT DROP AS
WITH points AS (
    SELECT *,
           width_bucket(coalesce(on_time, 0.5), ARRAY[0.5, 0.7, 0.85, 0.95]::numeric[]) * 10
           + width_bucket(-coalesce(weighted_days_late, 10), ARRAY[-60, -30, -10, -3]::numeric[])
             * 8
           + width_bucket(-coalesce(worst, 0), ARRAY[-90, -60, -30, -1]) * 6
           + CASE WHEN delay_recent > delay_before + 5 THEN 0 ELSE 5 END
           + CASE WHEN {today} - first_day > 365 THEN 5 ELSE 2 END AS score
      FROM bench_features
)
SELECT *, CASE WHEN score >= 90 AND coalesce(overdue, 0) = 0 THEN 'A'
               WHEN score >= 70 THEN 'B' WHEN score >= 40 THEN 'C' ELSE 'D' END AS tier
  FROM points

-- name: figures
SELECT partner_id, sum(amount_residual),
       sum(amount_residual) FILTER (WHERE date_maturity < {today} AND amount_residual > 0),
       -sum(amount_residual) FILTER (WHERE amount_residual < 0),
       max({today} - date_maturity) FILTER (WHERE amount_residual > 0),
       count(*) FILTER (WHERE amount_residual > 0)
  FROM account_move_line
 WHERE account_id IN ({accounts}) AND parent_state = 'posted' AND amount_residual <> 0
   AND company_id = {company}
 GROUP BY partner_id

-- name: month end
CREATE TEMPORARY TABLE bench_snapshot ON COMMIT DROP AS
WITH undone AS (
    SELECT debit_move_id AS id, amount FROM account_partial_reconcile
     WHERE max_date > {month_end} AND company_id = {company}
     UNION ALL
    SELECT credit_move_id, -amount FROM account_partial_reconcile
     WHERE max_date > {month_end} AND company_id = {company}
     UNION ALL
    SELECT id, amount_residual FROM account_move_line
     WHERE account_id IN ({accounts}) AND parent_state = 'posted' AND amount_residual <> 0
       AND company_id = {company}
), item AS (
    SELECT line.partner_id, line.date_maturity, open.residual
      FROM (SELECT id, sum(amount) AS residual FROM undone GROUP BY id HAVING sum(amount) <> 0)
           AS open
      JOIN account_move_line AS line USING (id)
     WHERE line.account_id IN ({accounts}) AND line.parent_state = 'posted'
       AND line.date <= {month_end}
), flow AS (
    SELECT partner_id, sum(balance) FILTER (WHERE invoice_date IS NOT NULL) AS sales,
           -sum(balance) FILTER (WHERE invoice_date IS NULL) AS collected
      FROM account_move_line
     WHERE account_id IN ({accounts}) AND parent_state = 'posted' AND company_id = {company}
       AND date BETWEEN {month_start} AND {month_end}
     GROUP BY partner_id
), stock AS (
    SELECT partner_id, sum(residual) AS receivable,
           sum(residual) FILTER (WHERE date_maturity >= {month_end}) AS not_due,
           sum(residual) FILTER (WHERE residual > 0 AND date_maturity < {month_end}) AS overdue,
           sum(residual) FILTER (WHERE date_maturity < {month_end} - 90) AS old,
           max({month_end} - date_maturity) FILTER (WHERE residual > 0) AS worst,
           count(*) FILTER (WHERE residual > 0) AS items
      FROM item
     GROUP BY partner_id
)
SELECT * FROM stock FULL JOIN flow USING (partner_id)

-- name: dunning
-- A first run by the standard procedure: the next level of every open item, the highest one of each
-- customer and what is asked for, less what is left alone; as rows, for the notices to be made from.
CREATE TEMPORARY TABLE bench_dunning ON COMMIT DROP AS
WITH item AS (
    SELECT line.id, customer.id AS customer_id, customer.email, line.currency_id,
           line.amount_residual, line.amount_residual_currency, line.date_maturity,
           {today} - line.date_maturity AS days, whole.no_followup, move.payment_state,
           CASE WHEN {today} - line.date_maturity >= 5 THEN 1
                WHEN {today} - line.date_maturity BETWEEN -3 AND -1 THEN -1 END AS level
      FROM account_move_line AS line
      JOIN account_move_line AS whole ON whole.id = line.id
      JOIN account_move AS move ON move.id = whole.move_id
      JOIN res_partner AS contact ON contact.id = line.partner_id
      JOIN res_partner AS customer ON customer.id = contact.commercial_partner_id
     WHERE line.account_id IN ({accounts}) AND line.parent_state = 'posted'
       AND line.amount_residual > 0 AND line.company_id = {company}
       AND {today} - line.date_maturity >= -3
)
SELECT item.*, max(level) OVER customers AS top, sum(amount_residual) OVER customers AS amount
  FROM item
 WHERE NOT no_followup AND payment_state <> 'blocked'
WINDOW customers AS (PARTITION BY customer_id)

-- name: worklist
-- Whom to call: who is overdue for two weeks, how much can still be expected, by the age of each item,
-- points for both with what they came from, one row per customer, found by customer and salesperson.
CREATE TABLE bench_worklist (
    customer_id integer PRIMARY KEY REFERENCES res_partner, phone varchar, city varchar,
    user_id integer REFERENCES res_users, amount numeric, expected numeric, days integer, items integer,
    points integer, why jsonb);
CREATE INDEX ON bench_worklist (user_id);
WITH item AS (
    SELECT customer.id AS customer_id, customer.phone, customer.city, customer.user_id,
           line.amount_residual AS amount, {today} - line.date_maturity AS days
      FROM account_move_line AS line
      JOIN res_partner AS contact ON contact.id = line.partner_id
      JOIN res_partner AS customer ON customer.id = contact.commercial_partner_id
     WHERE line.account_id IN ({accounts}) AND line.parent_state = 'posted'
       AND line.amount_residual > 0 AND line.company_id = {company}
       AND line.date_maturity < {today}
), late AS (
    SELECT customer_id, phone, city, user_id, sum(amount) AS amount, max(days) AS days,
           count(*) AS items,
           sum(amount * CASE WHEN days <= 30 THEN 0.95 WHEN days <= 60 THEN 0.9
                             WHEN days <= 90 THEN 0.8 WHEN days <= 180 THEN 0.6
                             WHEN days <= 365 THEN 0.35 ELSE 0.1 END) AS expected
      FROM item
     GROUP BY customer_id, phone, city, user_id
    HAVING max(days) >= 14
), scored AS (
    SELECT *, floor(least(10 + 0.2 * days, 30) + 0.5) AS silence,
           floor(least(8 * log(greatest(expected, 1)::float8), 50) + 0.5) AS recovery
      FROM late
)
INSERT INTO bench_worklist
SELECT customer_id, phone, city, user_id, amount, expected, days, items, silence + recovery,
       jsonb_build_object(
           'silence', jsonb_build_array(silence, amount, days),
           'recovery', jsonb_build_array(recovery, expected, null))
  FROM scored;

-- name: breaches
-- Who was called outside 8 to 20 o'clock, too often in a week, on a way that is not wanted, while
-- everything was stopped or after an insolvency; what is soon barred, without a case; rules that
-- somebody has set aside; what was noted about people and is kept for too long.
CREATE TEMPORARY TABLE bench_breaches ON COMMIT DROP AS
WITH made AS (
    SELECT log.id, log.partner_id, log.user_id, log.date, log.subject, account.no_phone,
           account.stop_until, account.insolvency_date,
           count(*) OVER (PARTITION BY log.partner_id ORDER BY log.date
                          RANGE BETWEEN interval '7 days' PRECEDING AND CURRENT ROW) AS calls
      FROM ar_contact_log AS log
      JOIN ar_credit_account AS account ON account.id = log.account_id
     WHERE log.company_id = {company} AND log.direction = 'out'
       AND log.date >= {today} - 10 AND log.date < {today} + 1
       AND log.result NOT IN ('failed', 'bounced')
), called AS (
    SELECT CASE WHEN extract(hour FROM date) NOT BETWEEN 8 AND 19 THEN 'hours'
                WHEN calls > 3 THEN 'cap' WHEN no_phone THEN 'opted out'
                WHEN stop_until >= date::date THEN 'stopped'
                WHEN insolvency_date <= date::date THEN 'insolvent' END AS kind, made.*
      FROM made
     WHERE date >= {today} - 3
)
SELECT kind, partner_id, user_id, id, date::date AS day, subject AS document
  FROM called WHERE kind IS NOT NULL
 UNION ALL
SELECT 'limitation', customer.commercial_partner_id, NULL, line.id,
       (line.date_maturity + interval '3 years')::date, move.name
  FROM account_move_line AS line
  JOIN account_move AS move ON move.id = line.move_id
  JOIN res_partner AS customer ON customer.id = line.partner_id
 WHERE line.account_id IN ({accounts}) AND line.parent_state = 'posted'
   AND line.amount_residual > 0 AND line.company_id = {company}
   AND line.date_maturity BETWEEN {today} - interval '3 years' - interval '3 days'
                              AND {today} - interval '3 years' + interval '60 days'
 UNION ALL
SELECT 'override', partner_id, user_id, id, date::date, kind
  FROM ar_event
 WHERE company_id = {company} AND date >= {today} - 3 AND date < {today} + 1
   AND kind IN ('dunning.level_changed', 'hold.released', 'tier.overridden')
 UNION ALL
(SELECT 'kept', partner_id, NULL, id, date::date, subject
  FROM ar_contact_log
 WHERE company_id = {company} AND note IS NOT NULL AND date < {today} - interval '37 months'
 ORDER BY date LIMIT 1)
 UNION ALL
(SELECT 'kept', partner_id, NULL, id, date, NULL
  FROM ar_score
 WHERE company_id = {company} AND date < {today} - interval '61 months'
 ORDER BY date LIMIT 1)
