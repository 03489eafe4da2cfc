from odoo import SUPERUSER_ID, models

OURS = ('dunning.removed', 'dunning.level_changed', 'dunning.item_paused')


class ArEvent(models.Model):
    """Taking back what somebody did to a preview. That a customer rests is taken back like every
    change of an account; what had left a preview with it comes back with the next run."""
    _inherit = 'ar.event'

    def _why_not_undo(self, undone=None):
        # EXTENDS ledger
        if self.kind not in OURS:
            return super()._why_not_undo(undone)
        record = self._record().sudo().exists()
        before = self._values()[0]
        if self.user_id == SUPERUSER_ID or not before:
            return self.env._("not made by a person")
        if not record:
            return self.env._("what it was about is no longer there")
        if self.kind == 'dunning.removed':
            return self._why_not_undo_removal(record, before)
        if self.kind == 'dunning.level_changed' and record.notice_id.state != 'draft':
            return self.env._("its run is no longer in preview")
        return self._why_not_latest(self._image(record, before), undone)

    def _why_not_undo_removal(self, notice, before):
        if 'line_ids' in before:
            return notice._why_not_put_back(
                {line['move_line_id']: line['level'] or None for line in before['line_ids']})
        if notice.state != 'cancelled':
            return self.env._("changed again since")
        return notice._why_not_put_back(
            {line.move_line_id.id: line.level for line in notice.line_ids.filtered('level')})

    def _undo(self):
        # EXTENDS ledger
        if self.kind not in OURS:
            return super()._undo()
        record, before = self._record().sudo(), self._values()[0]
        if self.kind == 'dunning.removed':
            return record._put_back(before.get('line_ids', []))
        if self.kind == 'dunning.level_changed':
            return record._set_back(before)
        return record.write(before)
