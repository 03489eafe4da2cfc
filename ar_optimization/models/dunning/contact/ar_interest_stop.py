from odoo import api, models
from odoo.tools import SQL


class ArInterestStop(models.Model):
    """No interest runs while a customer is insolvent."""
    _inherit = 'ar.interest.stop'

    @api.model
    def _origin_selection(self):
        # EXTENDS interest
        return [*super()._origin_selection(), ('insolvent', self.env._("Customer Insolvent"))]

    @api.model
    def _stopping_sql(self, today):
        # EXTENDS interest
        return {**super()._stopping_sql(today), 'insolvent': SQL(
            "account.insolvency_date <= %s", today)}
