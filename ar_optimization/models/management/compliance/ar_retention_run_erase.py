from odoo import api, fields, models
from odoo.tools import SQL

CHUNK = 2_000


class ArRetentionRun(models.Model):
    """Erasing, chunk by chunk: each one is kept with its count, and what is still needed by then
    stays."""
    _inherit = 'ar.retention.run'

    # === CRON === #

    @api.model
    def _cron_erase(self):
        """Go on with the runs that were approved."""
        cron = self.env['ir.cron']
        runs = self.search([('state', '=', 'approved')], order='id')
        cron._commit_progress(remaining=len(runs))
        for left, run in zip(reversed(range(len(runs))), runs, strict=True):
            while run._erase_chunk():
                if not cron._commit_progress(1, remaining=left + 1):
                    return
            cron._commit_progress(remaining=left)

    # === BUSINESS === #

    def _erase_chunk(self):
        """Erase the next items, or end the run.

        :return: False when the run is over.
        """
        self.invalidate_recordset(['state'])
        if self.state != 'approved':
            return False
        line = self.line_ids.filtered(lambda each: not each.is_done)[:1]
        if not line:
            self._finish()
            return False
        ids = self._next_ids(line)
        if ids:
            self._erase(line.kind, ids)
        line.write({'erased_count': line.erased_count + len(ids), 'is_done': len(ids) < CHUNK})
        self.env.flush_all()
        return True

    def _next_ids(self, line):
        """Ids of the next items that may go now: none where the period is not that of the preview
        any more, for then they would be ids of another table; none for a person who is gone, for
        then they would be everybody's."""
        gone = self.is_request and not self.partner_id
        if gone or not line.policy_id or line.policy_id.kind != line.kind:
            return []
        self.env.flush_all()
        return [row[0] for row in self.env.execute_query(SQL(
            "SELECT id FROM (%s) item WHERE why IS NULL ORDER BY id LIMIT %s",
            line.policy_id._items_sql(self.company_id, self.date, self.partner_id), CHUNK))]

    def _erase(self, code, ids):
        """Erase the personal text of items of a kind; their figures stay where others count on
        them."""
        kind = self.env['ar.retention.policy']._kinds()[code]
        if code == 'event':
            return self._erase_events(ids)
        if code == 'notice':
            return self.env['ar.dunning.notice'].browse(ids)._erase_texts()
        table = SQL.identifier(kind.source.code.split()[0])
        if kind.erase:
            statement = SQL("UPDATE %s SET %s WHERE id IN %s", table, kind.erase, tuple(ids))
        else:
            statement = SQL("DELETE FROM %s WHERE id IN %s", table, tuple(ids))
        self.env.cr.execute(statement)
        return self.env.invalidate_all()

    def _erase_events(self, ids):
        """Texts of events go with their salts; the chain stays valid and says which they were."""
        erased = self.env['ar.event.note']._erase(ids)
        self.env['ar.event']._log('note.erased', self.company_id, numbers={
            self.company_id.id: {'events': erased}})

    def _finish(self):
        """End the run with one event; it names no person."""
        self.write({'state': 'done', 'done_on': fields.Datetime.now()})
        self.env['ar.event']._log('retention.done', self.company_id, numbers={
            self.company_id.id: {
                'run': self.id, 'is_request': self.is_request,
                'erased': {line.kind: line.erased_count for line in self.line_ids},
                'approved_by': self.approved_by_id.id}})
