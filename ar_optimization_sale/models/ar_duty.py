from odoo import api, models
from odoo.tools import SQL


class ArDuty(models.Model):
    """Discounts are granted on orders, too."""
    _inherit = 'ar.duty'

    @api.model
    def _rights(self, company):
        # EXTENDS 'ar_optimization'
        rights = super()._rights(company)
        rights['discount'].append(self._by_access('sale.order.line', 'write'))
        return rights


class ArDutyAct(models.Model):
    """Who granted discounts on orders. Who exempts a team or a type of operations from credit
    control has changed a policy, as the log says."""
    _inherit = 'ar.duty.act'

    @api.model
    def _flush_acts(self):
        # EXTENDS 'ar_optimization'
        for model in ('sale.order', 'sale.order.line'):
            self.env[model].flush_model()
        return super()._flush_acts()

    @api.model
    def _terms(self, since):
        # EXTENDS 'ar_optimization'
        return [*super()._terms(since), self._order_discount_term(since)]

    @api.model
    def _order_discount_term(self, since):
        """Who wrote the lines of confirmed orders that have a discount."""
        return SQL(
            """
            SELECT MIN(line.id::bigint * 2 + author.place) AS source_id, 'discount' AS code,
                   author.user_id, sale.company_id, sale.partner_invoice_id AS partner_id,
                   sale.date_order AS date,
                   sale.amount_total / COALESCE(NULLIF(sale.currency_rate, 0), 1) AS amount,
                   'sale.order' AS res_model, sale.id AS res_id
              FROM sale_order_line line
              JOIN sale_order sale ON sale.id = line.order_id
        CROSS JOIN LATERAL (VALUES (0, line.create_uid), (1, line.write_uid))
                   author (place, user_id)
             WHERE line.state = 'sale' AND line.discount > 0 AND sale.date_order >= %s
          GROUP BY sale.id, author.user_id
            """, since)
