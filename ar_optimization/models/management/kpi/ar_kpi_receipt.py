from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

# Money whose evidence can still change is looked at again: what was dated so many months ago.
EVIDENCE_MONTHS = 2
# What was counted in so many months is held against the ledger; money paid back always is.
MEMORY_MONTHS = 12
MONEY = ('bank', 'cash', 'credit')


class ArKpiReceipt(models.Model):
    """Cash that was counted for somebody: one row per matching of money with a debt, in the month
    in which it counted. What the ledger says today is held against what earlier months have
    counted, and the difference is a row of the running month: money that is taken back comes back
    as a negative amount, for whoever it was counted for. All rows together are what the ledger says
    now."""
    _name = 'ar.kpi.receipt'
    _description = "Counted Cash"
    _inherit = ['ar.engine.written', 'ar.kpi.frozen', 'ar.amount.mixin']
    _order = 'date desc, id desc'
    _rec_name = 'move_id'
    _frozen_links = (
        'seller_id', 'collector_id', 'tier_id', 'partner_id', 'move_id', 'money_move_id')

    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    date_from = fields.Date(string="Counted In", required=True, readonly=True)
    date = fields.Date(
        string="Received On", required=True, readonly=True,
        help="Day of the bank line that confirms it, else of the payment.")
    reason = fields.Selection(
        [
            ('receipt', "Receipt"), ('late', "Matched Later"), ('regraded', "Other Evidence"),
            ('taken_back', "Taken Back"), ('refund', "Paid Back to the Customer"),
        ], required=True, readonly=True,
        help="Matched Later: received in an earlier month, matched with a debt in this one.\n"
             "Other Evidence: counted before, and since then confirmed by the bank or no longer.\n"
             "Taken Back: counted in an earlier month; the payment was reversed, bounced or undone "
             "since.")
    grade = fields.Selection(
        [('certain', "Bank Line"), ('unconfirmed', "Unconfirmed")], string="Evidence",
        required=True, readonly=True)
    # Decided when it is counted, and kept: cash that was collected once is not collected again when
    # the bank's data comes later.
    is_collected = fields.Boolean(string="Collected", readonly=True)
    amount = fields.Monetary(readonly=True, help="In company currency; negative: taken back.")
    days = fields.Integer(
        readonly=True, aggregator='avg', help="From the invoice to the receipt.")
    partner_id = fields.Many2one(
        'res.partner', string="Customer", readonly=True, index='btree_not_null',
        ondelete='set null')
    move_id = fields.Many2one(
        'account.move', string="Invoice", readonly=True, index='btree_not_null',
        ondelete='set null')
    money_move_id = fields.Many2one(
        'account.move', string="Payment", readonly=True, index='btree_not_null',
        ondelete='set null')
    seller_id = fields.Many2one(
        'res.users', string="Salesperson", readonly=True, index='btree_not_null',
        ondelete='set null')
    collector_id = fields.Many2one(
        'res.users', readonly=True, index='btree_not_null', ondelete='set null')
    tier_id = fields.Many2one(
        'ar.credit.tier', readonly=True, index='btree_not_null', ondelete='set null')
    team_ref = fields.Integer(readonly=True, aggregator=None)
    # Of the matching; negative: of the journal item of money that was paid back.
    source_ref = fields.Integer(required=True, readonly=True, aggregator=None)
    origin_ref = fields.Integer(
        string="First Counted As", readonly=True, aggregator=None,
        help="Record ID of the row in which it was counted first.")

    _month_idx = models.Index('(company_id, date_from, source_ref)')

    def _engine_words(self):
        return self.env._("Cash is counted by the ledger: nobody writes it by hand.")

    # === ACTIONS === #

    def action_open_invoice(self):
        """Open the invoice, with the user's own rights."""
        self.ensure_one()
        return self.move_id._get_records_action()

    # === BUSINESS === #

    @api.model
    def _count(self, period):
        """Count the cash of a month that is not frozen, anew.

        :param period: `ar_kpi_result_build.Period`.
        :return: number of rows.
        """
        self.env.flush_all()
        company, start = period.company, period.start
        self.env.cr.execute(SQL(
            "DELETE FROM ar_kpi_receipt WHERE company_id = %s AND date_from = %s",
            company.id, start))
        columns = SQL(
            "company_id, date_from, state, source_ref, origin_ref, date, reason, grade, amount,"
            " days, partner_id, move_id, money_move_id, seller_id, collector_id, tier_id, team_ref,"
            " is_collected")
        self.env.cr.execute(SQL(
            """
            INSERT INTO ar_kpi_receipt (%(columns)s, create_date, write_date)
            WITH customer AS MATERIALIZED (%(customers)s),
                 candidate AS MATERIALIZED (%(candidates)s),
                 taken AS MATERIALIZED (%(taken)s),
                 telling AS MATERIALIZED (%(telling)s),
                 counted AS MATERIALIZED (%(counted)s),
                 value AS MATERIALIZED (%(matched)s UNION ALL %(refunds)s)
            SELECT changed.*, %(now)s, %(now)s
              FROM (%(new)s UNION ALL %(gone)s) AS changed(%(columns)s)
            """,
            columns=columns, now=fields.Datetime.now(),
            customers=self.env['ar.kpi.result']._customers_sql(period),
            candidates=self._candidates_sql(period), taken=self._taken_sql(period),
            telling=self.env['ar.kpi.result']._telling_sql(period),
            matched=self._matched_sql(period), refunds=self._refunds_sql(period),
            counted=self._counted_sql(period), new=self._new_sql(period),
            gone=self._gone_sql(period)))
        rows = self.env.cr.rowcount
        self.invalidate_model()
        return rows

    # === QUERY === #

    @api.model
    def _since(self, period):
        """The first day whose money is looked at again."""
        return period.start - relativedelta(months=EVIDENCE_MONTHS)

    @api.model
    def _candidates_sql(self, period):
        """Matchings with money of the last months, and all that were made since the last month was
        counted, however old the money is."""
        return SQL(
            """
            SELECT part.id, part.debit_move_id, part.credit_move_id, part.amount, money.move_id
              FROM account_move_line money
              JOIN account_partial_reconcile part ON part.credit_move_id = money.id
             WHERE money.company_id = %(company)s AND money.account_id IN %(accounts)s
               AND money.parent_state = 'posted' AND money.balance < 0
               AND money.date BETWEEN %(since)s AND %(end)s
             UNION
            SELECT part.id, part.debit_move_id, part.credit_move_id, part.amount, money.move_id
              FROM account_partial_reconcile part
              JOIN account_move_line money ON money.id = part.credit_move_id
             WHERE part.company_id = %(company)s
               AND part.id > (SELECT MAX(source_ref) FROM ar_kpi_receipt
                               WHERE company_id = %(company)s AND date_from < %(start)s)
            """, **self._words(period))

    @api.model
    def _words(self, period):
        return {
            'company': period.company.id, 'start': period.start, 'end': period.until,
            'since': self._since(period), 'money': MONEY,
            'digits': period.company.currency_id.decimal_places,
            'accounts': self.env['account.account']._ar_receivable_ids()}

    @api.model
    def _taken_sql(self, period):
        """The share of what money settled that is none: a write-off, discount or fee with its tax,
        which stands in the entry of the money itself."""
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
                     WHERE line.move_id IN (SELECT move_id FROM candidate)
                  GROUP BY line.move_id) entry
             WHERE lost > 0 AND settled < 0
            """, **self._words(period))

    @api.model
    def _matched_sql(self, period):
        """What the candidates are worth on the last day, and for whom: the part of them that is
        money. What no bank line confirms is collected where its journal has no bank lines."""
        found = SQL(
            "SELECT id AS source_ref, debit_move_id, credit_move_id AS line_id, amount"
            "  FROM candidate")
        return SQL(
            """
            SELECT money.source_ref, money.day AS date, money.grade,
                   ROUND(money.amount * (1 - COALESCE(taken.share, 0)), %(digits)s) AS amount,
                   money.day - COALESCE(move.invoice_date, debt.date) AS days,
                   customer.partner_id, move.id AS move_id, money.move_id AS money_move_id,
                   COALESCE(move.invoice_user_id, customer.seller_id) AS seller_id,
                   customer.collector_id, customer.tier_id, %(team)s AS team_ref,
                   money.grade = 'certain' OR entry.journal_id NOT IN (
                       SELECT journal_id FROM telling) AS is_collected
              FROM (SELECT settled.*,
                           CASE WHEN is_bank OR bank_date <= %(end)s THEN 'certain'
                                ELSE 'unconfirmed' END AS grade,
                           CASE WHEN bank_date <= %(end)s THEN bank_date ELSE item_date END AS day
                      FROM (%(settled)s) settled
                     WHERE (is_bank OR is_payment) AND item_date <= %(end)s) money
              JOIN account_move_line debt
                ON debt.id = money.debit_move_id AND debt.parent_state = 'posted'
               AND debt.company_id = %(company)s AND debt.account_id IN %(accounts)s
              JOIN account_journal journal
                ON journal.id = debt.journal_id AND journal.type NOT IN %(money)s
              JOIN account_move move ON move.id = debt.move_id
              JOIN account_move entry ON entry.id = money.move_id
         LEFT JOIN taken ON taken.move_id = money.move_id
         LEFT JOIN res_partner contact ON contact.id = debt.partner_id
         LEFT JOIN customer ON customer.partner_id = contact.commercial_partner_id
            """, settled=self.env['ar.promise']._settled_sql(found),
            team=self.env['ar.kpi.result']._team_sql(SQL("move")), **self._words(period))

    @api.model
    def _refunds_sql(self, period):
        """Money that went back to customers, without what had come in and was never counted. What
        earlier months have counted is looked at again: it may be repaid."""
        return SQL(
            """
            SELECT -line.id, line.date, 'certain', COALESCE(used.amount, 0) - line.balance, 0,
                   customer.partner_id, line.move_id, line.move_id, customer.seller_id,
                   customer.collector_id, customer.tier_id, NULL::int, TRUE
              FROM account_move_line line
              JOIN account_journal journal
                ON journal.id = line.journal_id AND journal.type IN %(money)s
         LEFT JOIN res_partner contact ON contact.id = line.partner_id
         LEFT JOIN customer ON customer.partner_id = contact.commercial_partner_id
         LEFT JOIN LATERAL (
                SELECT SUM(part.amount) AS amount
                  FROM account_partial_reconcile part
                  JOIN account_move_line other
                    ON other.id = part.credit_move_id AND other.parent_state = 'posted'
                  JOIN account_journal its
                    ON its.id = other.journal_id AND its.type IN %(money)s
                 WHERE part.debit_move_id = line.id) used ON TRUE
             WHERE line.id IN (
                    SELECT id
                      FROM account_move_line
                     WHERE company_id = %(company)s AND account_id IN %(accounts)s AND balance > 0
                       AND date BETWEEN %(since)s AND %(end)s
                     UNION
                    SELECT -source_ref FROM counted WHERE source_ref < 0)
               AND line.parent_state = 'posted' AND line.account_id IN %(accounts)s
               AND line.balance > COALESCE(used.amount, 0)
            """, **self._words(period))

    @api.model
    def _counted_sql(self, period):
        """What all earlier months have counted, by matching and evidence, of the matchings to look
        at. Of these no month is left out: half of what cancels out would be counted again."""
        return SQL(
            """
            SELECT source_ref, grade, SUM(amount) AS amount, MIN(id) AS origin_ref,
                   COALESCE(SUM(amount) FILTER (WHERE is_collected), 0) <> 0 AS is_collected
              FROM ar_kpi_receipt
             WHERE company_id = %(company)s AND date_from < %(start)s
               AND (source_ref < 0
                    OR source_ref IN (SELECT source_ref FROM ar_kpi_receipt
                                       WHERE company_id = %(company)s AND date_from < %(start)s
                                         AND date_from >= %(memory)s)
                    OR source_ref IN (SELECT id FROM candidate))
          GROUP BY source_ref, grade
            HAVING SUM(amount) <> 0
            """, memory=period.start - relativedelta(months=MEMORY_MONTHS), **self._words(period))

    @api.model
    def _new_sql(self, period):
        """What is worth more, or less, than earlier months have counted. Money from before the
        first month that was counted at all is not looked at."""
        return SQL(
            """
            SELECT %(company)s, %(start)s::date, 'open', value.source_ref, counted.origin_ref,
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
            """, begun=self._begun(period), **self._words(period))

    @api.model
    def _begun(self, period):
        """The first day of the first month that has results."""
        [[first]] = self.env.execute_query(SQL(
            "SELECT MIN(date_from) FROM ar_kpi_result WHERE company_id = %s", period.company.id))
        return min(first or period.start, period.start)

    @api.model
    def _gone_sql(self, period):
        """What earlier months have counted and the ledger does not say any more: the matching is
        gone, its entries are no longer posted, or the bank says something else of it."""
        return SQL(
            """
            SELECT %(company)s, %(start)s::date, 'open', counted.source_ref, counted.origin_ref,
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
             WHERE value.source_ref IS NULL
               AND (EXISTS (SELECT FROM candidate WHERE candidate.id = counted.source_ref)
                    OR counted.source_ref < 0
                    OR (counted.source_ref > 0 AND NOT EXISTS (
                        SELECT FROM account_partial_reconcile part
                          JOIN account_move_line debt
                            ON debt.id = part.debit_move_id AND debt.parent_state = 'posted'
                          JOIN account_move_line item
                            ON item.id = part.credit_move_id AND item.parent_state = 'posted'
                         WHERE part.id = counted.source_ref)))
            """, **self._words(period))
