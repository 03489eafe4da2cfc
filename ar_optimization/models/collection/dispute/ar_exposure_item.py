from odoo import api, models


class ArExposureItem(models.Model):
    _inherit = 'ar.exposure.item'

    @api.model
    def _kind_names(self):
        # EXTENDS credit
        return {**super()._kind_names(), 'dispute': self.env._("Validated Dispute")}
