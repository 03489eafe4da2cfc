from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ....tools import kpi

# By the bits of GROUPING over tier, collector, salesperson and team.
SUBJECTS = {15: 'company', 7: 'tier', 11: 'collector', 13: 'salesperson', 14: 'team'}


class ArKpiResult(models.Model):
    """The facts that figures are made of. Each term is one statement, which adds them up for the
    company, each tier, collector, salesperson and team at once."""
    _inherit = 'ar.kpi.result'

    # === BUSINESS === #

    @api.model
    def _facts(self, period):
        """All facts of a month.

        :param period: `ar_kpi_result_build.Period`.
        :return: {(subject, id or 0): {name: sum}}
        """
        self.env.flush_all()
        facts = defaultdict(dict)
        for names, term in self._fact_terms(period):
            for level, ref, *sums in self.env.execute_query(self._grouped_sql(period, names, term)):
                subject = SUBJECTS[level]
                if ref or subject != 'team':
                    facts[subject, ref or 0].update(
                        (name, float(value or 0))
                        for name, value in zip(names, sums, strict=True))
        self._add_company(period, facts['company', 0])
        return facts

    @api.model
    def _grouped_sql(self, period, names, term):
        """A term added up for every subject; who it is about follows from the customer where the
        term does not say."""
        return SQL(
            """
            WITH fact AS (
                    SELECT customer.tier_id,
                           COALESCE(term.collector_id, customer.collector_id) AS collector_id,
                           COALESCE(term.seller_id, customer.seller_id) AS seller_id,
                           term.team_id, %(columns)s
                      FROM (%(term)s) term
                 LEFT JOIN ar_kpi_customer customer ON customer.partner_id = term.partner_id)
            SELECT GROUPING(tier_id, collector_id, seller_id, team_id),
                   COALESCE(tier_id, collector_id, seller_id, team_id), %(sums)s
              FROM fact
          GROUP BY GROUPING SETS ((), (tier_id), (collector_id), (seller_id), (team_id))
            """,
            term=term,
            columns=SQL(", ").join(SQL("term.%s", SQL.identifier(name)) for name in names),
            sums=SQL(", ").join(SQL("SUM(%s)", SQL.identifier(name)) for name in names))

    @api.model
    def _later_tiers_sql(self, period, day):
        """The tier that customers were in at the end of a day, of those that changed since."""
        return SQL(
            """
            SELECT DISTINCT ON (event.res_id) event.res_id, event.before ->> 'tier_code' AS code
              FROM ar_event event
             WHERE event.kind = 'tier.changed' AND event.company_id = %s AND event.date >= %s
          ORDER BY event.res_id, event.id
            """, period.company.id, period.company._ar_midnight(day + timedelta(days=1)))

    @api.model
    def _team_sql(self, move):
        """Hook: the sales team of an entry, for a bridge to them.

        :param move: `SQL` name of its row.
        :return: `SQL` of an id; none here.
        """
        return SQL("NULL::int4")

    @api.model
    def _fact_terms(self, period):
        """Hook: the statements that facts come from. A bridge appends those of its documents.

        :param period: `ar_kpi_result_build.Period`.
        :return: list of (names, `SQL` select of partner_id, seller_id, collector_id, team_id and
            the names; seller and collector may be NULL: then those of the customer count).
        """
        return [
            self._opening_term(period), self._closing_term(period), self._sales_term(period),
            self._cash_term(period)]

    # === LEDGER === #

    @api.model
    def _scores_sql(self, period, day):
        """The score that each customer had on a day."""
        return SQL(
            """
            SELECT DISTINCT ON (account_id) account_id, total
              FROM ar_score
             WHERE company_id = %s AND date <= %s
          ORDER BY account_id, date DESC, id DESC
            """, period.company.id, day)

    @api.model
    def _stock_sql(self, period, day, columns):
        """Facts of the open items of a day.

        :param columns: `SQL` over `item`, `owed` (what is open on it, 0 for a credit), `score`.
        """
        return SQL(
            """
            SELECT item.partner_id, item.seller_id, item.move_id, NULL::int4 AS collector_id,
                   item.team_id, %(columns)s
              FROM ar_kpi_item item
         LEFT JOIN (%(scores)s) score ON score.account_id = item.account_id
         LEFT JOIN ar_kpi_customer customer ON customer.partner_id = item.partner_id
             WHERE item.day = %(day)s
            """, columns=columns, day=day,
            scores=self._scores_sql(period, day))

    @api.model
    def _opening_term(self, period):
        return (
            'opening', 'opening_owed', 'opening_overdue', 'opening_due', 'opening_scored',
            'opening_score_weight',
        ), self._stock_sql(period, period.before, SQL(
            """
            item.residual AS opening, owed AS opening_owed,
            CASE WHEN item.maturity < %(start)s THEN owed ELSE 0 END AS opening_overdue,
            CASE WHEN item.maturity BETWEEN %(start)s AND %(until)s THEN owed ELSE 0 END
                AS opening_due,
            CASE WHEN score.total IS NOT NULL THEN owed ELSE 0 END AS opening_scored,
            COALESCE(score.total, 0) * owed AS opening_score_weight
            """, start=period.start, until=period.until))

    @api.model
    def _closing_term(self, period):
        return (
            'receivable', 'owed', 'overdue', 'owed_count', 'overdue_count', 'weak', 'scored',
            'score_weight',
        ), self._stock_sql(period, period.until, SQL(
            """
            item.residual AS receivable, owed,
            CASE WHEN item.maturity < item.day THEN owed ELSE 0 END AS overdue,
            (owed > 0)::int AS owed_count,
            (owed > 0 AND item.maturity < item.day)::int AS overdue_count,
            CASE WHEN customer.is_weak THEN owed ELSE 0 END AS weak,
            CASE WHEN score.total IS NOT NULL THEN owed ELSE 0 END AS scored,
            COALESCE(score.total, 0) * owed AS score_weight
            """))

    @api.model
    def _sales_term(self, period):
        """Invoices and credit notes, what of them falls due in the month, and what was written
        off, less what of it came in after all."""
        return (
            'invoiced', 'credited', 'quarter_sales', 'new_due', 'written_off',
        ), SQL(
            """
            SELECT contact.commercial_partner_id AS partner_id, told.invoice_user_id AS seller_id,
                   told.move_id, NULL::int4 AS collector_id, told.team_id,
                   CASE WHEN in_month AND is_sale THEN GREATEST(told.balance, 0) END AS invoiced,
                   CASE WHEN in_month AND is_sale THEN GREATEST(-told.balance, 0) END AS credited,
                   CASE WHEN is_sale THEN told.balance END AS quarter_sales,
                   CASE WHEN in_month AND is_sale AND due <= %(until)s
                        THEN GREATEST(told.balance, 0) END AS new_due,
                   CASE WHEN in_month AND told.ar_write_off_id IS NOT NULL
                        THEN -told.balance END AS written_off
              FROM (SELECT line.partner_id, line.balance, line.move_id, move.invoice_user_id,
                           move.ar_write_off_id, %(team)s AS team_id,
                           line.date >= %(start)s AS in_month,
                           COALESCE(line.date_maturity, line.date) AS due,
                           journal.type = 'sale' AND move.move_type IN
                               ('out_invoice', 'out_refund', 'out_receipt') AS is_sale
                      FROM account_move_line line
                      JOIN account_journal journal ON journal.id = line.journal_id
                -- line by line: joined to the lines of a month, all entries would be read
                CROSS JOIN LATERAL (
                            SELECT * FROM account_move WHERE id = line.move_id OFFSET 0) move
                     WHERE line.account_id IN %(accounts)s AND line.company_id = %(company)s
                       AND line.parent_state = 'posted'
                       AND journal.type IN ('sale', 'general')
                       AND line.date BETWEEN %(since)s AND %(until)s) told
         LEFT JOIN res_partner contact ON contact.id = told.partner_id
            """,
            since=period.sales_start, start=period.start, until=period.until,
            company=period.company.id, team=self._team_sql(SQL("move")),
            accounts=self.env['account.account']._ar_receivable_ids())

    @api.model
    def _cash_term(self, period):
        """Cash as it was counted, see `ar.kpi.receipt`; whom it was counted for stands there."""
        return ('collected', 'unconfirmed', 'taken_back', 'paid', 'paid_days'), SQL(
            """
            SELECT partner_id, seller_id, collector_id, team_ref AS team_id, move_id,
                   CASE WHEN is_collected THEN amount END AS collected,
                   CASE WHEN grade = 'unconfirmed' THEN amount END AS unconfirmed,
                   CASE WHEN reason IN ('taken_back', 'refund') THEN -amount END AS taken_back,
                   CASE WHEN reason IN ('receipt', 'late') THEN amount END AS paid,
                   CASE WHEN reason IN ('receipt', 'late') THEN amount * days END AS paid_days
              FROM ar_kpi_receipt
             WHERE company_id = %s AND date_from = %s
            """, period.company.id, period.start)

    @api.model
    def _telling_sql(self, period):
        """The journals of banks that tell what comes in: that have a bank line up to the end of the
        month, in the months that sales are taken from. A till tells nothing of a bank."""
        return SQL(
            """
            SELECT DISTINCT move.journal_id
              FROM account_bank_statement_line line
              JOIN account_move move ON move.id = line.move_id AND move.state = 'posted'
              JOIN account_journal journal
                ON journal.id = move.journal_id AND journal.type IN ('bank', 'credit')
             WHERE line.company_id = %s AND move.date BETWEEN %s AND %s
            """, period.company.id, period.sales_start, period.until)

    # === OF THE COMPANY ALONE === #

    @api.model
    def _add_company(self, period, sums):
        """Add what needs the sales of earlier months as they were kept, see `ar.snapshot`."""
        sales = self._kept_sales(period, sums)
        back = kpi.dso_count_back(sums.get('receivable', 0.0), [
            (sales[month], (min(period.until, month) - month.replace(day=1)).days + 1)
            for month in self._unbroken(period, sales)])
        weights = self.env.execute_query(SQL(
            """
            SELECT (date_trunc('month', invoice_date) + interval '1 month - 1 day')::date,
                   SUM(owed * (day - invoice_date))
              FROM ar_kpi_item
             WHERE day = %s AND owed > 0
          GROUP BY 1
            """, period.until))
        true = kpi.true_dso([(float(weight), sales.get(month)) for month, weight in weights])
        sums.update(count_back=back, true_days=true)

    @api.model
    def _kept_sales(self, period, sums):
        """Sales by month end: those of this month, and of the months that were kept."""
        kept = self.env['ar.snapshot']._read_group(
            [('period', '=', 'company'), ('company_id', '=', period.company.id),
             ('date', '<', period.start)], ['date:day'], ['sales_amount:sum'])
        return {
            period.end: sums.get('invoiced', 0.0) - sums.get('credited', 0.0), **dict(kept)}

    @api.model
    def _unbroken(self, period, sales):
        """The months that sales are known of, newest first, up to the first gap."""
        month = period.end
        while month in sales:
            yield month
            month = month.replace(day=1) - timedelta(days=1)
