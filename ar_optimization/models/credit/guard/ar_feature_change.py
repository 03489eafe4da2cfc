from odoo import api, models


class ArFeatureChange(models.Model):
    _inherit = 'ar.feature.change'

    @api.model
    def _concerned_terms(self):
        # EXTENDS insight: what changed a customer's items may have freed its documents
        return {**super()._concerned_terms(), 'holds': self.env['ar.hold.mark']._held_sql()}

    @api.model
    def _tell_holds(self, accounts):
        self.env['ar.credit.hold'].sudo()._look_soon(accounts)
