from odoo import api, models


class ArEvent(models.Model):
    """What dunning writes into the log."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS credit
        return {
            **super()._kind_names(),
            'dunning.approved': self.env._("Dunning: notices approved"),
            'dunning.cancelled': self.env._("Dunning: run cancelled"),
            'dunning.item_paused': self.env._("Dunning: instalment paused"),
            'dunning.level_changed': self.env._("Dunning: level changed by hand"),
            'dunning.opened': self.env._("Dunning: opening levels set"),
            'dunning.paused': self.env._("Dunning: customer paused"),
            'dunning.procedure_changed': self.env._("Dunning procedure changed"),
            'dunning.procedure_created': self.env._("Dunning procedure made"),
            'dunning.procedure_deleted': self.env._("Dunning procedure deleted"),
            'dunning.removed': self.env._("Dunning: taken out of a run"),
            'dunning.sent': self.env._("Dunning: run sent"),
            'observed.dunning': self.env._("Observed: what dunning would send"),
        }
