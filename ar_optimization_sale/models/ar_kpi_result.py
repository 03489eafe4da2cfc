from odoo import api, models
from odoo.tools import SQL


class ArKpiResult(models.Model):
    """Results of sales teams, and what becomes of orders after their confirmation."""
    _inherit = 'ar.kpi.result'

    # === BUSINESS === #

    @api.model
    def _work_labels(self):
        # EXTENDS 'ar_optimization'
        return {
            **super()._work_labels(),
            'order_change_rate': self.env._("Orders Changed after Confirmation"),
            'order_cancel_rate': self.env._("Orders Cancelled after Confirmation"),
            'order_return_rate': self.env._("Orders with Goods Returned"),
        }

    @api.model
    def _team_sql(self, move):
        # EXTENDS 'ar_optimization'
        return SQL("%s.team_id", move)

    @api.model
    def _team_names(self, ids):
        # EXTENDS 'ar_optimization'
        teams = self.env['crm.team'].with_context(active_test=False).browse(ids).exists()
        return {**super()._team_names(ids), **{('team', team.id): team.name for team in teams}}

    @api.model
    def _fact_terms(self, period):
        # EXTENDS 'ar_optimization'
        return [*super()._fact_terms(period), self._order_term(period)]

    @api.model
    def _order_term(self, period):
        """Orders that were confirmed in the month, and those that were changed, cancelled or
        returned in it, each counted once, as on the screen of corrections."""
        self.env['ar.credit.account']._flush_orders()
        return ('orders', 'orders_changed', 'orders_cancelled', 'orders_returned'), SQL(
            """
            SELECT contact.commercial_partner_id AS partner_id, sale.user_id AS seller_id,
                   NULL::int4 AS collector_id, sale.team_id,
                   (told.kind = 'order.confirmed')::int AS orders,
                   (told.kind = 'order.changed')::int AS orders_changed,
                   (told.kind = 'order.cancelled')::int AS orders_cancelled,
                   (told.kind = 'order.returned')::int AS orders_returned
              FROM (%(facts)s) told
              JOIN sale_order sale ON sale.id = told.order_id AND sale.company_id = %(company)s
              JOIN res_partner contact ON contact.id = sale.partner_invoice_id
            """, company=period.company.id,
            facts=self.env['ar.correction.figure']._order_facts_sql(
                SQL("date >= %s AND date < %s", *self._moments(period))))
