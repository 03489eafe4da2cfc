from odoo import api, models
from odoo.tools import SQL


class ArWorklist(models.Model):
    """What sales say, or do not say, about a customer."""
    _inherit = 'ar.worklist'

    @api.model
    def _worklist_terms(self, company, today):
        # EXTENDS dispute: a complaint that sales heard of is an occasion until it is a dispute
        self.env['ar.sales.inquiry'].flush_model()
        self.env['ar.dispute'].flush_model()
        return [
            *super()._worklist_terms(company, today),
            ('sales_complaint', SQL(
                """
                SELECT inquiry.account_id, SUM(inquiry.expected_amount),
                       %(today)s::date - MIN(inquiry.answered_on), MIN(inquiry.answered_on)
                  FROM ar_sales_inquiry inquiry
                  JOIN ar_sales_cause cause
                    ON cause.id = inquiry.cause_id AND cause.effect = 'dispute'
                  JOIN late ON late.account_id = inquiry.account_id
                 WHERE inquiry.company_id = %(company)s AND inquiry.state = 'answered'
                   AND NOT EXISTS (
                       SELECT FROM ar_dispute dispute
                        WHERE dispute.account_id = inquiry.account_id
                          AND dispute.opened_on >= inquiry.answered_on)
              GROUP BY inquiry.account_id
                """, today=today, company=company.id)),
            ('sales_silent', SQL(
                """
                SELECT inquiry.account_id, SUM(inquiry.amount),
                       %(today)s::date - MIN(inquiry.answer_by), MIN(inquiry.asked_on)
                  FROM ar_sales_inquiry inquiry
                 WHERE inquiry.company_id = %(company)s AND inquiry.state = 'asked'
                   AND inquiry.answer_by < %(today)s
              GROUP BY inquiry.account_id
                """, today=today, company=company.id)),
        ]
