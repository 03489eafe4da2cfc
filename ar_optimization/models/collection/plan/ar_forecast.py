from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import plan as rules

SHRINK = 5.0  # instalments that one half counts for in the share that was paid in time


class ArForecast(models.Model):
    """A debt in a payment plan is paid by its instalment, as often as instalments are."""
    _inherit = 'ar.forecast'

    @api.model
    def _forecast_terms(self, company, day):
        # EXTENDS promise: which instalment pays a debt is known for now only
        terms = super()._forecast_terms(company, day)
        if day < fields.Date.context_today(self):
            return terms
        for model in ('ar.payment.plan', 'ar.payment.plan.item', 'ar.payment.plan.line'):
            self.env[model].flush_model()
        return [SQL(
            """
            WITH usual AS (
                SELECT (COUNT(*) FILTER (WHERE state = %(paid)s) + %(shrink)s / 2)
                       / (COUNT(*) + %(shrink)s) AS rate
                  FROM ar_payment_plan_line
                 WHERE company_id = %(company)s AND state IN (%(paid)s, %(missed)s))
            SELECT planned.move_line_id, planned.plan_date, item.balance, usual.rate
              FROM ar_payment_plan_item planned
              JOIN account_move_line item ON item.id = planned.move_line_id
        CROSS JOIN usual
             WHERE planned.company_id = %(company)s
               AND planned.state = %(active)s
               AND planned.plan_date IS NOT NULL
            """,
            company=company.id, shrink=SHRINK, paid=rules.PAID, missed=rules.MISSED,
            active=rules.ACTIVE), *terms]
