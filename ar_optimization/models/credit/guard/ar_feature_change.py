from odoo import api, models


class ArFeatureChange(models.Model):
    _inherit = 'ar.feature.change'

    @api.model
    def _mark(self, pairs):
        # EXTENDS insight: what changed a customer's items may have freed its documents.
        pairs = set(pairs)
        super()._mark(pairs)
        self.env['ar.credit.hold'].sudo()._look_again(pairs)
