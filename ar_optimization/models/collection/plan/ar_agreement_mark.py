from odoo import api, models
from odoo.tools import SQL


class ArAgreementMark(models.Model):
    _inherit = 'ar.agreement.mark'

    @api.model
    def _agreed_sql(self):
        # EXTENDS promise
        self.env['ar.payment.plan'].flush_model(['account_id', 'state'])
        return SQL(
            "(%s OR EXISTS (SELECT FROM ar_payment_plan plan WHERE plan.account_id = account.id"
            " AND plan.state IN ('active', 'kept', 'defaulted')))", super()._agreed_sql())
