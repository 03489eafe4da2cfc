from odoo import api, models


class ArEvent(models.Model):
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS ledger
        return {
            **super()._kind_names(),
            'model.judged': self.env._("Prediction switched on or off"),
        }
