from odoo import api, models

from ...ledger.ar_event_text import Value


class ArEvent(models.Model):
    """What results write into the log."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS collection
        return {
            **super()._kind_names(), 'kpi.frozen': self.env._("Results of a month frozen")}

    @api.model
    def _value_names(self):
        # EXTENDS collection
        return {
            **super()._value_names(),
            'ar.kpi.bonus.rule.steps': Value(
                self.env._("Steps"), 'ar.kpi.bonus.step', 'percent amount'),
            'out_of_reach': Value('', 'ar.kpi.target', 'is_out_of_reach'),
        }
