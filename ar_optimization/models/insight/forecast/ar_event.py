from odoo import api, models


class ArEvent(models.Model):
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS prediction
        return {
            **super()._kind_names(),
            'outflow.created': self.env._("Planned payment added"),
            'outflow.changed': self.env._("Planned payment changed"),
            'outflow.deleted': self.env._("Planned payment deleted"),
            'budget.created': self.env._("Cash budget added"),
            'budget.changed': self.env._("Cash budget changed"),
            'budget.deleted': self.env._("Cash budget deleted"),
        }
