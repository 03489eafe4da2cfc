from odoo import api, models


class ArEvent(models.Model):
    """What targets, bonuses and reviewed entries write into the log."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS results
        return {
            **super()._kind_names(),
            'bonus.approved': self.env._("Bonus approved"),
            'bonus.corrected': self.env._("Bonus turned out too high"),
            'bonus.paid': self.env._("Bonus paid out"),
            'bonus.reopened': self.env._("Approval of a bonus taken back"),
            'bonus.rule_changed': self.env._("Bonus rule changed"),
            'bonus.rule_created': self.env._("Bonus rule made"),
            'bonus.rule_deleted': self.env._("Bonus rule deleted"),
            'flag.changed': self.env._("Reviewed entry: amount changed"),
            'flag.justified': self.env._("Reviewed entry: justified"),
            'flag.off': self.env._("Reviewed entry: taken off the result"),
            'flag.reopened': self.env._("Reviewed entry opened again"),
            'target.approved': self.env._("Target approved"),
            'target.changed': self.env._("Target changed"),
            'target.created': self.env._("Target set"),
            'target.deleted': self.env._("Target deleted"),
            'target.late': self.env._("Target set after its period began"),
            'target.moved': self.env._("Approved or running target changed"),
        }

    def _why_not_undo(self, undone=None):
        # EXTENDS results
        if self.kind not in ('flag.justified', 'flag.off', 'bonus.approved', 'target.moved'):
            return super()._why_not_undo(undone)
        record = self._record().exists()
        if not record:
            return self.env._("no longer there")
        if self.kind == 'target.moved':
            present = {'value': record.value}
        else:
            present = {'state': record.state}
        if self.env.user in record._concerned():
            return self.env._("about you: somebody else undoes it")
        return self._why_not_latest(present, undone)

    def _undo(self):
        # EXTENDS results
        record = self._record().sudo()
        if self.kind in ('flag.justified', 'flag.off'):
            return record._reopen()
        if self.kind == 'bonus.approved':
            return record._withdraw()
        if self.kind == 'target.moved':
            return record._quiet().write({'value': self._values()[0]['value']})
        return super()._undo()
