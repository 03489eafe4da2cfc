from odoo import api, models
from odoo.tools import SQL


class ArProcessFigure(models.Model):
    """How long an order waits for its invoice."""
    _inherit = 'ar.process.figure'

    _depends = {
        'account.move.line': ['move_id'],
        'sale.order': ['company_id', 'date_order'],
        'sale.order.line': ['invoice_lines', 'is_downpayment', 'order_id'],
    }

    @api.model
    def _step_names(self):
        # EXTENDS 'ar_optimization'
        return {**super()._step_names(), 'invoiced': self.env._("Order to Invoice")}

    @api.model
    def _step_sql(self, step):
        # EXTENDS 'ar_optimization'
        return self._invoiced_sql() if step == 'invoiced' else super()._step_sql(step)

    @api.model
    def _invoiced_sql(self):
        """From the confirmation of the oldest order that an invoice bills; down payments bill
        nothing that was delivered."""
        return SQL(
            """
            SELECT move.id AS key, move.company_id, move.commercial_partner_id AS partner_id,
                   move.invoice_user_id AS seller_id, move.invoice_date AS date,
                   GREATEST(move.invoice_date - ordered.date, 0) AS days, 0 AS error,
                   NULL::numeric AS cost, NULL::numeric AS collected, 'account.move' AS res_model
              FROM account_move move
              JOIN (SELECT billing.move_id, %(ordered)s AS date
                      FROM sale_order_line_invoice_rel billed
                      JOIN account_move_line billing ON billing.id = billed.invoice_line_id
                      JOIN sale_order_line line ON line.id = billed.order_line_id
                       AND line.is_downpayment IS NOT TRUE
                      JOIN sale_order sale ON sale.id = line.order_id
                  GROUP BY billing.move_id) ordered ON ordered.move_id = move.id
             WHERE move.move_type = 'out_invoice' AND move.state = 'posted'
            """,
            ordered=self.env['res.company']._ar_day_sql(
                SQL("MIN(sale.date_order)"), SQL("MIN(sale.company_id)")))
