from odoo import api, models
from odoo.tools import SQL


class ArPrediction(models.Model):
    """Who is not reminded for a while is turned to after it."""
    _inherit = 'ar.prediction'

    @api.model
    def _step_terms(self, company, today):
        # EXTENDS insight
        return [*super()._step_terms(company, today), SQL(
            """
            SELECT account.id, account.dunning_pause_until + 1
              FROM ar_credit_account account
             WHERE account.company_id = %s AND account.dunning_pause_until >= %s
            """, company.id, today)]
