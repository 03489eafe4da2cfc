from odoo import api, fields, models
from odoo.tools import SQL


class ArOpenItem(models.Model):
    """The nearest last day to do something about an item."""
    _inherit = 'ar.open.item'

    next_deadline = fields.Date(
        readonly=True, depends_context=('ar_as_of', 'tz'),
        help="The next last day to report or claim an overdue item under a cover, or to enforce "
             "it at court.")

    _depends = {
        'ar.cover': ['account_id', 'claim_days', 'report_days', 'state'],
        'ar.cover.mark': ['cover_id', 'done_date', 'kind', 'line_id'],
        'res.company': ['ar_limitation_years'],
    }

    @api.model
    def _covered_sql(self, customers):
        """What a cover asks of each open item, without the joins of the whole view.

        :param customers: `SQL` of the commercial entities whose items are looked at, in brackets.
        :return: `SQL` select with company_id, id, amount (what is owed and not disputed), due,
            invoiced and net (the share without taxes).
        """
        self.env['account.move'].flush_model(['amount_total', 'amount_untaxed', 'invoice_date'])
        self.env['account.move.line'].flush_model()
        return SQL(
            """
            SELECT line.company_id, line.id, line.residual - %(disputed)s AS amount, %(due)s AS due,
                   COALESCE(move.invoice_date, line.date) AS invoiced,
                   COALESCE(ABS(move.amount_untaxed / NULLIF(move.amount_total, 0)), 1) AS net
              FROM (%(lines)s) line
              JOIN account_move move ON move.id = line.move_id
                   %(join)s
            """,
            disputed=self._disputed_sql(), due=self._due_sql(), join=self._disputed_join(),
            lines=self._open_lines_sql(partners=customers))

    @api.model
    def _select_extra(self):
        # EXTENDS ledger
        deadlines = self.env['ar.cover.deadline']
        return SQL(
            """
            %(extra)s,
            CASE WHEN line.residual > 0 AND %(due)s < %(today)s THEN (
                SELECT MIN(deadline.date)
                  FROM (%(deadlines)s) deadline
                 WHERE deadline.date >= %(today)s
                   AND NOT EXISTS (
                       SELECT 1 FROM ar_cover_mark mark
                        WHERE mark.line_id = line.id AND mark.kind = deadline.kind
                          AND mark.cover_id IS NOT DISTINCT FROM deadline.cover_id
                          AND mark.done_date IS NOT NULL))
            END AS next_deadline
            """,
            extra=super()._select_extra(), due=self._due_sql(), today=self._today(),
            deadlines=deadlines._days_of_item_sql(
                due=self._due_sql(), account=SQL("account.id"), company=SQL("line.company_id")),
        )
