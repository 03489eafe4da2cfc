from odoo import api, models


class ArFeatureChange(models.Model):
    _inherit = 'ar.feature.change'

    @api.model
    def _mark(self, pairs):
        # EXTENDS credit: what changed a customer's items may have kept or broken a promise
        pairs = set(pairs)
        super()._mark(pairs)
        self.env['ar.agreement.mark'].sudo()._mark(pairs)
