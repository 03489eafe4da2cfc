from odoo import api, models
from odoo.tools import SQL, split_every


class ArJudged(models.AbstractModel):
    """Something that was said about money to come, of which the ledger says what became of it.
    Nobody ticks it off: a model that inherits this judges its records in `_judge`."""
    _name = 'ar.judged'
    _description = "Judged by the Ledger"

    # So many are judged, and kept, together.
    _judged_together = 5000

    # === CRON === #

    @api.model
    def _judge_found(self, domain, today):
        """Judge what a domain finds, chunk by chunk."""
        found = self.search(domain, order='id').ids
        for chunk in split_every(self._judged_together, found, self.browse):
            chunk._judge(today)
            self.env['ar.credit.account']._commit_chunk()

    # === BUSINESS === #

    @api.model
    def _newest(self, table='account_partial_reconcile'):
        """The newest matching, or row of another table of the ledger: what comes after it counts
        for what is said now."""
        self.env.flush_all()
        [[newest]] = self.env.execute_query(SQL(
            "SELECT COALESCE(MAX(id), 0) FROM %s", SQL.identifier(table)))
        return newest

    # === HOOKS === #

    def _judge(self, today):
        """Hook: bring these up to what the ledger says now.

        :param date today: the day of the question.
        """
        raise NotImplementedError
