from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ar_optimization_sale.models.ar_credit_account import SIGN

from . import delivery_sql


class ArProcessFigure(models.Model):
    """How long an order waits for its delivery, and a delivery for its invoice."""
    _inherit = 'ar.process.figure'

    _depends = {
        'account.move.line': ['product_uom_id', 'quantity'],
        'sale.order.line': ['product_id', 'product_uom_id', 'qty_delivered'],
        'stock.move': [
            'date', 'origin_returned_move_id', 'picking_id', 'product_id', 'product_uom',
            'quantity', 'sale_line_id', 'state', 'to_refund'],
    }

    @api.model
    def _step_names(self):
        # EXTENDS 'ar_optimization'
        return {
            **super()._step_names(),
            'delivered': self.env._("Order to Delivery"),
            'billed': self.env._("Delivery to Invoice"),
        }

    @api.model
    def _step_sql(self, step):
        # EXTENDS 'ar_optimization'
        own = {'delivered': self._delivered_sql, 'billed': self._billed_sql}
        return own[step]() if step in own else super()._step_sql(step)

    @api.model
    def _delivered_sql(self):
        """From the confirmation of the oldest order that a delivery is for, whose customer and
        salesperson stand for all, to its last goods."""
        return SQL(
            """
            SELECT DISTINCT ON (sent.picking_id) sent.picking_id AS key, sale.company_id,
                   contact.commercial_partner_id AS partner_id, sale.user_id AS seller_id,
                   MAX(sent.day) OVER (PARTITION BY sent.picking_id) AS date,
                   GREATEST(MAX(sent.day) OVER (PARTITION BY sent.picking_id) - %(ordered)s, 0)
                       AS days,
                   0 AS error, NULL::numeric AS cost, NULL::numeric AS collected,
                   'stock.picking' AS res_model
              FROM (%(moves)s) sent
              JOIN sale_order sale ON sale.id = sent.order_id
              JOIN res_partner contact ON contact.id = sale.partner_invoice_id
             WHERE sent.went AND sent.picking_id IS NOT NULL
          ORDER BY sent.picking_id, sale.date_order, sale.id
            """,
            moves=delivery_sql.moves_sql(self.env), ordered=self.env['res.company']._ar_day_sql(
                SQL("sale.date_order"), SQL("sale.company_id")))

    @api.model
    def _billed_sql(self):
        """From the oldest delivery of what an invoice bills that no earlier invoice has billed, by
        quantity: what was delivered first is invoiced first. An invoice ahead of its delivery,
        which nothing waited for, takes no days."""
        return SQL(
            """
            SELECT move.id AS key, move.company_id, move.commercial_partner_id AS partner_id,
                   move.invoice_user_id AS seller_id, move.invoice_date AS date,
                   MAX(GREATEST(move.invoice_date - sent.date, 0)) AS days, 0 AS error,
                   NULL::numeric AS cost, NULL::numeric AS collected, 'account.move' AS res_model
              FROM (%s) sent
              JOIN account_move move ON move.id = sent.move_id
             WHERE sent.date IS NOT NULL
          GROUP BY move.id
            """, delivery_sql.waited_sql(self.env, self._bills_sql()))

    @api.model
    def _bills_sql(self):
        """The order lines that posted invoices bill, and what invoices and credit notes `before`
        each had billed of them, in the unit of the line."""
        return SQL(
            """
            SELECT bill.line_id, bill.move_id, bill.date, bill.before
              FROM (SELECT part.*, GREATEST(0, SUM(part.quantity) OVER (
                               PARTITION BY part.line_id ORDER BY part.date, part.move_id
                               ROWS UNBOUNDED PRECEDING) - part.quantity) AS before
                      FROM (%s) part) bill
             WHERE bill.move_type = 'out_invoice' AND bill.quantity > 0
            """, self._billed_parts_sql())

    @api.model
    def _billed_parts_sql(self):
        """What each posted invoice and credit note bills of an order line."""
        return SQL(
            """
            SELECT rel.order_line_id AS line_id, move.id AS move_id, move.move_type,
                   move.invoice_date AS date,
                   SUM(%s * billing.quantity * COALESCE(unit.factor / wanted.factor, 1))
                       AS quantity
              FROM sale_order_line_invoice_rel rel
              JOIN account_move_line billing ON billing.id = rel.invoice_line_id
              JOIN account_move move ON move.id = billing.move_id AND move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_refund')
              JOIN sale_order_line line ON line.id = rel.order_line_id
         LEFT JOIN uom_uom unit ON unit.id = billing.product_uom_id
         LEFT JOIN uom_uom wanted ON wanted.id = line.product_uom_id
          GROUP BY rel.order_line_id, move.id
            """, SIGN)
