from odoo import api, models


class ArEvent(models.Model):
    """What strategies write into the log."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS dunning
        return {
            **super()._kind_names(),
            'dunning.strategy_changed': self.env._("Dunning strategy changed"),
            'dunning.strategy_created': self.env._("Dunning strategy made"),
            'dunning.strategy_deleted': self.env._("Dunning strategy deleted"),
        }
