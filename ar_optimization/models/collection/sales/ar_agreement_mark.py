from odoo import api, models
from odoo.tools import SQL


class ArAgreementMark(models.Model):
    _inherit = 'ar.agreement.mark'

    @api.model
    def _agreed_sql(self):
        # EXTENDS plan
        self.env['ar.sales.inquiry'].flush_model(['account_id', 'state'])
        return SQL(
            "(%s OR EXISTS (SELECT FROM ar_sales_inquiry inquiry"
            " WHERE inquiry.account_id = account.id AND inquiry.state NOT IN ('asked', 'closed')))",
            super()._agreed_sql())
