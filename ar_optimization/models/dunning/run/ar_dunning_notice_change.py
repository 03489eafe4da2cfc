from odoo import models
from odoo.exceptions import UserError


class ArDunningNotice(models.Model):
    """What people do to a preview: take out, let rest. Whoever calls has asked for the role."""
    _inherit = 'ar.dunning.notice'

    def _check_preview(self):
        """:raise UserError: when one of these is no longer in preview."""
        if any(notice.state != 'draft' for notice in self):
            raise UserError(self.env._("What was approved or sent is no longer in preview."))
        self.run_id.is_touched = True

    def _remove(self, reason):
        """Take notices out of their run; the next run decides again."""
        self._check_preview()
        self.line_ids.filtered('level')._leave_out('hand')
        self.env['ar.event']._log(
            'dunning.removed', self, reason=reason,
            before={notice.id: {'state': notice.state} for notice in self},
            after={notice.id: {'state': 'cancelled'} for notice in self})
        self._take_out(reason)
        self.run_id._close_empty()

    def _why_not_put_back(self, lines):
        """Why what was taken out of a preview cannot come back to it, in words; else empty.

        :param lines: {instalment id: number of the level it would get, or None}
        """
        cancelled = self.env['ar.event'].sudo().search_count([
            ('kind', '=', 'dunning.cancelled'), ('res_model', '=', self.run_id._name),
            ('res_id', '=', self.run_id.id)], limit=1)
        if cancelled or self.run_id.state not in ('draft', 'cancelled') or (
                self.state not in ('draft', 'cancelled')):
            return self.env._("its run is no longer in preview")
        taken = self.line_ids.search([
            ('move_line_id', 'in', list(lines)), ('is_given', '=', True),
            ('notice_id', '!=', self.id)])
        if any(lines[line.move_line_id.id] == line.level for line in taken):
            return self.env._("another notice gives this level meanwhile")
        return ""

    def _put_back(self, lines):
        """Bring back what was taken out of a preview by hand, as it stands now.

        :param lines: values of `ar.dunning.notice.line`, of items that were taken out alone.
        """
        self.line_ids.create([{**line, 'notice_id': self.id} for line in lines])
        given = self.line_ids.filtered('level')
        given.is_given = self.run_id.position == 'on'
        self.run_id.skip_ids.filtered(
            lambda skip: skip.reason == 'hand' and skip.move_line_id in given.move_line_id).unlink()
        self.write({'state': 'draft', 'reason': False})
        self.run_id.state = 'draft'
        self._refresh()

    def _pause(self, until, reason):
        """Let the customers rest up to a day."""
        self._check_preview()
        accounts = self.account_id
        event = self.env['ar.event']
        names = ('dunning_pause_until', 'dunning_pause_reason')
        image = event._images(accounts, names)
        accounts.write({'dunning_pause_until': until, 'dunning_pause_reason': reason})
        event._log(
            'dunning.paused', accounts, reason=reason, before=image, expiry=until,
            after=event._images(accounts, names))
        self.line_ids.filtered('level')._leave_out('paused')
        self._take_out(reason)
        self.run_id._close_empty()
