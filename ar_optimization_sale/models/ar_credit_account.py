from odoo import api, models
from odoo.tools import SQL

# An invoice adds to what was invoiced of an order, a credit note takes from it.
SIGN = SQL("CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END")


class ArCreditAccount(models.Model):
    """Orders in the exposure.

    A confirmed order counts with what is ordered or delivered, whichever is more, and not invoiced,
    taxes included, whatever its products' invoicing policy says: goods to be invoiced on delivery
    are owed as soon as they leave. It counts at the exchange rate of its own date, as an invoice
    does. Each invoice line takes from the order what it bills, and counts itself, as a draft, too.
    An order that takes back more than it gives frees nothing: nobody has received it yet.
    """
    _inherit = 'ar.credit.account'

    @api.model
    def _get_exposure_terms(self):
        # EXTENDS 'ar_optimization'
        self._flush_orders()
        rare = [self._down_payment_term()] if self._may_have('down_payment') else []
        return [*super()._get_exposure_terms(), *rare]

    def _rare_parts(self):
        # EXTENDS 'ar_optimization'
        self._flush_orders()
        contacts = SQL(  # an array is planned faster than a join
            "ANY(ARRAY(SELECT id FROM res_partner WHERE commercial_partner_id IN %s))",
            self._ids_sql('partner_id'))
        return {
            **super()._rare_parts(),
            'draft': SQL(
                """
                EXISTS (SELECT FROM account_move move
                         WHERE move.state = 'draft' AND move.partner_id = %s
                           AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund'))
                """, contacts),
            'down_payment': SQL(
                """
                EXISTS (SELECT FROM sale_order_line line
                          JOIN sale_order sale ON sale.id = line.order_id
                         WHERE line.state = 'sale' AND line.is_downpayment
                           AND sale.partner_invoice_id = %s)
                """, contacts),
        }

    @api.model
    def _get_split_terms(self):
        # EXTENDS 'ar_optimization': without its parts the sum takes half the time
        self._flush_orders()
        return [*super()._get_split_terms(), (self._order_term(), self._order_total())]

    @api.model
    def _flush_orders(self):
        self.env['sale.order.line'].flush_model()
        self.env['sale.order'].flush_model(
            ['company_id', 'currency_rate', 'date_order', 'partner_invoice_id', 'state'])
        self.env['account.move.line'].flush_model(
            ['move_id', 'price_total', 'product_uom_id', 'quantity'])

    @api.model
    def _any_draft_counts(self):
        # EXTENDS 'ar_optimization': see `_draft_counts_sql`
        return self._may_have('draft')

    @api.model
    def _draft_counts_sql(self):
        # EXTENDS 'ar_optimization': the order no longer counts what its draft invoice bills
        return SQL(
            """
            (%s OR EXISTS (
                SELECT FROM account_move_line billing
                  JOIN sale_order_line_invoice_rel billed ON billed.invoice_line_id = billing.id
                 WHERE billing.move_id = move.id))
            """,
            super()._draft_counts_sql(),
        )

    @api.model
    def _order_term(self):
        """What is ordered and not delivered, and what is delivered and not invoiced, per order."""
        return SQL(
            """
            SELECT sold.company_id, sold.partner_id, part.kind, part.amount,
                   'sale.order' AS res_model, sold.order_id AS res_id
              FROM (
                    SELECT line.order_id, line.company_id, line.partner_id,
                           SUM(%(due)s) AS due, SUM(%(delivered)s) AS delivered
                      FROM (%(lines)s) line
                  GROUP BY line.order_id, line.company_id, line.partner_id
                   ) sold
        CROSS JOIN LATERAL (VALUES
                       ('order', sold.due - sold.delivered), ('delivered', sold.delivered)
                   ) part (kind, amount)
             WHERE part.amount <> 0 AND sold.due > 0
            """,
            lines=self._order_lines_sql(), due=self._worth_sql(SQL("line.due")),
            delivered=self._worth_sql(SQL("line.delivered")),
        )

    @api.model
    def _order_total(self):
        """What `_order_term` adds up to, order by order."""
        return SQL(
            """
            SELECT line.company_id, line.partner_id, GREATEST(0, SUM(%s)) AS amount
              FROM (%s) line
          GROUP BY line.order_id, line.company_id, line.partner_id
            """,
            self._worth_sql(SQL("line.due")), self._order_lines_sql(),
        )

    @api.model
    def _worth_sql(self, quantity):
        """The price of a quantity of an order line, taxes included, in company currency.

        What was delivered without being ordered has no taxes yet, and counts without them.

        :param quantity: `SQL` of a number of a line as `_order_lines_sql` gives it.
        """
        return SQL(
            """
            CASE WHEN %(quantity)s = 0 THEN 0
                 ELSE ROUND(
                     CASE WHEN %(quantity)s = line.product_uom_qty THEN line.price_total
                          WHEN line.product_uom_qty <> 0
                          THEN line.price_total / line.product_uom_qty * %(quantity)s
                          ELSE line.price_unit * (1 - COALESCE(line.discount, 0) / 100)
                               * %(quantity)s
                      END / line.currency_rate, line.decimal_places)
             END
            """,
            quantity=quantity,
        )

    @api.model
    def _order_lines_sql(self):
        """Lines of confirmed orders with `due`, the quantity that is or will be delivered and is
        not invoiced, and `delivered`, the part of it that is delivered. Both are negative for what
        an order takes back."""
        credited = self._may_have('draft')
        return SQL(
            """
            SELECT line.id, line.order_id, line.product_uom_qty, line.price_total, line.price_unit,
                   line.discount, sale.company_id, sale.currency_rate,
                   %(digits)s AS decimal_places,
                   partner.commercial_partner_id AS partner_id,
                   CASE WHEN line.product_uom_qty >= 0
                        THEN GREATEST(0, %(sold)s - %(invoiced)s)
                        ELSE LEAST(0, %(sold)s - %(invoiced)s) END AS due,
                   CASE WHEN line.product_uom_qty >= 0
                        THEN GREATEST(0, line.qty_delivered - %(invoiced)s)
                        ELSE LEAST(0, line.qty_delivered - %(invoiced)s) END AS delivered
              FROM sale_order_line line
              JOIN sale_order sale ON sale.id = line.order_id
              JOIN res_partner partner ON partner.id = sale.partner_invoice_id
                   %(credits)s
             WHERE line.state = 'sale' AND line.invoice_status <> 'invoiced'
               AND line.display_type IS NULL AND line.is_downpayment IS NOT TRUE
               AND %(known)s
            """,
            sold=self._sold_quantity_sql(),
            digits=self.env['res.company']._ar_digits_sql(SQL("sale.company_id")),
            credits=SQL("LEFT JOIN (%s) credit ON credit.order_line_id = line.id",
                        self._draft_credits_sql()) if credited else SQL(""),
            invoiced=SQL("(line.qty_invoiced + COALESCE(credit.quantity, 0))") if credited
            else SQL("line.qty_invoiced"),
            known=self._known_by_night(SQL("sale.date_order")),
        )

    @api.model
    def _sold_quantity_sql(self):
        """Hook: the quantity of an order line that is or will be delivered: what is ordered, or
        more when more is delivered.

        :return: `SQL`; `line` can be named, whose quantities are negative for what is taken back.
        """
        return SQL(
            """
            CASE WHEN line.product_uom_qty >= 0
                 THEN GREATEST(line.product_uom_qty, line.qty_delivered)
                 ELSE LEAST(line.product_uom_qty, line.qty_delivered)
             END
            """
        )

    @api.model
    def _draft_credits_sql(self):
        """Quantities of order lines that only a draft credit note says are not invoiced any more:
        nobody has agreed to it yet, and the invoice still counts."""
        return SQL(
            """
            SELECT billed.order_line_id,
                   SUM(billing.quantity * COALESCE(unit.factor / wanted.factor, 1)) AS quantity
              FROM account_move move
              JOIN account_move_line billing ON billing.move_id = move.id
              JOIN sale_order_line_invoice_rel billed ON billed.invoice_line_id = billing.id
              JOIN sale_order_line line ON line.id = billed.order_line_id
         LEFT JOIN uom_uom unit ON unit.id = billing.product_uom_id
         LEFT JOIN uom_uom wanted ON wanted.id = line.product_uom_id
             WHERE move.state = 'draft' AND move.move_type = 'out_refund'
          GROUP BY billed.order_line_id
            """
        )

    @api.model
    def _down_payment_term(self):
        """Down payments that are invoiced and not settled by the order's last invoice yet: the
        order still counts in full, and its down payment as a receivable. They take off no more than
        what the order counts with."""
        return SQL(
            """
            SELECT paid.company_id, paid.partner_id, 'down_payment' AS kind,
                   -LEAST(paid.amount, GREATEST(0, COALESCE(sold.due, 0))) AS amount,
                   'sale.order' AS res_model, paid.order_id AS res_id
              FROM (%(paid)s) paid
         LEFT JOIN (
                    SELECT line.order_id, SUM(%(due)s) AS due
                      FROM (%(lines)s) line
                     WHERE line.order_id IN (
                           SELECT advance.order_id FROM sale_order_line advance
                            WHERE advance.state = 'sale' AND advance.is_downpayment)
                  GROUP BY line.order_id
                   ) sold ON sold.order_id = paid.order_id
            """,
            paid=self._down_payments_sql(), due=self._worth_sql(SQL("line.due")),
            lines=self._order_lines_sql(),
        )

    @api.model
    def _down_payments_sql(self):
        """Down payments of confirmed orders that are invoiced, less what later invoices took off,
        in company currency at the order's own rate."""
        return SQL(
            """
            SELECT sale.company_id, partner.commercial_partner_id AS partner_id,
                   sale.id AS order_id,
                   ROUND(SUM(%(sign)s * billing.price_total / CASE
                                  WHEN move.currency_id = sale.currency_id THEN sale.currency_rate
                                  ELSE move.invoice_currency_rate END), currency.decimal_places)
                       AS amount
              FROM sale_order_line line
              JOIN sale_order_line_invoice_rel billed ON billed.order_line_id = line.id
              JOIN account_move_line billing ON billing.id = billed.invoice_line_id
              JOIN account_move move ON move.id = billing.move_id
               AND (move.state = 'posted'
                    OR move.state = 'draft' AND move.move_type = 'out_invoice')
              JOIN sale_order sale ON sale.id = line.order_id
              JOIN res_partner partner ON partner.id = sale.partner_invoice_id
              JOIN res_company company ON company.id = sale.company_id
              JOIN res_currency currency ON currency.id = company.currency_id
             WHERE line.state = 'sale' AND line.is_downpayment AND line.display_type IS NULL
               AND %(known)s
          GROUP BY sale.id, partner.id, currency.id
            """,
            sign=SIGN, known=self._known_by_night(SQL("sale.date_order")),
        )
