from odoo import api, models

from ...ledger.ar_event_text import Value


class ArEvent(models.Model):
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS credit
        return {
            **super()._kind_names(),
            'cover.activated': self.env._("Cover activated"),
            'cover.called': self.env._("Cover called"),
            'cover.changed': self.env._("Cover changed"),
            'cover.created': self.env._("Cover entered"),
            'cover.deadline_done': self.env._("Deadline kept"),
            'cover.deleted': self.env._("Draft of a cover deleted"),
            'cover.ended': self.env._("Cover ended"),
            'cover.expired': self.env._("Cover expired"),
        }

    @api.model
    def _value_names(self):
        # EXTENDS credit
        return {
            **super()._value_names(),
            'deadline': Value('', 'ar.cover.mark', 'kind'),
            'done_date': Value('', 'ar.cover.mark', 'done_date'),
            'item': Value('', 'ar.cover.mark', 'line_id'),
        }
