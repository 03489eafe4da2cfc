from odoo import api, models


class ArEvent(models.Model):
    """What activating a replayed draft writes into the log, and how it is taken back."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS credit
        return {
            **super()._kind_names(),
            'replay.activated': self.env._("Draft of policies activated"),
            'replay.applied': self.env._("Tiers of a draft came into force"),
            'replay.accepted': self.env._("Rules changed since a replay accepted"),
            'replay.taken_back': self.env._("Activated draft taken back"),
        }

    def _figure_lines(self, numbers):
        # EXTENDS credit: what the replay expected
        if self.kind != 'replay.activated':
            yield from super()._figure_lines(numbers)
            return
        names = self.env['ar.replay.figure']._fields['figure']._description_selection(self.env)
        for code, name in names:
            if code in numbers:
                yield f"{name}: {self._readable(None, numbers[code])}"

    def _why_not_undo(self, undone=None):
        # EXTENDS credit
        if self.kind != 'replay.activated':
            return super()._why_not_undo(undone)
        replay = self._record().exists()
        if not replay:
            return self.env._("the replay is no longer there")
        return replay._why_not_take_back()

    def _undo(self):
        # EXTENDS credit
        if self.kind != 'replay.activated':
            return super()._undo()
        return self._record().action_take_back()
