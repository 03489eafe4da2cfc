from odoo import SUPERUSER_ID, api, models

from ...ledger.ar_event_text import Value


class ArEvent(models.Model):
    """What playbook, surveys, complaints and the feedback box write into the log."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS dunning
        return {
            **super()._kind_names(),
            'feedback.answered': self.env._("Suggestion answered"),
            'observed.survey': self.env._("Observed: who would get a survey"),
            'playbook.changed': self.env._("Playbook changed"),
            'playbook.created': self.env._("Playbook entry made"),
            'playbook.deleted': self.env._("Playbook entry deleted"),
            'relation.answered': self.env._("Survey answered"),
            'relation.complained': self.env._("Complaint about conduct"),
        }

    @api.model
    def _value_names(self):
        # EXTENDS dunning
        return {
            **super()._value_names(),
            'customers': Value(self.env._("Customers")),
        }

    def _why_not_undo(self, undone=None):
        # EXTENDS sales
        if self.kind == 'relation.complained':
            return self._why_not_undo_complaint()
        if self.kind != 'feedback.answered':
            return super()._why_not_undo(undone)
        feedback = self._record().exists()
        if not feedback or self.user_id == SUPERUSER_ID:
            return self.env._("not made by a person")
        return self._why_not_latest({'state': feedback.state}, undone)

    def _why_not_undo_complaint(self):
        log = self._record().exists()
        if log._name != 'ar.contact.log' or not log:
            return self.env._("the contact is no longer there")
        return self.env._("taken back already") if log.is_withdrawn else ""

    def _undo(self):
        # EXTENDS sales
        if self.kind == 'relation.complained':
            return self._record().sudo()._withdraw()
        if self.kind != 'feedback.answered':
            return super()._undo()
        return self._record().sudo()._take_back(self._values()[0]['state'])
