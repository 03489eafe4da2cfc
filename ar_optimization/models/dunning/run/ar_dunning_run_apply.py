from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL


class ArDunningRun(models.Model):
    """From the verdicts of `_decide` to rows: one INSERT for each table, whatever the size."""
    _inherit = 'ar.dunning.run'

    def _apply(self):
        """Make notices, their items, what is left out and the totals."""
        self._insert_notices()
        self._insert_lines()
        self._insert_skips()
        self._insert_totals()
        self.env.invalidate_all()
        self._after_apply()

    def _after_apply(self):
        """Hook: what else a notice says, such as interest and fees; nothing here. The notices are
        there, the verdicts still in `ar_dunning_draft`."""

    def _insert(self, model, columns, source):
        """INSERT … SELECT with who and when.

        :param model: name of the model.
        :param columns: names of the columns of `source`, in order.
        :param source: `SQL` of the select list and all that follows it.
        :raise ConcurrencyError: when another run has just given the same levels.
        """
        names = [*columns, 'create_uid', 'create_date', 'write_uid', 'write_date']
        query = SQL(
            """
            INSERT INTO %s (%s)
            SELECT source.*, %s, now() AT TIME ZONE 'UTC', %s, now() AT TIME ZONE 'UTC'
              FROM (%s) source
            """,
            SQL.identifier(self.env[model]._table),
            SQL(", ").join(SQL.identifier(name) for name in names),
            self.env.uid, self.env.uid, source)
        try:
            self.env.cr.execute(query, log_exceptions=False)
        except UniqueViolation as error:
            # Done anew, in a transaction that sees the other run: its items are left to that one.
            raise ConcurrencyError(
                f"another run gives the same levels at this moment: {error.diag.message_detail}"
            ) from error

    def _insert_notices(self):
        company, kept = self.company_id.sudo(), self._kept_columns('ar.dunning.notice')
        self._insert('ar.dunning.notice', (
            'run_id', 'date', 'company_id', 'currency_id', 'state', 'account_id', 'partner_id',
            'procedure_id', 'level_id', 'level', 'approval_required', 'amount',
            'collectable_amount', 'line_count', 'max_days', *kept,
        ), SQL(
            """
            SELECT %(run)s, %(date)s::date, %(company)s, %(currency)s, 'draft', step.account_id,
                   step.partner_id, step.procedure_id, step.top_id, step.top,
                   level.approval_required, told.residual, told.value, told.items, told.days,
                   %(kept)s
              FROM (
                    SELECT account_id, SUM(residual) AS residual, SUM(value) AS value,
                           COUNT(*) AS items, MAX(days) AS days
                      FROM ar_dunning_draft
                     WHERE reason IS NULL AND top_id IS NOT NULL
                  GROUP BY account_id
                   ) told
              JOIN ar_dunning_step step ON step.account_id = told.account_id
              JOIN ar_dunning_level level ON level.id = step.top_id
            """,
            run=self.id, date=self.date, company=company.id, currency=company.currency_id.id,
            kept=self._kept_sql(kept)))

    @api.model
    def _kept_sql(self, names):
        return SQL(", ").join(SQL("step.%s", SQL.identifier(name)) for name in names)

    def _insert_lines(self):
        """What an observed run lists is not given."""
        self._insert('ar.dunning.notice.line', (
            'notice_id', 'company_id', 'move_line_id', 'level_id', 'level', 'level_before',
            'is_given', 'is_below', 'skipped_reason', 'date_maturity', 'days_overdue',
            'currency_id', 'amount_residual', 'collectable_amount', 'amount_company',
        ), SQL(
            """
            SELECT notice.id, notice.company_id, draft.line_id, draft.level_id, draft.level,
                   NULLIF(draft.reached, -1000), draft.level IS NOT NULL AND %(gives)s,
                   COALESCE(draft.level, GREATEST(draft.reached, 0)) < draft.top,
                   CASE WHEN draft.level IS NOT NULL AND draft.is_lapsed THEN 'lapsed' END,
                   draft.due, draft.days, draft.currency_id, draft.residual_currency,
                   draft.collectable, draft.residual
              FROM ar_dunning_draft draft
              JOIN ar_dunning_notice notice
                ON notice.account_id = draft.account_id AND notice.run_id = %(run)s
             WHERE draft.reason IS NULL AND draft.top IS NOT NULL
          ORDER BY notice.id, draft.due, draft.line_id
            """, run=self.id, gives=self.position == 'on'))

    def _insert_skips(self):
        kept = self._kept_columns('ar.dunning.skip')
        self._insert('ar.dunning.skip', (
            'run_id', 'company_id', 'account_id', 'partner_id', 'move_line_id', 'level_id',
            'level', 'reason', 'currency_id', 'amount_residual', 'amount_company', *kept,
        ), SQL(
            """
            SELECT %s, %s, draft.account_id, draft.partner_id, draft.line_id, draft.level_id,
                   draft.level, draft.reason, draft.currency_id, draft.residual_currency,
                   draft.residual, %s
              FROM ar_dunning_draft draft
         LEFT JOIN ar_dunning_step step
                ON step.account_id = draft.account_id
               AND draft.reason IN ('holdout', step.reason)
             WHERE draft.reason IS NOT NULL
               AND (draft.level IS NOT NULL OR draft.reason = 'no_procedure')
            """, self.id, self.company_id.id, self._kept_sql(kept)))

    # === TOTALS === #

    def _insert_totals(self):
        """What became of every open item, by currency, beside what the general ledger holds."""
        self._insert('ar.dunning.total', (
            'run_id', 'company_id', 'currency_id', 'noticed', 'left_out', 'not_due', 'credit',
            'waiting', 'open_total', 'ledger_total', 'difference',
        ), SQL(
            """
            SELECT %(run)s, %(company)s, currency_id, SUM(noticed), SUM(left_out), SUM(not_due),
                   SUM(credit),
                   SUM(open) - SUM(noticed) - SUM(left_out) - SUM(not_due) - SUM(credit),
                   SUM(open), SUM(ledger), SUM(open) - SUM(ledger)
              FROM (%(sides)s) side
          GROUP BY currency_id
            """,
            run=self.id, company=self.company_id.id, sides=self._sides_sql()))

    def _sides_sql(self):
        """Items by what became of them, and balances of the ledger."""
        items = self.env['ar.open.item'].sudo()
        columns = ('id', 'company_id', 'date_maturity', 'date', 'currency_id')
        return SQL(
            """
            SELECT line.currency_id, line.residual_currency AS open,
                   CASE WHEN draft.top IS NOT NULL AND draft.reason IS NULL
                        THEN line.residual_currency ELSE 0 END AS noticed,
                   CASE WHEN %(is_left_out)s THEN line.residual_currency ELSE 0 END AS left_out,
                   CASE WHEN draft.line_id IS NULL AND line.residual > 0
                        THEN line.residual_currency ELSE 0 END AS not_due,
                   CASE WHEN line.residual < 0 THEN line.residual_currency ELSE 0 END AS credit,
                   0 AS ledger
              FROM (%(lines)s) line
         LEFT JOIN ar_dunning_draft draft ON draft.line_id = line.id
             WHERE line.company_id = %(company)s
         UNION ALL
            SELECT line.currency_id, 0, 0, 0, 0, 0, SUM(line.amount_currency)
              FROM account_move_line line
             WHERE line.account_id IN %(accounts)s AND line.parent_state = 'posted'
               AND line.company_id = %(company)s
          GROUP BY line.currency_id
            HAVING SUM(line.amount_currency) <> 0
            """,
            is_left_out=SQL("draft.reason IS NOT NULL"
                            " AND (draft.level IS NOT NULL OR draft.reason = 'no_procedure')"),
            lines=items._open_lines_sql(columns), company=self.company_id.id,
            accounts=self.env['account.account']._ar_receivable_ids())
