from odoo import models
from odoo.exceptions import UserError

# What makes up an item of a notice, to be put back by Undo.
ITEM = (
    'company_id', 'move_line_id', 'level_id', 'level', 'level_before', 'is_below',
    'skipped_reason', 'date_maturity', 'days_overdue', 'currency_id', 'amount_residual',
    'collectable_amount', 'amount_company')
LEVEL = ('level', 'level_id', 'skipped_reason')


class ArDunningNoticeLine(models.Model):
    """What people do to an item of a preview: take it out, let it rest, give it another level."""
    _inherit = 'ar.dunning.notice.line'

    def _remove(self, reason):
        """Take items out of their notices; the next run decides again."""
        self.notice_id._check_preview()
        event, by_notice = self.env['ar.event'], self.grouped('notice_id').items()
        event._log(
            'dunning.removed', self.notice_id, reason=reason,
            before={notice.id: {'line_ids': [*event._images(lines, ITEM).values()]}
                    for notice, lines in by_notice},
            after={notice.id: {'line_ids': []} for notice, lines in by_notice},
            numbers={notice.id: {'line_count': len(lines)} for notice, lines in by_notice})
        self._drop('hand')

    def _pause(self, until, reason):
        """Let instalments rest up to a day."""
        self.notice_id._check_preview()
        self.env['ar.dunning.item']._pause(self.move_line_id, until, reason)
        self._drop('item_paused')

    def _drop(self, reason):
        notices = self.notice_id
        self._leave_out(reason)
        self.unlink()
        notices._retotal()
        notices.run_id._close_empty()

    def _leave_out(self, reason):
        """List these among what is left out.

        :param str reason: of `ar.dunning.skip`.
        """
        self.env['ar.dunning.skip'].create([
            {
                'run_id': line.notice_id.run_id.id, 'company_id': line.company_id.id,
                'account_id': line.notice_id.account_id.id,
                'partner_id': line.notice_id.partner_id.id, 'move_line_id': line.move_line_id.id,
                'level_id': line.level_id.id, 'level': line.level, 'reason': reason,
                'currency_id': line.currency_id.id, 'amount_residual': line.amount_residual,
                'amount_company': line.amount_company,
            } for line in self])

    def _set_level(self, level, reason):
        """Give items another level than the one whose turn it is.

        :param level: `ar.dunning.level` of the procedure of their notices.
        :raise UserError: for a level that is of another procedure, or was given already.
        """
        notices = self.notice_id
        notices._check_preview()
        if notices.procedure_id != level.procedure_id:
            raise UserError(self.env._("This level is of another procedure."))
        given = self.search_count([
            ('move_line_id', 'in', self.move_line_id.ids), ('level', '=', level.sequence),
            ('is_given', '=', True), ('id', 'not in', self.ids)], limit=1)
        if given or any(
                item.level == level.sequence and not item.is_opening
                for item in self.env['ar.dunning.item'].search(
                    [('move_line_id', 'in', self.move_line_id.ids)])):
            raise UserError(self.env._("A level is given once: it was given already."))
        event = self.env['ar.event']
        before = event._images(self, LEVEL)
        self.write({
            'level': level.sequence, 'level_id': level.id, 'skipped_reason': 'hand',
            'is_given': notices.run_id.position == 'on'})
        event._log(
            'dunning.level_changed', self, reason=reason, before=before,
            after=event._images(self, LEVEL))
        notices.is_drawn = False  # what a person has chosen is no lot
        notices._retotal()

    def _set_back(self, values):
        """Give an item the level again that it had before somebody changed it."""
        self.write({**values, 'is_given': self.notice_id.run_id.position == 'on'
                    and bool(values['level'])})
        self.notice_id._retotal()
