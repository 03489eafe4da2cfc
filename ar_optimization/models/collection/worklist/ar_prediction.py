from odoo import api, models
from odoo.tools import SQL


class ArPrediction(models.Model):
    """Who is left alone, or called again as agreed, is turned to on that day."""
    _inherit = 'ar.prediction'

    @api.model
    def _step_terms(self, company, today):
        # EXTENDS dunning
        return [
            *super()._step_terms(company, today),
            SQL(
                """
                SELECT account.id, account.stop_until + 1
                  FROM ar_credit_account account
                 WHERE account.company_id = %s AND account.stop_until >= %s
                """, company.id, today),
            SQL(
                """
                SELECT work.account_id, work.next_date
                  FROM ar_worklist work
                  JOIN ar_credit_account account ON account.id = work.account_id
                 WHERE account.company_id = %s AND work.next_date > %s
                """, company.id, today)]
