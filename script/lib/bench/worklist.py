"""Steps of the collection room: making the worklist of the day, and opening it."""
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

FIRST_PAGE = 80
SHOWN = (
    'points', 'partner_id', 'reason', 'overdue_amount', 'worst_days', 'dunning_level', 'way',
    'next_date', 'user_id', 'is_claimed', 'currency_id')


def making(meter, _bare):
    """Make the list of the first day, for every customer that is overdue long enough: all of its
    rows are new, and PostgreSQL looks up each customer, account and person they name."""
    company, today = _prepared(meter.env)
    with meter():
        meter.env['ar.worklist']._rebuild(company, today)


def rebuilding(meter, _bare):
    """Rebuild the list on the days that follow: every row of it changes. Each day is a transaction
    of its own, as at night: rows that the same one had made would be looked up once more."""
    lists, position = meter.env['ar.worklist'], meter.env.company.ar_position_collection
    company, today = _prepared(meter.env)
    lists._rebuild(company, today)
    for day in range(1, 4):
        meter.env.cr.commit()
        with meter():
            lists._rebuild(company, today + timedelta(days=day))
    lists.search([]).unlink()  # the steps that follow find what they would have found
    company.ar_position_collection = position
    meter.env.cr.commit()


def opening(meter, _bare):
    """Open the list: its first page as the browser asks for it, and how many there are."""
    company, today = _prepared(meter.env)
    lists = meter.env['ar.worklist']
    lists._rebuild(company, today)
    for _repeat in range(3):
        meter.env.flush_all()
        meter.env.invalidate_all()
        with meter():
            lists.web_search_read(
                [('state', '=', 'todo')], {name: {} for name in SHOWN}, limit=FIRST_PAGE)


def _prepared(env):
    company, today = env.company, fields.Date.context_today(env['account.move'])
    company.ar_position_collection = 'on'
    env['ar.credit.account']._ensure_accounts(company)
    env.flush_all()
    env.cr.execute(SQL("ANALYZE ar_credit_account"))
    return company, today
