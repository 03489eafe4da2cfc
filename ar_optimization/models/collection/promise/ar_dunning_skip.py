from odoo import api, models


class ArDunningSkip(models.Model):
    _inherit = 'ar.dunning.skip'

    @api.model
    def _reasons(self):
        # EXTENDS dunning
        return {**super()._reasons(), 'promise': self.env._("Promised, and not due yet")}
