from odoo import api, fields, models
from odoo.tools import SQL

from . import delivery_sql


class ArCorrectionFigure(models.Model):
    """Goods that were delivered, and that came back, at the prices of their orders."""
    _inherit = 'ar.correction.figure'

    delivered_amount = fields.Monetary(
        string="Goods Delivered", readonly=True,
        help="At the prices and the exchange rate of their orders, with taxes. Parts of kits have "
             "no price of their own and do not count.")
    goods_returned_amount = fields.Monetary(
        string="Goods Returned", readonly=True,
        help="At the prices and the exchange rate of their orders, with taxes.")
    goods_return_rate = fields.Float(
        string="Goods Returned %", readonly=True, aggregator='avg', digits=(16, 1),
        help="What came back, in percent of what was delivered in the same time.")

    _depends = {
        'sale.order.line': ['price_total', 'product_id', 'product_uom_id', 'product_uom_qty'],
        'stock.move': ['date', 'quantity', 'sale_line_id', 'state'],
    }

    # === QUERY === #

    @api.model
    def _kind_names(self):
        # EXTENDS 'ar_optimization'
        return {
            **super()._kind_names(),
            'delivery': self.env._("Goods Delivered"), 'return': self.env._("Goods Returned")}

    @api.model
    def _rates(self):
        # EXTENDS 'ar_optimization'
        return {
            **super()._rates(),
            'goods_return_rate': ('goods_returned_amount', 'delivered_amount')}

    @api.model
    def _fact_terms(self):
        # EXTENDS 'ar_optimization'
        return [*super()._fact_terms(), self._goods_term()]

    @api.model
    def _order_facts_sql(self, when):
        # EXTENDS 'ar_optimization_sale': orders of which goods came back, invoiced or not
        return SQL(
            """
            %(facts)s
         UNION ALL
           (SELECT DISTINCT ON (order_id, date_trunc('month', day))
                   id::int8 * 3 + 2, order_id, 'order.returned', day
              FROM (%(moves)s) moved
             WHERE NOT went AND %(when)s
          ORDER BY order_id, date_trunc('month', day), id)
            """, facts=super()._order_facts_sql(when), moves=delivery_sql.moves_sql(self.env),
            when=when)

    @api.model
    def _goods_term(self):
        worth = self.env['ar.credit.account']._worth_sql(SQL("moved.quantity"))
        return ('delivered_amount', 'goods_returned_amount'), SQL(
            """
            SELECT moved.id AS key, sale.company_id, moved.day AS date,
                   sale.user_id AS seller_id,
                   CASE WHEN moved.went THEN 'delivery' ELSE 'return' END AS kind,
                   contact.commercial_partner_id AS partner_id,
                   CASE WHEN moved.picking_id IS NULL THEN 'sale.order' ELSE 'stock.picking' END
                       AS res_model, COALESCE(moved.picking_id, moved.order_id) AS res_id,
                   CASE WHEN moved.went THEN %(worth)s ELSE 0 END AS delivered_amount,
                   CASE WHEN moved.went THEN 0 ELSE %(worth)s END AS goods_returned_amount
              FROM (%(moves)s) moved
              JOIN sale_order sale ON sale.id = moved.order_id
              JOIN res_partner contact ON contact.id = sale.partner_invoice_id
              JOIN res_company company ON company.id = sale.company_id
              JOIN res_currency currency ON currency.id = company.currency_id
        CROSS JOIN LATERAL (
                   SELECT its.product_uom_qty, its.price_total, its.price_unit, its.discount,
                          sale.currency_rate, currency.decimal_places
                     FROM sale_order_line its WHERE its.id = moved.line_id) line
             WHERE NOT moved.is_part
            """, worth=worth, moves=delivery_sql.moves_sql(self.env))
