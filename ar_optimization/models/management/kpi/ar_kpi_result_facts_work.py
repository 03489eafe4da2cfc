from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ....tools import promise


class ArKpiResult(models.Model):
    """What people did in the month: promises, contacts, disputes, decisions."""
    _inherit = 'ar.kpi.result'

    # === BUSINESS === #

    @api.model
    def _fact_terms(self, period):
        return [
            *super()._fact_terms(period), self._promise_term(period), self._contact_term(period),
            self._dispute_term(period), self._approval_term(period)]

    @api.model
    def _promise_term(self, period):
        """Promises whose last day was in the month, of who took them."""
        return (
            'promises_due', 'promises_kept', 'promises_partly', 'promised', 'promised_kept',
        ), SQL(
            """
            SELECT partner_id, NULL::int4 AS seller_id, user_id AS collector_id,
                   NULL::int4 AS team_id, 1 AS promises_due,
                   (state = %(kept)s)::int AS promises_kept,
                   (state = %(partly)s)::int AS promises_partly, amount_company AS promised,
                   CASE WHEN state = %(kept)s THEN amount_company END AS promised_kept
              FROM ar_promise
             WHERE company_id = %(company)s AND deadline BETWEEN %(start)s AND %(until)s
               AND state IN %(due)s
            """, company=period.company.id, start=period.start, until=period.until,
            kept=promise.KEPT, partly=promise.PARTLY, due=promise.FALLEN_DUE)

    @api.model
    def _contact_term(self, period):
        """Calls and visits that people reported; the right person is who can speak for the
        customer."""
        return ('attempts', 'reached', 'right_party'), SQL(
            """
            SELECT partner_id, NULL::int4 AS seller_id, user_id AS collector_id,
                   NULL::int4 AS team_id, 1 AS attempts,
                   (result IS DISTINCT FROM 'no_answer')::int AS reached,
                   (result NOT IN ('no_answer', 'wrong_person'))::int AS right_party
              FROM ar_contact_log
             WHERE company_id = %s AND direction = 'out' AND channel IN ('phone', 'visit')
               AND NOT COALESCE(is_automatic, FALSE) AND result IS NOT NULL
               AND date >= %s AND date < %s
            """, period.company.id, *self._moments(period))

    @api.model
    def _moments(self, period):
        """When a month begins and ends where the company works, as stored."""
        midnight = period.company._ar_midnight
        return midnight(period.start), midnight(period.until + timedelta(days=1))

    @api.model
    def _dispute_term(self, period):
        return ('disputes', 'dispute_days'), SQL(
            """
            SELECT partner_id, invoice_user_id AS seller_id, NULL::int4 AS collector_id,
                   NULL::int4 AS team_id, 1 AS disputes, closed_on - opened_on AS dispute_days
              FROM ar_dispute
             WHERE company_id = %s AND closed_on BETWEEN %s AND %s
            """, period.company.id, period.start, period.until)

    @api.model
    def _approval_term(self, period):
        """Requests that were decided, by the customer they are about."""
        return ('decisions', 'decision_hours'), SQL(
            """
            SELECT partner_id, NULL::int4 AS seller_id, NULL::int4 AS collector_id,
                   NULL::int4 AS team_id, 1 AS decisions, hours_to_decision AS decision_hours
              FROM ar_credit_request
             WHERE company_id = %s AND state IN ('approved', 'refused')
               AND date_decided >= %s AND date_decided < %s
            """, period.company.id, *self._moments(period))
