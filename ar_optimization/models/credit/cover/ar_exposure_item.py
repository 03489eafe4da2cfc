from odoo import api, models


class ArExposureItem(models.Model):
    _inherit = 'ar.exposure.item'

    @api.model
    def _kind_names(self):
        # EXTENDS ledger
        return {**super()._kind_names(), 'cover': self.env._("Cover")}
