"""Step of the collection room: judging promises and payment plans after a bank import."""
from odoo import fields
from odoo.tools import SQL

PAYMENTS = 10_000


def judging(meter, _bare):
    """Judge what was agreed with the customers of 10,000 payments. All customers have a promise and
    a plan about instalments that are paid by now; only those of these payments are looked at."""
    env = meter.env
    company, today = env.company, fields.Date.context_today(env['account.move'])
    company.ar_position_collection = 'on'
    env['ar.credit.account']._ensure_accounts(company)
    env.flush_all()
    _agree_with_all(env, company, today)
    payers = _payers(env, company)
    env.invalidate_all()
    with meter():
        marks = env['ar.agreement.mark']
        marks._mark({(company.id, partner) for partner in payers})
        marks._take_all()._judge_agreements(today)


def _payers(env, company):
    """So many usual customers that 10,000 payments are theirs: ids of the partners."""
    rows = env.execute_query(SQL(
        """
        SELECT partner_id FROM (
               SELECT line.partner_id, SUM(COUNT(*)) OVER (ORDER BY line.partner_id) AS payments
                 FROM account_partial_reconcile part
                 JOIN account_move_line line ON line.id = part.debit_move_id
                WHERE part.company_id = %s
             GROUP BY line.partner_id HAVING COUNT(*) <= 40) payer
         WHERE payments <= %s
        """, company.id, PAYMENTS))
    return [partner for partner, in rows]


def _agree_with_all(env, company, today):
    """A promise about the first paid invoice of every customer, and a plan about its second."""
    paid = SQL(
        """
        SELECT account.id AS account_id, account.partner_id, line.id AS line_id, line.currency_id,
               line.amount_currency AS amount, line.date_maturity,
               ROW_NUMBER() OVER (PARTITION BY account.id ORDER BY line.id) AS place
          FROM ar_credit_account account
          JOIN account_move_line line
            ON line.partner_id = account.partner_id AND line.company_id = account.company_id
           AND line.amount_currency > 0 AND line.amount_residual = 0 AND line.reconciled
           AND line.account_id IN %s
         WHERE account.company_id = %s
        """, env['account.account']._ar_receivable_ids(), company.id)
    user = env.ref('base.user_admin')
    given = {'paid': paid, 'company': company.id, 'today': today, 'user': user.id}
    for statement in (PROMISES, PROMISE_LINES, PLANS, PLAN_ITEMS, PLAN_LINES):
        env.cr.execute(SQL(statement, **given))
    for model in ('ar.promise', 'ar.promise.line', 'ar.payment.plan', 'ar.payment.plan.item',
                  'ar.payment.plan.line'):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(env[model]._table)))


PROMISES = """
    INSERT INTO ar_promise (
           account_id, company_id, partner_id, basis, currency_id, amount, amount_company, date,
           deadline, tolerance_days, user_id, taken_date, channel, state, baseline, kept_amount,
           pending_amount)
    SELECT account_id, %(company)s, partner_id, 'items', currency_id, amount, amount,
           %(today)s::date + 5, %(today)s::date + 7, 2, %(user)s, %(today)s, 'phone', 'open',
           0, 0, 0
      FROM (%(paid)s) paid WHERE place = 1
"""
PROMISE_LINES = """
    INSERT INTO ar_promise_line (
           promise_id, company_id, state, move_line_id, date_maturity, amount)
    SELECT promise.id, %(company)s, 'open', paid.line_id, paid.date_maturity, paid.amount
      FROM (%(paid)s) paid JOIN ar_promise promise ON promise.account_id = paid.account_id
     WHERE place = 1
"""
PLANS = """
    INSERT INTO ar_payment_plan (
           name, version, account_id, company_id, partner_id, user_id, state, currency_id,
           principal, amount, count, interval, first_date, interest_mode, grace_days,
           missed_allowed, paid, arrears, active_from, next_date)
    SELECT 'PLAN' || account_id, 1, account_id, %(company)s, partner_id, %(user)s, 'active',
           currency_id, amount, amount, 2, 'month', %(today)s::date + 14, 'run', 3, 0, 0, 0,
           %(today)s, %(today)s::date + 14
      FROM (%(paid)s) paid WHERE place = 2
"""
PLAN_ITEMS = """
    INSERT INTO ar_payment_plan_item (
           plan_id, company_id, state, move_line_id, date_maturity, amount)
    SELECT plan.id, %(company)s, 'active', paid.line_id, paid.date_maturity, paid.amount
      FROM (%(paid)s) paid JOIN ar_payment_plan plan ON plan.account_id = paid.account_id
     WHERE place = 2
"""
PLAN_LINES = """
    INSERT INTO ar_payment_plan_line (plan_id, company_id, date, principal, amount, state, paid)
    SELECT plan.id, %(company)s, %(today)s::date + 14 + 30 * part, plan.amount / 2, plan.amount / 2,
           'open', 0
      FROM ar_payment_plan plan CROSS JOIN generate_series(0, 1) part
"""
