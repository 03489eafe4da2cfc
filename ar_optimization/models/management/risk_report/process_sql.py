"""The cases of each step of the process, as statements with the same columns. Days are those of the
company."""
from odoo.tools import SQL

DAY = SQL("86400")


def row(step, place, steps, cases, benchmarks):
    """Make rows of the report of the cases of a step. Their ids never meet those of another one.

    :param int place: of the step, below `steps`
    :param cases: `SQL` select of key, company_id, partner_id, seller_id, date, days, error, cost,
        collected, res_model
    :param dict benchmarks: id of a company → what others reach
    """
    others = SQL(" ").join(
        SQL("WHEN %s THEN %s", company, value) for company, value in benchmarks.items())
    return SQL(
        """
        SELECT seen.key::int8 * %(steps)s + %(place)s AS id, %(step)s AS step, seen.company_id,
               seen.partner_id AS commercial_partner_id, seen.seller_id AS invoice_user_id,
               seen.date, 1 AS case_count, seen.days::float8 AS days, seen.error AS error_count,
               100.0 * seen.error AS error_rate, seen.cost, seen.collected,
               (100 * seen.cost / NULLIF(seen.collected, 0))::float8 AS cost_rate,
               %(others)s::float8 AS benchmark_value, seen.res_model, seen.key AS res_id
          FROM (%(cases)s) seen
        """, place=place, steps=steps, step=step, cases=cases,
        others=SQL("CASE seen.company_id %s END", others) if benchmarks else SQL("NULL"))


def _case(table, model, date, days, error, where):
    """Cases of a customer that are rows of a table of ours with a begin and an end."""
    return SQL(
        """
        SELECT item.id AS key, item.company_id, item.partner_id, NULL::int4 AS seller_id,
               %(date)s AS date, %(days)s AS days,
               %(error)s AS error, NULL::numeric AS cost, NULL::numeric AS collected,
               %(model)s AS res_model
          FROM %(table)s item
         WHERE %(where)s
        """, table=SQL.identifier(table), model=model, date=date, days=days, error=error,
        where=where)


def _between(start, end):
    """Days from one moment to another."""
    return SQL("EXTRACT(EPOCH FROM %s - %s) / %s", end, start, DAY)


def _day(env, moment, company):
    return env['res.company']._ar_day_sql(SQL(moment), SQL(company))


def request_sql(env):
    """From asking to the decision; refused ones are errors."""
    return _case(
        'ar_credit_request', 'ar.credit.request', _day(env, "item.date_decided", "item.company_id"),
        _between(SQL("item.date_submitted"), SQL("item.date_decided")),
        SQL("(item.state = 'refused')::int"),
        SQL("item.date_decided IS NOT NULL AND item.date_submitted IS NOT NULL"))


def hold_sql(env):
    """From the hold to its end; rejected documents are errors."""
    return _case(
        'ar_credit_hold', 'ar.credit.hold', _day(env, "item.decided_on", "item.company_id"),
        _between(SQL("item.create_date"), SQL("item.decided_on")),
        SQL("(item.state = 'rejected')::int"),
        SQL("item.decided_on IS NOT NULL AND item.state <> 'open'"))


def dispute_sql(_env):
    """From the opening to the decision; where the customer was right, the error was ours."""
    return _case(
        'ar_dispute', 'ar.dispute', SQL("item.closed_on"),
        SQL("item.closed_on - item.opened_on"),
        SQL("(item.state = 'credited' OR COALESCE(item.verdict IN ('right', 'partly', 'goods'),"
            " FALSE))::int"),
        SQL("item.closed_on IS NOT NULL"))


def sent_sql(env):
    """From the invoice until it went to the customer."""
    return SQL(
        """
        SELECT move.id AS key, move.company_id, move.commercial_partner_id AS partner_id,
               move.invoice_user_id AS seller_id, sending.date,
               GREATEST(sending.date - move.invoice_date, 0) AS days, 0 AS error,
               NULL::numeric AS cost, NULL::numeric AS collected, 'account.move' AS res_model
          FROM account_move move
    CROSS JOIN LATERAL (%s) sending
         WHERE move.move_type = 'out_invoice' AND move.state = 'posted' AND move.is_move_sent
        """, sending_sql(env))


