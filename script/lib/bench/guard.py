"""What the guard adds to a confirmation: the same document of a customer with few open items and of
one with many."""
from odoo import Command, fields

from .orders import quotation

DOCUMENTS = 40


def guarding(open_items):
    """The guard's part of posting an invoice of a customer with so many open items.

    :return: what a `Step` runs.
    """
    def run(meter, _bare):
        env = meter.env
        partner = _customer(env, open_items)
        _vacuum(env.cr)
        _switch_on(env, partner)
        for number in range(DOCUMENTS + 3):
            invoice = _invoice(env, partner, 100.0 + number)
            with meter():
                passing = invoice._ar_guard_enforce('post')
            assert passing, "the guard was to look at it and to let it pass"
        del meter.seconds[:3], meter.queries[:3]  # rules are cached
    return run


def confirming(open_items, position):
    """Confirming an order of a customer with so many open items, as somebody at a screen does.

    :param str position: of the guard: `on`, or `off` to compare with.
    :return: what a `Step` runs.
    """
    def run(meter, _bare):
        env = meter.env
        partner = _customer(env, open_items)
        _vacuum(env.cr)
        _switch_on(env, partner)
        env.company.ar_position_guard = position
        for number in range(DOCUMENTS + 3):
            order = quotation(env, partner, 100.0 + number).with_user(env.ref('base.user_admin'))
            env.flush_all()
            env.invalidate_all()
            order.currency_id.read(['decimal_places'])  # as the tracking of totals does
            with meter():
                order.action_confirm()
            assert order.state == 'sale', "the guard was to let it pass"
        del meter.seconds[:3], meter.queries[:3]
    return run


def _customer(env, open_items):
    """A customer with so many open items, copies of other open items, made once per database."""
    name = f"Guarded with {open_items}"
    if partner := env['res.partner'].search([('name', '=', name)]):
        return partner
    partner = env['res.partner'].create({'name': name, 'is_company': True})
    env.flush_all()
    cr = env.cr
    cr.execute(
        "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns "
        "WHERE table_name = 'account_move_line' AND table_schema = 'public' "
        "AND column_name NOT IN ('id', 'partner_id')")
    columns = cr.fetchone()[0]
    cr.execute("SET LOCAL session_replication_role = replica")
    cr.execute(
        f"INSERT INTO account_move_line (id, partner_id, {columns}) "
        f"SELECT nextval('account_move_line_id_seq'), %(partner)s, {columns} "
        f"FROM (SELECT {columns} FROM account_move_line WHERE amount_residual > 0 "
        "AND parent_state = 'posted' AND account_id IN (SELECT id FROM account_account "
        "WHERE account_type = 'asset_receivable') LIMIT 1000) line, "
        "generate_series(1, 1000) LIMIT %(items)s",
        {'partner': partner.id, 'items': open_items})
    cr.commit()  # a copy made to be measured; pylint: disable=invalid-commit
    return partner


def _vacuum(cr):
    """Have the new items as any ledger has its items: known to be visible to everybody. At once
    that succeeds only when nothing else runs on the server, else in the next round."""
    cr.rollback()
    cr._cnx.autocommit = True
    cr._obj.execute("VACUUM ANALYZE account_move_line")
    cr._cnx.autocommit = False


def _switch_on(env, partner):
    """Guard direct invoices by one rule that the customer meets."""
    env.company.write({'ar_position_guard': 'on', 'ar_guard_invoices': True})
    env['ar.credit.policy'].search([]).active = False
    env['ar.credit.policy'].create({'name': "Limit", 'condition': 'limit', 'bound': 100})
    env['ar.credit.account']._account_for(partner, env.company).write({
        'credit_mode': 'limit', 'credit_limit': 10**12})


def _invoice(env, partner, amount):
    """A draft of which that is read already which posting reads in any case."""
    invoice = env['account.move'].create({
        'move_type': 'out_invoice', 'partner_id': partner.id,
        'invoice_date': fields.Date.context_today(partner),
        'invoice_line_ids': [Command.create(
            {'name': "Goods", 'price_unit': amount, 'tax_ids': False})]})
    env.flush_all()
    env.invalidate_all()
    for name in ('tax_totals', 'display_name', 'line_ids.date_maturity', 'company_id.name',
                 'partner_id.commercial_partner_id.name'):
        invoice.mapped(name)
    invoice.invoice_line_ids.read()
    return invoice
