from odoo import api, models
from odoo.tools import SQL


class ArCreditAccount(models.Model):
    _inherit = 'ar.credit.account'

    @api.model
    def _timeline_kinds(self):
        # EXTENDS promise
        return {**super()._timeline_kinds(), 'plan': self.env._("Payment Plan")}

    @api.model
    def _timeline_terms(self):
        # EXTENDS promise
        return [*super()._timeline_terms(), ('plan', 'ar.payment.plan', SQL(
            """
            SELECT account.id, plan.create_date, plan.name, NULL::numeric, plan.id, plan.user_id
              FROM account JOIN ar_payment_plan plan
                ON plan.account_id = account.id AND plan.state <> 'draft'
            """))]
