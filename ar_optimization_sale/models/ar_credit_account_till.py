from odoo import api, models
from odoo.tools import SQL


class ArCreditAccount(models.Model):
    """Down payments taken at a till, where one is installed: the order owes them no more, and no
    invoice says so."""
    _inherit = 'ar.credit.account'

    @api.model
    def _takes_at_tills(self):
        return 'pos_order_line_ids' in self.env['sale.order.line']._fields

    @api.model
    def _flush_orders(self):
        # EXTENDS with what the term below reads
        result = super()._flush_orders()
        if self._takes_at_tills():
            self.env['pos.order.line'].flush_model(['price_subtotal_incl', 'sale_order_line_id'])
            self.env['pos.order'].flush_model(['currency_rate', 'state'])
        return result

    @api.model
    def _down_payments_sql(self):
        # EXTENDS with those of tills, which their last settlement takes off as an invoice does
        invoiced = super()._down_payments_sql()
        if not self._takes_at_tills():
            return invoiced
        return SQL(
            """
            SELECT company_id, partner_id, order_id, SUM(amount) AS amount
              FROM (%s UNION ALL %s) advance
          GROUP BY company_id, partner_id, order_id
            """,
            invoiced, self._till_down_payments_sql())

    @api.model
    def _till_down_payments_sql(self):
        """Down payments of confirmed orders taken at tills, in company currency at their rates."""
        return SQL(
            """
            SELECT sale.company_id, partner.commercial_partner_id AS partner_id,
                   sale.id AS order_id,
                   ROUND(SUM(sold.price_subtotal_incl / COALESCE(NULLIF(till.currency_rate, 0), 1)),
                         currency.decimal_places) AS amount
              FROM sale_order_line line
              JOIN pos_order_line sold ON sold.sale_order_line_id = line.id
              JOIN pos_order till ON till.id = sold.order_id
               AND till.state NOT IN ('draft', 'cancel')
              JOIN sale_order sale ON sale.id = line.order_id
              JOIN res_partner partner ON partner.id = sale.partner_invoice_id
              JOIN res_company company ON company.id = sale.company_id
              JOIN res_currency currency ON currency.id = company.currency_id
             WHERE line.state = 'sale' AND line.is_downpayment AND line.display_type IS NULL
               AND %s
          GROUP BY sale.id, partner.id, currency.id
            """,
            self._known_by_night(SQL("sale.date_order")))
