"""Confirmed orders that nobody has invoiced yet, one for each ten documents of the ledger: one is
made by Odoo, the others are its copies for other customers."""
import sys

from .session import odoo_env  # first: it sets Odoo up

# isort: split
from odoo import Command

SHARE = 10


def make(env):
    """Make the orders, once per database."""
    if env['sale.order'].search_count([], limit=1):
        return
    template = _template(env)
    env.flush_all()
    count = env['account.move'].search_count([('move_type', '=', 'out_invoice')]) // SHARE
    env.cr.execute("SET LOCAL session_replication_role = replica")
    env.cr.execute(
        "CREATE TEMPORARY TABLE bench_order ON COMMIT DROP AS "
        "SELECT nextval('sale_order_id_seq') AS id, customer.id AS partner_id "
        "FROM generate_series(1, %s) AS number "
        "JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS total "
        "FROM res_partner WHERE ref LIKE 'C%%') AS customer "
        "ON customer.place = number * 7919 %% customer.total", [count])
    partner = "bench_order.partner_id"
    _clone(env.cr, 'sale_order', template.id, {
        'id': "bench_order.id", 'name': "'SO' || bench_order.id", 'access_token': "NULL",
        'partner_id': partner, 'partner_invoice_id': partner, 'partner_shipping_id': partner})
    _clone(env.cr, 'sale_order_line', template.order_line.id, {
        'id': "nextval('sale_order_line_id_seq')", 'order_id': "bench_order.id",
        'order_partner_id': partner})


def _template(env):
    """A confirmed order of goods that are invoiced on delivery."""
    env.company.ar_position_guard = 'off'
    partner = env['res.partner'].create({'name': "Template of orders", 'is_company': True})
    order = quotation(env, partner, 250.0)
    order.action_confirm()
    return order


def quotation(env, partner, amount):
    """A quotation over an amount."""
    goods = env['product.product'].search([('default_code', '=', 'BENCH')])
    goods = goods or env['product.product'].create({
        'name': "Goods", 'default_code': 'BENCH', 'type': 'service',
        'invoice_policy': 'delivery', 'taxes_id': [Command.clear()]})
    return env['sale.order'].create({
        'partner_id': partner.id, 'order_line': [Command.create({
            'product_id': goods.id, 'price_unit': amount, 'tax_ids': [Command.clear()]})]})


def _clone(cr, table, source, values):
    """A copy of a row for each of `bench_order`.

    :param values: column → SQL expression; every other column is the row's own.
    """
    cr.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_name = %s AND table_schema = 'public'", [table])
    columns = [name for name, in cr.fetchall()]
    picked = ', '.join(values.get(name, f'template.{name}') for name in columns)
    cr.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {picked} FROM bench_order "
        f"JOIN {table} AS template ON template.id = %s", [source])


if __name__ == '__main__':
    with odoo_env(sys.argv[1]) as env:
        make(env)
        env.cr.commit()
