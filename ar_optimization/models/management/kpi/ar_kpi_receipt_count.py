from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

# Money whose evidence can still change is looked at again: what was dated so many months ago.
EVIDENCE_MONTHS = 2
# What was counted in so many months is held against the ledger; money paid back always is.
MEMORY_MONTHS = 12
MONEY = ('bank', 'cash', 'credit')
COLUMNS = (
    'source_ref', 'origin_ref', 'date', 'reason', 'grade', 'amount', 'days', 'partner_id',
    'move_id', 'money_move_id', 'seller_id', 'collector_id', 'tier_id', 'team_ref', 'is_collected')


class ArKpiReceipt(models.Model):
    """The cash of a month is counted by one statement: `candidate`, the matchings to look at;
    `counted`, what earlier months have counted of them; `graded`, what they are worth today;
    `same`, where that is nothing new; `value`, whom the others count for."""
    _inherit = 'ar.kpi.receipt'

    # === BUSINESS === #

    @api.model
    def _count(self, period):
        """Count the cash of a month that is not frozen, anew.

        :param period: `ar_kpi_result_build.Period`.
        :return: number of rows.
        """
        self.env.flush_all()
        self.env.cr.execute("DROP TABLE IF EXISTS ar_kpi_counted")
        self.env.cr.execute(SQL(
            "CREATE TEMPORARY TABLE ar_kpi_counted ON COMMIT DROP AS %s",
            self._changes_sql(period)))
        self.env.cr.execute("ANALYZE ar_kpi_counted")
        self._keep(period)
        [[rows]] = self.env.execute_query(SQL("SELECT COUNT(*) FROM ar_kpi_counted"))
        self.invalidate_model()
        return rows

    @api.model
    def _keep(self, period):
        """Write what is new in the month, and remove what is in it no longer. Most of a month was
        written the night before, and stays."""
        words = {
            'company': period.company.id, 'start': period.start, 'now': fields.Datetime.now(),
            'columns': SQL(", ").join(map(SQL.identifier, COLUMNS)),
            'differs': SQL(" OR ").join(
                SQL("told.%(name)s IS DISTINCT FROM kept.%(name)s", name=SQL.identifier(name))
                for name in COLUMNS)}
        self.env.cr.execute(SQL(
            """
            DELETE FROM ar_kpi_receipt
             WHERE id IN (
                    SELECT kept.id
                      FROM ar_kpi_receipt kept
                 LEFT JOIN ar_kpi_counted told
                        ON told.source_ref = kept.source_ref AND told.grade = kept.grade
                     WHERE kept.company_id = %(company)s AND kept.date_from = %(start)s
                       AND (%(differs)s))
            """, **words))
        self.env.cr.execute(SQL(
            """
            INSERT INTO ar_kpi_receipt (company_id, date_from, state, %(columns)s, create_date,
                                        write_date)
            SELECT %(company)s, %(start)s, 'open', told.*, %(now)s, %(now)s
              FROM ar_kpi_counted told
         LEFT JOIN ar_kpi_receipt kept
                ON kept.source_ref = told.source_ref AND kept.grade = told.grade
               AND kept.company_id = %(company)s AND kept.date_from = %(start)s
             WHERE kept.id IS NULL
            """, **words))

    # === QUERY === #

    @api.model
    def _changes_sql(self, period):
        """What is counted in a month: one row per matching and evidence."""
        words = self._words(period)
        return SQL(
            """
            WITH candidate AS MATERIALIZED (%(candidates)s),
                 counted AS MATERIALIZED (%(counted)s),
                 taken AS MATERIALIZED (%(taken)s),
                 graded AS MATERIALIZED (%(graded)s),
                 same AS MATERIALIZED (%(same)s),
                 telling AS MATERIALIZED (%(telling)s),
                 value AS MATERIALIZED (%(matched)s UNION ALL %(refunds)s)
            SELECT * FROM (%(new)s UNION ALL %(gone)s) AS changed(%(columns)s)
            """,
            columns=SQL(", ").join(map(SQL.identifier, COLUMNS)),
            candidates=self._candidates_sql(words), counted=self._counted_sql(words),
            taken=self._taken_sql(words), graded=self._graded_sql(words), same=self._same_sql(),
            telling=self.env['ar.kpi.result']._telling_sql(period),
            matched=self._matched_sql(words), refunds=self._refunds_sql(words),
            new=self._new_sql(words), gone=self._gone_sql(words))

    @api.model
    def _words(self, period):
        """What the statements below are told.

        :param period: `ar_kpi_result_build.Period`.
        """
        return {
            'company': period.company.id, 'start': period.start, 'end': period.until,
            'since': period.start - relativedelta(months=EVIDENCE_MONTHS),
            'memory': period.start - relativedelta(months=MEMORY_MONTHS),
            'begun': self._begun(period), 'news': self._news_sql(period), 'money': MONEY,
            'digits': period.company.currency_id.decimal_places,
            'accounts': self.env['account.account']._ar_receivable_ids()}

    @api.model
    def _begun(self, period):
        """The first day of the first month that has results."""
        [[first]] = self.env.execute_query(SQL(
            "SELECT MIN(date_from) FROM ar_kpi_result WHERE company_id = %s", period.company.id))
        return min(first or period.start, period.start)

    @api.model
    def _news_sql(self, period):
        """Which matchings were made since the last month was counted: where months were, and had no
        cash, all with money of since then."""
        [[last]] = self.env.execute_query(SQL(
            "SELECT MAX(source_ref) FROM ar_kpi_receipt WHERE company_id = %s AND date_from < %s",
            period.company.id, period.start))
        if last and last > 0:
            return SQL("part.id > %s", last)
        return SQL("money.date >= %s", self._begun(period))

    @api.model
    def _candidates_sql(self, words):
        """Matchings with money of the last months, and all that were made since the last month was
        counted, however old the money is."""
        return SQL(
            """
            SELECT part.id, part.debit_move_id, part.credit_move_id, part.amount, money.move_id,
                   money.date
              FROM account_move_line money
              JOIN account_partial_reconcile part ON part.credit_move_id = money.id
             WHERE money.company_id = %(company)s AND money.account_id IN %(accounts)s
               AND money.parent_state = 'posted' AND money.balance < 0
               AND money.date BETWEEN %(since)s AND %(end)s
             UNION
            SELECT part.id, part.debit_move_id, part.credit_move_id, part.amount, money.move_id,
                   money.date
              FROM account_partial_reconcile part
              JOIN account_move_line money ON money.id = part.credit_move_id
             WHERE part.company_id = %(company)s
               AND %(news)s
            """, **words)

    @api.model
    def _taken_sql(self, words):
        """The share of what money settled that is none: a write-off, discount or fee with its tax,
        which stands in the entry of the money itself. Few entries have one: they are found by their
        accounts, but for money that is older than all that is looked at."""
        return SQL(
            """
            SELECT move_id, GREATEST(0, LEAST(1, lost / -settled)) AS share
              FROM (SELECT line.move_id,
                           SUM(line.balance) FILTER (
                               WHERE line.tax_line_id IS NOT NULL
                                  OR split_part(account.account_type, '_', 1) IN
                                     ('income', 'expense')) AS lost,
                           SUM(line.balance) FILTER (
                               WHERE line.account_id IN %(accounts)s
                                 AND line.balance < 0) AS settled
                      FROM account_move_line line
                      JOIN account_account account ON account.id = line.account_id
                     WHERE line.move_id IN (
                            SELECT lost.move_id
                              FROM account_move_line lost
                             WHERE lost.account_id IN (
                                    SELECT id FROM account_account
                                     WHERE split_part(account_type, '_', 1) IN
                                           ('income', 'expense'))
                               AND lost.company_id = %(company)s
                               AND lost.date BETWEEN %(since)s AND %(end)s
                               AND lost.journal_id IN (
                                    SELECT id FROM account_journal WHERE type IN %(money)s)
                             UNION
                            SELECT move_id FROM candidate WHERE date < %(since)s)
                  GROUP BY line.move_id) entry
             WHERE lost > 0 AND settled < 0
            """, **words)

    @api.model
    def _graded_sql(self, words):
        """What the candidates are worth on the last day, and how sure that is: the part of them
        that is money."""
        found = SQL(
            "SELECT id AS source_ref, debit_move_id, credit_move_id AS line_id, amount"
            "  FROM candidate")
        return SQL(
            """
            SELECT money.source_ref, money.debit_move_id, money.move_id, money.journal_id,
                   CASE WHEN is_bank OR bank_date <= %(end)s THEN 'certain'
                        ELSE 'unconfirmed' END AS grade,
                   CASE WHEN bank_date <= %(end)s THEN bank_date ELSE item_date END AS day,
                   ROUND(money.amount * (1 - COALESCE(taken.share, 0)), %(digits)s) AS amount
              FROM (%(settled)s) money
         LEFT JOIN taken ON taken.move_id = money.move_id
             WHERE (is_bank OR is_payment) AND item_date <= %(end)s
            """, settled=self.env['ar.promise']._settled_sql(found), **words)

    @api.model
    def _same_sql(self):
        """The matchings that are worth what earlier months have counted, on the same evidence:
        nearly all that are looked at again. Nothing else is asked of them."""
        return SQL(
            """
            SELECT counted.source_ref
              FROM counted
              JOIN graded ON graded.source_ref = counted.source_ref
             WHERE counted.evidences = 1
               AND graded.grade = counted.grade AND graded.amount = counted.amount
            """)

    @api.model
    def _matched_sql(self, words):
        """Whom it counts for, of the matchings that say something new. What no bank line confirms
        is collected where its journal has no bank lines."""
        return SQL(
            """
            SELECT money.source_ref, money.day AS date, money.grade, money.amount,
                   money.day - COALESCE(move.invoice_date, debt.date) AS days,
                   customer.partner_id, move.id AS move_id, money.move_id AS money_move_id,
                   COALESCE(move.invoice_user_id, customer.seller_id) AS seller_id,
                   customer.collector_id, customer.tier_id, %(team)s AS team_ref,
                   money.grade = 'certain' OR money.journal_id NOT IN (
                       SELECT journal_id FROM telling) AS is_collected
              FROM (SELECT graded.*
                      FROM graded
                 LEFT JOIN same ON same.source_ref = graded.source_ref
                     WHERE same.source_ref IS NULL
                       AND (graded.day >= %(begun)s
                            OR graded.source_ref IN (SELECT source_ref FROM counted))) money
              JOIN account_move_line debt
                ON debt.id = money.debit_move_id AND debt.parent_state = 'posted'
               AND debt.company_id = %(company)s AND debt.account_id IN %(accounts)s
              JOIN account_journal journal
                ON journal.id = debt.journal_id AND journal.type NOT IN %(money)s
              JOIN account_move move ON move.id = debt.move_id
         LEFT JOIN res_partner contact ON contact.id = debt.partner_id
         LEFT JOIN ar_kpi_customer customer ON customer.partner_id = contact.commercial_partner_id
            """, team=self.env['ar.kpi.result']._team_sql(SQL("move")), **words)

    @api.model
    def _refunds_sql(self, words):
        """Money that went back to customers, without what had come in and was never counted. What
        earlier months have counted is looked at again: it may be repaid."""
        return SQL(
            """
            SELECT -line.id, line.date, 'certain', COALESCE(used.amount, 0) - line.balance, 0,
                   customer.partner_id, line.move_id, line.move_id, customer.seller_id,
                   customer.collector_id, customer.tier_id, NULL::int, TRUE
              FROM (%(back)s UNION %(back_before)s) line
         LEFT JOIN res_partner contact ON contact.id = line.partner_id
         LEFT JOIN ar_kpi_customer customer ON customer.partner_id = contact.commercial_partner_id
         LEFT JOIN LATERAL (
                SELECT SUM(part.amount) AS amount
                  FROM account_partial_reconcile part
                  JOIN account_move_line other
                    ON other.id = part.credit_move_id AND other.parent_state = 'posted'
                  JOIN account_journal its
                    ON its.id = other.journal_id AND its.type IN %(money)s
                 WHERE part.debit_move_id = line.id) used ON TRUE
             WHERE line.balance > COALESCE(used.amount, 0)
            """,
            back=self._back_sql(words, SQL(
                "line.company_id = %(company)s AND line.balance > 0"
                " AND line.date BETWEEN %(since)s AND %(end)s", **words)),
            back_before=self._back_sql(words, SQL(
                "line.id IN (SELECT -source_ref FROM counted WHERE source_ref < 0)")),
            **words)

    @api.model
    def _back_sql(self, words, which):
        """Journal items of money that went back to a customer."""
        return SQL(
            """
            SELECT line.id, line.date, line.balance, line.partner_id, line.move_id
              FROM account_move_line line
             WHERE %(which)s AND line.parent_state = 'posted' AND line.account_id IN %(accounts)s
               AND line.journal_id IN (SELECT id FROM account_journal WHERE type IN %(money)s)
            """, which=which, **words)

    @api.model
    def _counted_sql(self, words):
        """What all earlier months have counted, by matching and evidence, of the matchings to look
        at. Of these no month is left out: half of what cancels out would be counted again."""
        return SQL(
            """
            SELECT source_ref, grade, SUM(amount) AS amount, MIN(id) AS origin_ref,
                   COALESCE(SUM(amount) FILTER (WHERE is_collected), 0) <> 0 AS is_collected,
                   COUNT(*) OVER (PARTITION BY source_ref) AS evidences
              FROM ar_kpi_receipt
             WHERE company_id = %(company)s AND date_from < %(start)s
               AND (source_ref < 0
                    OR source_ref IN (SELECT source_ref FROM ar_kpi_receipt
                                       WHERE company_id = %(company)s AND date_from < %(start)s
                                         AND date_from >= %(memory)s)
                    OR source_ref IN (SELECT id FROM candidate))
          GROUP BY source_ref, grade
            HAVING SUM(amount) <> 0
            """, **words)

    @api.model
    def _new_sql(self, words):
        """What is worth more, or less, than earlier months have counted. Money from before the
        first month that was counted at all is not looked at."""
        return SQL(
            """
            SELECT value.source_ref, counted.origin_ref,
                   value.date,
                   CASE WHEN value.source_ref < 0 THEN 'refund'
                        WHEN value.amount < counted.amount THEN 'taken_back'
                        WHEN EXISTS (SELECT FROM counted other
                                      WHERE other.source_ref = value.source_ref) THEN 'regraded'
                        WHEN value.date < %(start)s THEN 'late' ELSE 'receipt' END,
                   value.grade, value.amount - COALESCE(counted.amount, 0), value.days,
                   value.partner_id, value.move_id, value.money_move_id, value.seller_id,
                   value.collector_id, value.tier_id, value.team_ref,
                   COALESCE(counted.is_collected, value.is_collected)
              FROM value
         LEFT JOIN counted
                ON counted.source_ref = value.source_ref AND counted.grade = value.grade
             WHERE value.amount <> COALESCE(counted.amount, 0) AND value.date >= %(begun)s
            """, **words)

    @api.model
    def _gone_sql(self, words):
        """What earlier months have counted and the ledger does not say any more: the matching is
        gone, its entries are no longer posted, or the bank says something else of it."""
        return SQL(
            """
            SELECT counted.source_ref, counted.origin_ref,
                   origin.date,
                   CASE WHEN EXISTS (SELECT FROM value
                                      WHERE value.source_ref = counted.source_ref)
                        THEN 'regraded' ELSE 'taken_back' END,
                   counted.grade, -counted.amount, origin.days, origin.partner_id, origin.move_id,
                   origin.money_move_id, origin.seller_id, origin.collector_id, origin.tier_id,
                   origin.team_ref, counted.is_collected
              FROM counted
              JOIN ar_kpi_receipt origin ON origin.id = counted.origin_ref
         LEFT JOIN value
                ON value.source_ref = counted.source_ref AND value.grade = counted.grade
         LEFT JOIN candidate ON candidate.id = counted.source_ref
         LEFT JOIN same ON same.source_ref = counted.source_ref
         LEFT JOIN account_partial_reconcile part ON part.id = counted.source_ref
         LEFT JOIN (%(detached)s) detached ON detached.id = counted.source_ref
             WHERE value.source_ref IS NULL
               AND (counted.source_ref < 0 OR part.id IS NULL OR detached.id IS NOT NULL
                    OR (candidate.id IS NOT NULL AND same.source_ref IS NULL))
            """, detached=self._detached_sql(), **words)

    @api.model
    def _detached_sql(self):
        """Matchings with an entry that was set back to draft, which Odoo keeps."""
        return SQL(
            """
            SELECT DISTINCT part.id
              FROM account_move_line draft
              JOIN account_partial_reconcile part
                ON draft.id IN (part.debit_move_id, part.credit_move_id)
             WHERE draft.parent_state <> 'posted' AND draft.matching_number IS NOT NULL
            """)
