from odoo import SUPERUSER_ID, api, models


class ArEvent(models.Model):
    """What early warning and the risk register write into the log."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS insight
        return {
            **super()._kind_names(),
            'alert.changed': self.env._("Early warning entered by hand changed"),
            'alert.closed': self.env._("Early warning closed"),
            'alert.graver': self.env._("Early warning became urgent"),
            'alert.raised': self.env._("Early warning"),
            'alert.reopened': self.env._("Early warning opened again"),
            'alert.rule_changed': self.env._("Early warning rule changed"),
            'alert.rule_created': self.env._("Early warning rule made"),
            'alert.rule_deleted': self.env._("Early warning rule deleted"),
            'alert.seen': self.env._("Early warning taken up"),
            'risk.changed': self.env._("Risk changed"),
            'risk.created': self.env._("Risk entered"),
            'risk.deleted': self.env._("Risk deleted"),
        }

    @api.model
    def _personal_names(self, records):
        # EXTENDS ledger: who says something about a customer may be a person
        return super()._personal_names(records) | (
            {'source'} if records._name == 'ar.alert' else set())

    def _why_not_undo(self, undone=None):
        # EXTENDS ledger
        if self.kind != 'alert.closed':
            return super()._why_not_undo(undone)
        alert = self._record().exists()
        if self.user_id == SUPERUSER_ID or not alert:
            return self.env._("not made by a person")
        return self._why_not_latest(self._image(alert, self._values()[0]), undone)

    def _undo(self):
        # EXTENDS ledger
        if self.kind != 'alert.closed':
            return super()._undo()
        return self._record().action_reopen()
