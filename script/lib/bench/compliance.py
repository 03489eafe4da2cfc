"""Step of the management room: what was done against law and own rules in the last days."""
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

DAYS = 3
REPEATS = 3
# A call to one of ten customers on each of these days, at every hour.
CALLS = """
    INSERT INTO ar_contact_log (
           account_id, company_id, partner_id, date, direction, channel, purpose, subject, result,
           user_id, is_automatic)
    SELECT account.id, account.company_id, account.partner_id,
           %(today)s::date - account.id %% 10 + account.id / 10 %% 24 * interval '1 hour',
           'out', 'phone', 'dunning', 'Call', 'told', %(user)s, FALSE
      FROM ar_credit_account account
     WHERE account.company_id = %(company)s AND account.id %% 10 < %(days)s
"""


def finding(meter, _bare):
    """Find and list what was not allowed, as every night."""
    company, today = _prepared(meter.env)
    for _repeat in range(REPEATS):
        meter.env.cr.execute(SQL("DELETE FROM ar_compliance_breach"))
        with meter():
            found = meter.env['ar.compliance.breach']._find(
                company, today - timedelta(days=DAYS), today, today)
    if 'contact_hours' not in found.mapped('kind'):
        raise RuntimeError("no call at night was found")


def finding_by_hand(meter, bare):
    """The same by the hand-written statement."""
    _prepared(meter.env)
    for _repeat in range(REPEATS):
        meter.env.cr.execute(SQL("DROP TABLE IF EXISTS bench_breaches"))
        with meter():
            meter.env.cr.execute(bare["breaches"])


def _prepared(env):
    """A company under a law of limitation, and its calls of the last days."""
    company, today = env.company, fields.Date.context_today(env['account.move'])
    company.country_id = env.ref('base.de')
    env['ar.credit.account']._ensure_accounts(company)
    env.flush_all()
    env.cr.execute(SQL(
        CALLS, today=today, company=company.id, days=DAYS, user=env.ref('base.user_admin').id))
    for table in ('ar_contact_log', 'ar_credit_account'):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.invalidate_all()
    return company, today
