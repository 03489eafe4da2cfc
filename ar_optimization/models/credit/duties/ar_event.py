from odoo import api, models

from ...ledger.ar_event_text import Value


class ArEvent(models.Model):
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS credit
        return {
            **super()._kind_names(),
            'audit.closed': self.env._("Audit extract closed"),
            'audit.drawn': self.env._("Audit extract drawn"),
            'audit.finding_closed': self.env._("Audit finding closed"),
            'audit.finding_opened': self.env._("Audit finding"),
            'duties.accepted': self.env._("Conflict of duties accepted"),
            'duties.changed': self.env._("Matrix of duties changed"),
            'duties.withdrawn': self.env._("Acceptance of a conflict withdrawn"),
        }

    @api.model
    def _value_names(self):
        # EXTENDS credit
        return {
            **super()._value_names(),
            'findings': Value(self.env._("Findings")),
        }
