from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

# Dates of a legal case that are so near put the customer on the list.
NEAR_DAYS = 7


class ArWorklist(models.Model):
    """Customers with a hearing or another date of their legal case ahead."""
    _inherit = 'ar.worklist'

    @api.model
    def _worklist_terms(self, company, today):
        # EXTENDS plan
        self.env['ar.legal.case'].flush_model()
        return [*super()._worklist_terms(company, today), ('legal_date', SQL(
            """
            SELECT legal.account_id, NULL::numeric,
                   %(days)s - (MIN(legal.next_date) - %(today)s::date), MIN(legal.next_date)
              FROM ar_legal_case legal
             WHERE legal.company_id = %(company)s AND legal.state IN ('demand', 'court')
               AND legal.next_date <= %(until)s
          GROUP BY legal.account_id
            """,
            company=company.id, days=NEAR_DAYS, today=today,
            until=today + timedelta(days=NEAR_DAYS)))]
