from odoo import api, models
from odoo.tools import SQL


class ArCreditAccount(models.Model):
    _inherit = 'ar.credit.account'

    @api.model
    def _sold_quantity_sql(self):
        # EXTENDS 'ar_optimization_sale': a line that has nothing left to come ends with what was
        # delivered.
        return SQL(
            "CASE WHEN line.ar_delivery_ended THEN line.qty_delivered ELSE %s END",
            super()._sold_quantity_sql(),
        )

    def _ordered_exposure(self, orders):
        """What is ordered and not delivered of some orders, as it stands in the database.

        :param orders: `sale.order` of this account's customer
        :return: amount in company currency
        """
        self.ensure_one()
        self._flush_orders()
        [[amount]] = self.env.execute_query(SQL(
            """
            SELECT COALESCE(SUM(term.amount), 0) FROM (%s) term
             WHERE term.kind = 'order' AND term.partner_id = %s AND term.company_id = %s
               AND term.res_id IN %s
            """,
            self._order_term(), self.partner_id.id, self.company_id.id, tuple(orders.ids),
        ))
        return float(amount)
