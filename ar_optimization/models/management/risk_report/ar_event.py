from odoo import api, models

from ...ledger.ar_event_text import Value


class ArEvent(models.Model):
    """What goals, decisions and risk reports write into the log."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS collection
        env = self.env
        return {
            **super()._kind_names(),
            'goal.changed': env._("Goal changed"),
            'goal.created': env._("Goal set"),
            'goal.deleted': env._("Goal deleted"),
            'management.decision_changed': env._("Decision of management changed"),
            'management.decision_created': env._("Decision of management taken"),
            'management.decision_deleted': env._("Decision of management deleted"),
            'process.cost_changed': env._("Cost of collecting changed"),
            'process.cost_created': env._("Cost of collecting entered"),
            'process.cost_deleted': env._("Cost of collecting deleted"),
            'report.read': env._("Risk report read"),
            'report.signed': env._("Risk report signed"),
            'risk.bound_changed': env._("Bound of a risk hint changed"),
            'risk.bound_created': env._("Bound of a risk hint made"),
            'risk.bound_deleted': env._("Bound of a risk hint deleted"),
        }

    @api.model
    def _value_names(self):
        # EXTENDS collection
        return {
            **super()._value_names(),
            'alone': Value(self.env._("Signed in Single-Person Mode"), 'ar.event', 'is_erased'),
            'digest': Value('', 'ar.event', 'digest'),
            'hints': Value('', 'ar.risk.report', 'hint_count'),
        }
