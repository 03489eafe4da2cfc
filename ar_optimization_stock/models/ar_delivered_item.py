from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ar_optimization.tools import lags

from . import delivery_sql


class ArDeliveredItem(models.Model):
    """A line of an order that was delivered and is not invoiced, and for how long. The rows are
    what the exposure counts as delivered, not invoiced: they add up to it, order by order."""
    _name = 'ar.delivered.item'
    _description = "Delivered, Not Invoiced"
    _inherit = ['ar.amount.mixin']
    _auto = False
    _order = 'days_waiting desc, id'
    _rec_name = 'order_id'

    order_id = fields.Many2one('sale.order', readonly=True)
    order_line_id = fields.Many2one('sale.order.line', string="Line", readonly=True)
    product_id = fields.Many2one('product.product', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    commercial_partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    date_order = fields.Date(string="Ordered On", readonly=True)
    delivered_on = fields.Date(
        readonly=True,
        help="Of the oldest delivery that no invoice covers; invoices bill the oldest first, and "
             "what comes back is what was delivered last. Empty where nothing was moved, as for "
             "services.")
    days_waiting = fields.Integer(
        readonly=True, aggregator='max', help="Since the delivery.")
    bucket = fields.Selection(
        [
            ('7', "Up to 7 Days"), ('30', "8–30 Days"), ('60', "31–60 Days"),
            ('90', "61–90 Days"), ('over', "More Than 90 Days"), ('unknown', "Day Not Known"),
        ], string="Waiting", readonly=True)
    quantity = fields.Float(
        string="Delivered, Not Invoiced", readonly=True, digits='Product Unit', aggregator=None)
    amount = fields.Monetary(
        readonly=True,
        help="In company currency at the exchange rate of the order, taxes included.")

    _depends = {
        'account.move.line': ['move_id', 'quantity'],
        'sale.order': ['company_id', 'currency_rate', 'date_order', 'state', 'user_id'],
        'sale.order.line': ['order_id', 'price_total', 'product_id', 'qty_delivered',
                            'qty_invoiced', 'state'],
        'stock.move': [
            'date', 'origin_returned_move_id', 'product_id', 'product_uom', 'quantity',
            'sale_line_id', 'state', 'to_refund'],
    }

    # === ACTIONS === #

    def action_open_order(self):
        """Open the order, with the user's own rights."""
        self.ensure_one()
        return self.order_id._get_records_action()

    # === QUERY === #

    @property
    def _table_query(self):
        accounts = self.env['ar.credit.account']
        accounts._flush_orders()
        return SQL(
            """
            SELECT item.*, %(today)s - item.delivered_on AS days_waiting, %(bucket)s AS bucket
              FROM (SELECT line.id, line.id AS order_line_id, line.order_id, its.product_id,
                           line.company_id, company.currency_id,
                           line.partner_id AS commercial_partner_id, sale.user_id,
                           %(ordered)s AS date_order, line.delivered AS quantity,
                           %(worth)s AS amount, waiting.date AS delivered_on
                      FROM (SELECT line.*, SUM(%(due)s) OVER (
                                       PARTITION BY line.order_id, line.partner_id) AS left_of
                              FROM (%(lines)s) line) line
                      JOIN sale_order sale ON sale.id = line.order_id
                      JOIN sale_order_line its ON its.id = line.id
                      JOIN res_company company ON company.id = line.company_id
                CROSS JOIN LATERAL (%(waiting)s) waiting
                     WHERE line.delivered <> 0 AND line.left_of > 0) item
            """,
            today=fields.Date.context_today(self), bucket=self._bucket_sql(),
            ordered=self.env['res.company']._ar_day_sql(
                SQL("sale.date_order"), SQL("sale.company_id")),
            worth=accounts._worth_sql(SQL("line.delivered")), lines=accounts._order_lines_sql(),
            due=accounts._worth_sql(SQL("line.due")), waiting=delivery_sql.waiting_sql(
                self.env, SQL("line.id"), SQL("its.qty_delivered - line.delivered")))

    @api.model
    def _bucket_sql(self):
        """The bucket of a row, see `tools.lags.bucket`."""
        days = SQL("%s - item.delivered_on", fields.Date.context_today(self))
        return SQL(
            "CASE WHEN item.delivered_on IS NULL THEN %s %s ELSE 'over' END", lags.UNKNOWN,
            SQL(" ").join(
                SQL("WHEN %s <= %s THEN %s", days, last, str(last)) for last in lags.BUCKETS))
