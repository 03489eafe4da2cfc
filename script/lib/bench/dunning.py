"""Steps of dunning: deciding a run, making its notices, printing them as letters."""
from odoo import fields
from odoo.tools import SQL

LETTERS = 200


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


def printing(meter, _bare):
    """Send the first notices of a run as letters, in chunks as the job does: texts, one process
    for the pages of a chunk, attachments, log entries and what was given."""
    run = _run(meter.env)
    meter.env['ar.contact.policy'].search([]).active = False  # at night nobody would be told
    run._decide()
    run._apply()
    notices = run.notice_ids[:LETTERS]
    notices.partner_id.write({'street': "Long Street 1", 'city': "Town", 'zip': "1000"})
    notices.write({'channel': 'letter', 'is_letter': True, 'state': 'approved'})
    with meter():
        run._send_all()
    sent = notices.filtered(lambda notice: notice.state == 'sent')
    assert len(sent.letter_id) == LETTERS, notices.mapped('failure_reason')


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