def sending_sql(env):
    """When an invoice went to the customer: with the first e-mail or letter about it that reached
    somebody outside. Without one its document was handed over otherwise, such as by a network for
    invoices or printed: that is the day on which Odoo made it to be sent. `move` can be named.
    """
    return SQL(
        """
        SELECT %s AS date
          FROM (VALUES (1)) one
     LEFT JOIN LATERAL (
               SELECT told.date
                 FROM mail_message told
                 JOIN mail_notification notified ON notified.mail_message_id = told.id
            LEFT JOIN res_partner reader ON reader.id = notified.res_partner_id
                WHERE told.model = 'account.move' AND told.res_id = move.id
                  AND notified.notification_type IN ('email', 'snail')
                  AND notified.notification_status NOT IN ('bounce', 'exception', 'canceled')
                  AND reader.partner_share IS NOT FALSE
             ORDER BY told.date
                LIMIT 1
               ) message ON TRUE
     LEFT JOIN LATERAL (
               SELECT MIN(page.create_date) AS create_date
                 FROM ir_attachment page
                WHERE page.res_model = 'account.move' AND page.res_id = move.id
                  AND page.res_field = 'invoice_pdf_report_file'
               ) document ON TRUE
         WHERE COALESCE(message.date, document.create_date) IS NOT NULL
        """, _day(env, "COALESCE(message.date, document.create_date)", "move.company_id"))


def paid_sql(env):
    """From the invoice to the last match of each instalment that is paid."""
    return SQL(
        """
        SELECT line.id AS key, line.company_id, move.commercial_partner_id AS partner_id,
               move.invoice_user_id AS seller_id, paid.date,
               paid.date - move.invoice_date AS days, 0 AS error, NULL::numeric AS cost,
               NULL::numeric AS collected, 'account.move.line' AS res_model
          FROM account_move_line line
          JOIN account_move move ON move.id = line.move_id
    CROSS JOIN LATERAL (
               SELECT MAX(matching.max_date) AS date
                 FROM account_partial_reconcile matching
                WHERE matching.debit_move_id = line.id
               ) paid
         WHERE line.account_id IN %s AND line.reconciled AND line.balance > 0
           AND line.parent_state = 'posted' AND move.move_type = 'out_invoice'
           AND paid.date IS NOT NULL
        """, tuple(env['account.account']._ar_receivable_ids()) or (0,))


def notice_sql(env):
    """From the notice to the first payment of what it was about; those that came back or failed
    are errors."""
    return SQL(
        """
        SELECT notice.id AS key, notice.company_id, account.partner_id,
               NULL::int4 AS seller_id, sent.date, paid.date - sent.date AS days,
               (notice.state = 'failed'
                OR COALESCE(notice.delivery IN ('bounced', 'lost'), FALSE))::int AS error,
               NULL::numeric AS cost, NULL::numeric AS collected,
               'ar.dunning.notice' AS res_model
          FROM ar_dunning_notice notice
          JOIN ar_credit_account account ON account.id = notice.account_id
    CROSS JOIN LATERAL (SELECT %(sent)s AS date) sent
    CROSS JOIN LATERAL (
               SELECT MIN(matching.max_date) AS date
                 FROM ar_dunning_notice_line told
                 JOIN account_partial_reconcile matching
                   ON matching.debit_move_id = told.move_line_id
                WHERE told.notice_id = notice.id AND told.is_given
                  AND matching.max_date >= sent.date
               ) paid
         WHERE notice.sent_date IS NOT NULL AND notice.state IN ('sent', 'failed')
        """, sent=_day(env, "notice.sent_date", "notice.company_id"))


def undone_sql(env):
    """What was decided and taken back."""
    return SQL(
        """
        SELECT event.id AS key, event.company_id, NULL::int4 AS partner_id,
               NULL::int4 AS seller_id, %s AS date, NULL::int AS days,
               1 AS error, NULL::numeric AS cost, NULL::numeric AS collected,
               'ar.event' AS res_model
          FROM ar_event event
         WHERE event.kind = 'undone'
        """, _day(env, "event.date", "event.company_id"))


def cost_sql(_env):
    """The months whose cost of collecting is known, with what came in."""
    return SQL(
        """
        SELECT cost.id AS key, cost.company_id, NULL::int4 AS partner_id,
               NULL::int4 AS seller_id,
               (cost.month + INTERVAL '1 month - 1 day')::date AS date, NULL::int AS days,
               0 AS error, cost.amount AS cost, month.collected_amount AS collected,
               'ar.process.cost' AS res_model
          FROM ar_process_cost cost
     LEFT JOIN ar_snapshot month
            ON month.company_id = cost.company_id AND month.period = 'company'
           AND month.date = (cost.month + INTERVAL '1 month - 1 day')::date
        """)
