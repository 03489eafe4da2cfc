from odoo import api, models


class ArDunningProcedure(models.Model):
    _inherit = 'ar.dunning.procedure'

    @api.model
    def _level_terms(self):
        # EXTENDS dunning
        return [*super()._level_terms(), 'interest_rule', 'fee', 'fee_currency_id']
