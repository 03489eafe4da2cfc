from odoo import SUPERUSER_ID, api, models

from ...ledger.ar_event_text import Value


class ArEvent(models.Model):
    """What questions to sales and review meetings write into the log."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS dunning
        return {
            **super()._kind_names(),
            'observed.sales': self.env._("Observed: who would be asked about overdue customers"),
            'sales.answered': self.env._("Sales answered"),
            'sales.asked': self.env._("Sales asked about an overdue customer"),
            'sales.broken': self.env._("Answer of sales did not come true"),
            'sales.cause_changed': self.env._("Cause of late payments changed"),
            'sales.cause_created': self.env._("Cause of late payments made"),
            'sales.cause_deleted': self.env._("Cause of late payments deleted"),
            'sales.closed': self.env._("Question to sales closed"),
            'sales.escalated': self.env._("Question to sales escalated"),
            'sales.kept': self.env._("Answer of sales came true"),
            'sales.partly': self.env._("Answer of sales came true in part"),
            'sales.reopened': self.env._("Answer of sales open again"),
            'sales.settled': self.env._("Answer of sales settled otherwise"),
            'review.closed': self.env._("Review meeting closed"),
            'review.decision_changed': self.env._("Decision of a review meeting changed"),
            'review.decision_created': self.env._("Decision of a review meeting taken"),
            'review.decision_deleted': self.env._("Decision of a review meeting deleted"),
            'review.held': self.env._("Review meeting held"),
        }

    @api.model
    def _value_names(self):
        # EXTENDS dunning
        return {
            **super()._value_names(),
            'decisions': Value(self.env._("Decisions")),
            'questions': Value(self.env._("Questions")),
        }

    def _why_not_undo(self, undone=None):
        # EXTENDS dispute
        if self.kind != 'sales.answered':
            return super()._why_not_undo(undone)
        inquiry = self._record().exists()
        if not inquiry or self.user_id == SUPERUSER_ID:
            return self.env._("not made by a person")
        return self._why_not_latest(
            self._image(inquiry, ('state', 'cause_id', 'expected_date')), undone)

    def _undo(self):
        # EXTENDS dispute
        if self.kind != 'sales.answered':
            return super()._undo()
        return self._record().sudo()._take_back()
