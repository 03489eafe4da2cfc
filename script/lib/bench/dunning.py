"""Steps of dunning: deciding a run, and making its notices."""
from odoo import fields
from odoo.tools import SQL


def deciding(meter, _bare):
    """Decide for every open item of the company."""
    run = _run(meter.env)
    for _repeat in range(3):
        with meter():
            run._decide()


def making(meter, _bare):
    """Make the notices, their items, what is left out and the totals of a run that is decided."""
    run = _run(meter.env)
    run._decide()
    meter.env.flush_all()
    with meter():
        run._apply()
        meter.env.flush_all()


def _run(env):
    """A run on a company where nobody was dunned yet, and where everybody can be written to."""
    env.cr.execute(SQL(
        "UPDATE res_partner SET email = 'x@example.com', email_normalized = 'x@example.com'"))
    env.cr.execute(SQL("ANALYZE res_partner"))
    company, today = env.company, fields.Date.context_today(env['account.move'])
    company.write({'ar_position_dunning': 'on', 'ar_dunning_first_cap': 0})
    company.ar_dunning_open_date = today
    env['ar.dunning.procedure'].search([]).credit_percent = 0
    env['ar.credit.account']._ensure_accounts(company)
    env.flush_all()
    env.cr.execute(SQL("ANALYZE ar_credit_account"))
    return env['ar.dunning.run'].create({'company_id': company.id, 'date': today})
