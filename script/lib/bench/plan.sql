-- What happened in the ledger, before any of it is written: documents, their instalments, the
-- payments, what settles what. Parameters: :documents, :today, :company_rate (EUR per unit of the
-- company's currency). The same parameters give the same ledger.

CREATE FUNCTION pg_temp.u(i bigint, salt int) RETURNS float8 LANGUAGE sql IMMUTABLE AS
$$ SELECT (hashint8extended(i, salt) & 2147483647)::float8 / 2147483648 $$;

-- One row per document, in the order of time. A credit note belongs to the document before it.
CREATE UNLOGGED TABLE bench_doc AS
WITH drawn AS (
    SELECT i,
           pg_temp.u(i, 2) AS kind_draw,
           pg_temp.u(CASE WHEN pg_temp.u(i, 2) < 0.05 THEN i - 1 ELSE i END, 1) AS customer_draw,
           %(today)s::date - 730 + (730.0 * (i - 1) / %(documents)s)::int AS invoice_date,
           round((20 + 4980 * power(pg_temp.u(i, 4), 3))::numeric, 2) AS amount,
           (ARRAY[14, 30, 30, 30, 45, 60])[1 + floor(6 * pg_temp.u(i, 5))::int] AS days
      FROM generate_series(1, %(documents)s::bigint) AS i
), kinds AS (
    SELECT *,
           1 + floor(greatest(%(documents)s / 20, 1) * power(customer_draw, 1.5))::int AS customer,
           CASE WHEN kind_draw < 0.05 THEN 'refund'
                WHEN kind_draw < 0.17 THEN 'instalments'
                WHEN kind_draw < 0.27 THEN 'foreign'
                WHEN kind_draw < 0.35 THEN 'two payments'
                ELSE 'plain'
           END AS kind
      FROM drawn
)
SELECT i, customer, kind, invoice_date, days,
       -- a credit note takes back a fifth of the invoice before it, when that is a plain one
       CASE WHEN kind = 'refund' AND lag(kind) OVER w = 'plain' THEN i - 1 END AS credits,
       CASE WHEN kind = 'refund' THEN -round(coalesce(lag(amount) OVER w, amount) / 5, 2)
            WHEN kind = 'foreign' THEN round(amount / %(company_rate)s, 2)
            ELSE amount
       END AS balance,
       CASE WHEN kind = 'refund' THEN -round(coalesce(lag(amount) OVER w, amount) / 5, 2)
            ELSE amount
       END AS amount_currency
  FROM kinds
WINDOW w AS (ORDER BY i);

-- One row per receivable line of a document, with the day it is paid (null: not yet, or never).
CREATE UNLOGGED TABLE bench_item AS
WITH instalment AS (
    SELECT doc.*, part,
           doc.invoice_date + CASE WHEN kind = 'instalments' THEN 30 * part ELSE days END
               AS maturity,
           CASE WHEN kind <> 'instalments' THEN doc.balance
                WHEN part = 1 THEN doc.balance - 2 * round(doc.balance * 0.3, 2)
                ELSE round(doc.balance * 0.3, 2)
           END AS share,
           pg_temp.u(customer, 10) AS habit
      FROM bench_doc AS doc
      JOIN generate_series(1, 3) AS part ON part = 1 OR kind = 'instalments'
), paid AS (
    SELECT *,
           maturity + CASE WHEN habit < 0.60 THEN floor(-5 + 10 * pg_temp.u(i, 20 + part))::int
                           WHEN habit < 0.85 THEN floor(30 * pg_temp.u(i, 20 + part))::int
                           ELSE floor(10 + 80 * pg_temp.u(i, 20 + part))::int
                      END AS pays_on,
           pg_temp.u(i, 6) < CASE WHEN habit < 0.60 THEN 0.02
                                  WHEN habit < 0.85 THEN 0.09
                                  ELSE 0.2
                             END AS never
      FROM instalment
)
SELECT row_number() OVER (ORDER BY i, part) AS item, i, part, kind, customer, invoice_date,
       maturity, share AS balance,
       CASE WHEN kind = 'foreign' THEN amount_currency ELSE share END AS amount_currency,
       CASE WHEN kind <> 'refund' AND NOT never AND pays_on <= %(today)s THEN pays_on END AS paid_on
  FROM paid;

-- What settles an item: payments, and the credit note for its invoice.
CREATE UNLOGGED TABLE bench_credit AS
SELECT refund.i AS refund, invoice.item, refund_item.item AS refund_item,
       -refund.balance AS balance, greatest(invoice.invoice_date, refund.invoice_date) AS max_date
  FROM bench_doc AS refund
  JOIN bench_item AS invoice ON invoice.i = refund.credits
  JOIN bench_item AS refund_item ON refund_item.i = refund.i;

CREATE UNLOGGED TABLE bench_pay AS
WITH payment AS (
    -- half of an invoice with two payments is always paid on time, as soon as it is due
    SELECT item, customer, kind, invoice_date, maturity AS day, 1 AS nth,
           round(balance / 2, 2) AS balance, round(balance / 2, 2) AS amount_currency
      FROM bench_item
     WHERE kind = 'two payments' AND least(maturity, coalesce(paid_on, maturity)) <= %(today)s
     UNION ALL
    SELECT bench_item.item, customer, kind, invoice_date, paid_on, 2,
           bench_item.balance - coalesce(bench_credit.balance, 0)
               - CASE WHEN kind = 'two payments' THEN round(bench_item.balance / 2, 2) ELSE 0 END,
           amount_currency - coalesce(bench_credit.balance, 0)
               - CASE WHEN kind = 'two payments' THEN round(bench_item.balance / 2, 2) ELSE 0 END
      FROM bench_item LEFT JOIN bench_credit USING (item)
     WHERE paid_on IS NOT NULL
     UNION ALL -- money nobody has matched yet
    SELECT NULL, customer, 'unapplied', invoice_date, invoice_date + 5, 3, 50.00, 50.00
      FROM bench_doc
     WHERE pg_temp.u(i, 7) < 0.003 AND invoice_date + 5 <= %(today)s
)
SELECT row_number() OVER (ORDER BY least(day, %(today)s), item, nth) AS pay,
       item, customer, kind, least(day, %(today)s) AS day, balance, amount_currency,
       greatest(least(day, %(today)s), invoice_date) AS max_date
  FROM payment;

CREATE UNLOGGED TABLE bench_partial AS
SELECT row_number() OVER (ORDER BY max_date, item) AS partial, *
  FROM (
    SELECT item, pay, NULL::bigint AS refund_item, balance, amount_currency, max_date
      FROM bench_pay WHERE item IS NOT NULL
     UNION ALL
    SELECT item, NULL, refund_item, balance, balance, max_date FROM bench_credit
) AS settled;

CREATE UNLOGGED TABLE bench_residual AS
WITH settled AS (
    SELECT item, sum(balance) AS balance, sum(amount_currency) AS amount_currency,
           min(partial) AS partial
      FROM bench_partial GROUP BY item
)
SELECT item.item, item.i,
       item.balance - coalesce(settled.balance, 0)
           + coalesce(bench_credit.balance, 0) AS residual,
       item.amount_currency - coalesce(settled.amount_currency, 0)
           + coalesce(bench_credit.balance, 0) AS residual_currency,
       coalesce(settled.partial, used.partial) AS partial,
       coalesce(settled.item, used.item) AS settles,
       NULL::bigint AS full_reconcile
  FROM bench_item AS item
  LEFT JOIN settled USING (item)
  LEFT JOIN bench_credit ON bench_credit.refund_item = item.item
  LEFT JOIN bench_partial AS used ON used.refund_item = item.item;

UPDATE bench_residual AS residual
   SET full_reconcile = full_reconcile.id
  FROM (SELECT item, row_number() OVER (ORDER BY item) AS id
          FROM bench_residual WHERE residual = 0 AND settles = item) AS full_reconcile
 WHERE residual.settles = full_reconcile.item;

ALTER TABLE bench_doc ADD PRIMARY KEY (i);
ALTER TABLE bench_item ADD PRIMARY KEY (item);
ALTER TABLE bench_pay ADD PRIMARY KEY (pay);
ALTER TABLE bench_residual ADD PRIMARY KEY (item);
CREATE INDEX ON bench_item (i);
CREATE INDEX ON bench_residual (i);
ANALYZE bench_doc, bench_item, bench_pay, bench_partial, bench_residual;
