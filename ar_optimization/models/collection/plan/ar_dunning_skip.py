from odoo import api, models


class ArDunningSkip(models.Model):
    _inherit = 'ar.dunning.skip'

    @api.model
    def _reasons(self):
        # EXTENDS promise
        return {**super()._reasons(), 'plan': self.env._("In a payment plan that is kept")}
