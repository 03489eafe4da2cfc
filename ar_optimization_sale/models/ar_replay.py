from odoo import api, models
from odoo.tools import SQL

from .ar_credit_account import SIGN


class ArReplay(models.Model):
    """Orders of the past in a replay: each is decided on when it was confirmed, adds its total to
    the exposure, and takes it away as it is invoiced. An order that was cancelled since is left
    out: Odoo does not keep when."""
    _inherit = 'ar.replay'

    # === HOOKS === #

    @api.model
    def _get_paper_terms(self):
        # EXTENDS 'ar_optimization'
        self.env['ar.credit.account']._flush_orders()
        return [*super()._get_paper_terms(), self._order_paper_term()]

    @api.model
    def _direct_invoice_sql(self):
        # EXTENDS 'ar_optimization': the order was looked at
        return SQL(
            """
            (%s AND NOT EXISTS (
                SELECT FROM account_move_line billing
                  JOIN sale_order_line_invoice_rel billed ON billed.invoice_line_id = billing.id
                 WHERE billing.move_id = move.id))
            """,
            super()._direct_invoice_sql(),
        )

    @api.model
    def _get_entry_terms(self):
        # EXTENDS 'ar_optimization': an invoice of one order only is paid for that order
        return [*super()._get_entry_terms(), SQL(
            """
            SELECT billing.move_id, 'sale.order' AS res_model, MIN(line.order_id) AS res_id
              FROM account_move_line billing
              JOIN sale_order_line_invoice_rel billed ON billed.invoice_line_id = billing.id
              JOIN sale_order_line line ON line.id = billed.order_line_id
             WHERE billing.parent_state = 'posted'
          GROUP BY billing.move_id
            HAVING MIN(line.order_id) = MAX(line.order_id)
            """)]

    @api.model
    def _get_movement_terms(self):
        # EXTENDS 'ar_optimization'
        return [*super()._get_movement_terms(), self._ordered_term(), self._billed_term()]

    # === QUERIES === #

    @api.model
    def _orders_sql(self):
        """Confirmed orders with their total in company currency at the rate of their own date."""
        return SQL(
            """
            SELECT sale.id, sale.name, sale.company_id, sale.payment_term_id,
                   partner.commercial_partner_id AS partner_id, %s AS day,
                   sale.amount_total / sale.currency_rate AS total,
                   sale.amount_untaxed / sale.currency_rate AS revenue
              FROM sale_order sale
              JOIN res_partner partner ON partner.id = sale.partner_invoice_id
             WHERE sale.state = 'sale' AND sale.amount_total > 0
            """,
            self.env['res.company']._ar_day_sql(SQL("sale.date_order"), SQL("sale.company_id")))

    @api.model
    def _order_paper_term(self):
        return SQL(
            """
            SELECT sale.company_id, sale.partner_id, 'order' AS kind, 'sale.order' AS res_model,
                   sale.id AS res_id, sale.name, sale.day, sale.total, sale.revenue,
                   (SELECT MAX(line.discount)
                      FROM sale_order_line line WHERE line.order_id = sale.id) AS discount,
                   sale.payment_term_id
              FROM (%s) sale
            """, self._orders_sql())

    @api.model
    def _ordered_term(self):
        return SQL(
            """
            SELECT sale.company_id, sale.partner_id, sale.day, sale.total AS amount,
                   'sale.order' AS res_model, sale.id AS res_id
              FROM (%s) sale
            """, self._orders_sql())

    @api.model
    def _billed_term(self):
        """What posted invoices take from an order, day by day, its total at most.

        After the last of them an order counts with what the guard counts of it: another price on
        the invoice, or a delivery that was cut short, leaves nothing behind.
        """
        return SQL(
            """
            SELECT sale.company_id, sale.partner_id, bill.day,
                   LEAST(sale.total, GREATEST(0, bill.before))
                   - CASE WHEN bill.is_last
                          THEN sale.total - LEAST(sale.total, COALESCE(due.amount, 0))
                          ELSE LEAST(sale.total, GREATEST(0, bill.until)) END
                   AS amount,
                   'sale.order' AS res_model, sale.id AS res_id
              FROM (%(orders)s) sale
              JOIN (%(bills)s) bill ON bill.order_id = sale.id
         LEFT JOIN (%(due)s) due ON due.order_id = sale.id
            """, orders=self._orders_sql(), bills=self._bills_sql(), due=self._due_sql())

    @api.model
    def _bills_sql(self):
        """What was billed of orders by day, at the rate of the order: `before` that day and `until`
        its evening. Lines that take off a down payment are negative."""
        return SQL(
            """
            SELECT part.order_id, part.day,
                   SUM(part.amount) OVER so_far - part.amount AS before,
                   SUM(part.amount) OVER so_far AS until,
                   part.day = MAX(part.day) OVER (PARTITION BY part.order_id) AS is_last
              FROM (
                    SELECT line.order_id, move.date AS day,
                           SUM(%(sign)s * billing.price_total / CASE
                                   WHEN move.currency_id = sale.currency_id
                                   THEN sale.currency_rate
                                   ELSE move.invoice_currency_rate END) AS amount
                      FROM sale_order_line line
                      JOIN sale_order sale ON sale.id = line.order_id
                      JOIN sale_order_line_invoice_rel billed ON billed.order_line_id = line.id
                      JOIN account_move_line billing ON billing.id = billed.invoice_line_id
                      JOIN account_move move ON move.id = billing.move_id
                       AND move.state = 'posted'
                  GROUP BY line.order_id, move.date
                   ) part
            WINDOW so_far AS (PARTITION BY part.order_id ORDER BY part.day)
            """, sign=SIGN)

    @api.model
    def _due_sql(self):
        """What the guard counts of orders now: what is not invoiced, less down payments."""
        accounts = self.env['ar.credit.account']
        return SQL(
            """
            SELECT sold.order_id, GREATEST(0, sold.amount - COALESCE(paid.amount, 0)) AS amount
              FROM (SELECT line.order_id, SUM(%(due)s) AS amount
                      FROM (%(lines)s) line GROUP BY line.order_id) sold
         LEFT JOIN (%(paid)s) paid ON paid.order_id = sold.order_id
            """,
            due=accounts._worth_sql(SQL("line.due")), lines=accounts._order_lines_sql(),
            paid=accounts._down_payments_sql())
