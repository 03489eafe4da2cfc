from odoo import api, models


class ArDunningSkip(models.Model):
    """Left out because everything is stopped for the customer."""
    _inherit = 'ar.dunning.skip'

    @api.model
    def _reasons(self):
        # EXTENDS dunning
        return {**super()._reasons(), 'stopped': self.env._("Everything stopped")}
