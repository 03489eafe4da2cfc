from odoo import api, models


class ArEvent(models.Model):
    """What results write into the log."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS collection
        return {
            **super()._kind_names(), 'kpi.frozen': self.env._("Results of a month frozen")}
