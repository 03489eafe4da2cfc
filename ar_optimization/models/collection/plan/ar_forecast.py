from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import plan as rules

SHRINK = 5.0  # instalments that one half counts for in the share that was paid in time


class ArForecast(models.Model):
    """A debt in a payment plan is paid by its instalments, as often as instalments are. What is due
    first is paid first (`tools.plan.evaluate`): laid end to end, debts and the instalments that are
    not paid yet overlap where one pays the other."""
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
                 WHERE company_id = %(company)s AND state IN (%(paid)s, %(missed)s)),
            owed AS (
                SELECT item.plan_id, item.move_line_id, item.amount, item.rate,
                       SUM(item.amount) OVER (
                           PARTITION BY item.plan_id ORDER BY item.due, item.move_line_id
                       ) AS reached,
                       SUM(item.amount) OVER (PARTITION BY item.plan_id) AS total
                  FROM (%(left)s) item),
            due AS (
                SELECT line.plan_id, line.id, line.date, line.amount,
                       SUM(line.amount) OVER (
                           PARTITION BY line.plan_id ORDER BY line.date, line.id) AS reached,
                       SUM(line.amount) OVER (PARTITION BY line.plan_id) AS total
                  FROM ar_payment_plan_line line
                 WHERE line.company_id = %(company)s)
            SELECT owed.move_line_id, due.date,
                   (LEAST(owed.reached, due.reached - paid.amount)
                    - GREATEST(owed.reached - owed.amount,
                               due.reached - due.amount - paid.amount)) * owed.rate,
                   usual.rate
              FROM owed
              JOIN due ON due.plan_id = owed.plan_id
        CROSS JOIN LATERAL (SELECT GREATEST(due.total - owed.total, 0) AS amount) paid
        CROSS JOIN usual
             WHERE LEAST(owed.reached, due.reached - paid.amount)
                   > GREATEST(owed.reached - owed.amount,
                              due.reached - due.amount - paid.amount)
          ORDER BY due.date, due.id
            """,
            company=company.id, shrink=SHRINK, paid=rules.PAID, missed=rules.MISSED,
            left=self._planned_sql(company)), *terms]

    @api.model
    def _planned_sql(self, company):
        """What is open of the debts in the plans in force, in the plan's currency, and the rate
        into the company's at which each was booked."""
        return SQL(
            """
            SELECT planned.plan_id, planned.move_line_id,
                   COALESCE(item.date_maturity, item.date) AS due,
                   GREATEST(0, LEAST(planned.amount, item.amount_residual_currency)) AS amount,
                   CASE WHEN item.amount_currency = 0 THEN 1
                        ELSE item.balance / item.amount_currency END AS rate
              FROM ar_payment_plan_item planned
              JOIN account_move_line item ON item.id = planned.move_line_id
             WHERE planned.company_id = %s AND planned.state = %s
               AND item.parent_state = 'posted'
            """, company.id, rules.ACTIVE)
