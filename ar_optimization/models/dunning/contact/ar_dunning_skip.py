from odoo import api, models


class ArDunningSkip(models.Model):
    """What keeps a customer from being contacted at all."""
    _inherit = 'ar.dunning.skip'

    @api.model
    def _reasons(self):
        # EXTENDS dunning
        return {**super()._reasons(), 'insolvent': self.env._("Customer insolvent")}
