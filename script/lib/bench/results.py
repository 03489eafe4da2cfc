"""Step of the management room: what a closed month came to, for 100 people."""
from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools import SQL

PEOPLE = 50  # salespeople, and as many collectors


def adding_up(meter, _bare):
    """Compute the results of the last month that is over, for the company, its tiers and 100 people
    who share the customers."""
    env = meter.env
    company, today = env.company, fields.Date.context_today(env['account.move'])
    env['ar.credit.account']._ensure_accounts(company)
    users = env['res.users'].with_context(no_reset_password=True).create([
        {'name': f"Bench {number}", 'login': f'bench_{number}'} for number in range(2 * PEOPLE)])
    env.flush_all()
    for table, column, first in (
            ('res_partner', 'user_id', users[0].id), ('ar_credit_account', 'collector_id',
                                                      users[PEOPLE].id)):
        env.cr.execute(SQL(
            "UPDATE %s SET %s = %s + id %% %s", SQL.identifier(table), SQL.identifier(column),
            first, PEOPLE))
    env.invalidate_all()
    start = today.replace(day=1) - relativedelta(months=1)
    with meter():
        rows = env['ar.kpi.result']._rebuild(company, start, today.replace(day=1)
                                             - relativedelta(days=1))
    if not rows:
        raise RuntimeError(f"{start} has no results")
