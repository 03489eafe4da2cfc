from odoo import api, models
from odoo.tools import SQL

from . import delivery_sql


class ArProcessFigure(models.Model):
    """How long an order waits for its delivery, and a delivery for its invoice."""
    _inherit = 'ar.process.figure'

    _depends = {'stock.move': ['date', 'picking_id', 'quantity', 'sale_line_id', 'state']}

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
        """From the confirmation of the oldest order that a delivery is for."""
        return SQL(
            """
            SELECT sent.picking_id AS key, MIN(sale.company_id) AS company_id,
                   MIN(contact.commercial_partner_id) AS partner_id,
                   MIN(sale.user_id) AS seller_id, MAX(sent.date)::date AS date,
                   GREATEST(MAX(sent.date)::date - MIN(sale.date_order)::date, 0) AS days,
                   0 AS error, NULL::numeric AS cost, NULL::numeric AS collected,
                   'stock.picking' AS res_model
              FROM (%s) sent
              JOIN sale_order sale ON sale.id = sent.order_id
              JOIN res_partner contact ON contact.id = sale.partner_invoice_id
             WHERE sent.went AND sent.picking_id IS NOT NULL
          GROUP BY sent.picking_id
            """, delivery_sql.moves_sql())

    @api.model
    def _billed_sql(self):
        """From the oldest delivery of what an invoice bills that no earlier invoice has billed; an
        invoice ahead of its delivery, which nothing waited for, takes no days."""
        return SQL(
            """
            SELECT move.id AS key, move.company_id, move.commercial_partner_id AS partner_id,
                   move.invoice_user_id AS seller_id, move.invoice_date AS date,
                   MAX(GREATEST(move.invoice_date - sent.date, 0)) AS days, 0 AS error,
                   NULL::numeric AS cost, NULL::numeric AS collected, 'account.move' AS res_model
              FROM account_move move
              JOIN account_move_line billing ON billing.move_id = move.id
              JOIN sale_order_line_invoice_rel billed ON billed.invoice_line_id = billing.id
         LEFT JOIN LATERAL (
                   SELECT MAX(other.invoice_date) AS date
                     FROM sale_order_line_invoice_rel before
                     JOIN account_move_line its ON its.id = before.invoice_line_id
                     JOIN account_move other ON other.id = its.move_id
                      AND other.state = 'posted' AND other.move_type = 'out_invoice'
                    WHERE before.order_line_id = billed.order_line_id
                      AND (other.invoice_date, other.id) < (move.invoice_date, move.id)
                   ) earlier ON TRUE
        CROSS JOIN LATERAL (
                   SELECT MIN(moved.date)::date AS date
                     FROM (%s) moved
                    WHERE moved.line_id = billed.order_line_id AND moved.went
                      AND (earlier.date IS NULL OR moved.date::date > earlier.date)
                   ) sent
             WHERE move.move_type = 'out_invoice' AND move.state = 'posted'
               AND sent.date IS NOT NULL
          GROUP BY move.id
            """, delivery_sql.moves_sql())
