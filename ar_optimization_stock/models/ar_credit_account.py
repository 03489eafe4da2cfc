from odoo import api, models
from odoo.tools import SQL


class ArCreditAccount(models.Model):
    _inherit = 'ar.credit.account'

    @api.model
    def _sold_quantity_sql(self):
        # EXTENDS 'ar_optimization_sale': a line that has nothing left to come ends with what was
        # delivered.
        return SQL(
            "CASE WHEN line.ar_delivery_ended THEN line.qty_delivered ELSE %s END",
            super()._sold_quantity_sql(),
        )
