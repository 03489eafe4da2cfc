import logging

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

CHUNK = 50  # notices that go out together: about a second


class ArDunningRun(models.Model):
    """Sending what is approved: in chunks, each of which goes out and is noted in one transaction.
    A run that is killed goes on with the next chunk; nothing is lost, nothing goes out twice."""
    _inherit = 'ar.dunning.run'

    # === CRON === #

    @api.model
    def _cron_send(self):
        """Send what is approved, in companies in which dunning is on."""
        cron = self.env['ir.cron']
        companies = self.env['res.company'].search([('ar_position_dunning', '=', 'on')])
        Notice = self.env['ar.dunning.notice']
        waiting = Notice.search(
            [*Notice._ready_domain(), ('company_id', 'in', companies.ids)], order='id')
        runs, left = waiting.run_id, len(waiting)
        cron._commit_progress(remaining=left)
        for run in runs:
            last = 0
            while notices := run._send_or_retry(last):
                last, left = notices[-1].id, max(left - len(notices), 0)
                if not cron._commit_progress(len(notices), remaining=left):
                    return
        cron._commit_progress(remaining=0)

    def _send_or_retry(self, last):
        """Send a chunk; when somebody saved the same rows meanwhile, the next time. A run that
        cannot be sent is left for the next time, too, and stops no other one."""
        try:
            notices = self._send_chunk(last)
            self.env.flush_all()
            return notices
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            _logger.info("run %s: notices were in use, left for the next time", self.id)
        except Exception:
            self.env.cr.rollback()
            _logger.exception("run %s: sending failed, the other runs go on", self.id)
        return self.env['ar.dunning.notice']

    # === BUSINESS === #

    def _send_all(self):
        """Send everything that is approved at once: in tests, and for demo data."""
        last = 0
        while notices := self._send_chunk(last):
            last = notices[-1].id

    def _send_chunk(self, last):
        """Send the next notices of this run.

        :param int last: id of the last notice that was taken up: one that has to wait is not taken
            up again at once.
        :return: the notices taken up, none when none is left.
        """
        self.ensure_one()
        Notice = self.env['ar.dunning.notice'].with_context(lang=self._reader().lang)
        notices = Notice.search(
            [*Notice._ready_domain(), ('run_id', '=', self.id), ('id', '>', last)],
            order='id', limit=CHUNK)
        notices = notices.try_lock_for_update().filtered(lambda each: each.state == 'approved')
        if not notices:
            self._close()
            return notices
        if self.state == 'approved':
            self.state = 'sending'
        notices._send(fields.Date.context_today(self))
        return notices

    def _reader(self):
        """Whoever reads why a notice could not go out: who approved the run, the credit manager
        where it approved itself. The night has a language of its own.

        :return: `res.users`, one.
        """
        person = self.approver_id
        return person if person and person != self.env.ref('base.user_root') else (
            self.company_id._ar_credit_manager())

    def _give_held_back(self):
        """What is held back by lot counts as given, so that it goes on as if it had been told; not
        what has come as far meanwhile, when a part of the run is approved later."""
        self.env['ar.dunning.item']._give(SQL(
            """
            SELECT skip.move_line_id, skip.company_id, skip.account_id, skip.level, skip.level_id,
                   %s::date, NULL::integer, TRUE
              FROM ar_dunning_skip skip
             WHERE skip.run_id = %s AND skip.reason = 'holdout'
               AND NOT EXISTS (
                    SELECT FROM ar_dunning_item dunned
                     WHERE dunned.move_line_id = skip.move_line_id AND dunned.level >= skip.level)
            """, self.date, self.id))
