from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .ar_credit_account_figures import DEBT, ITEM_FIGURES

# A gap in the nightly runs is filled up to this many days back; month ends up to this many months.
MAX_DAYS = 31
MAX_MONTHS = 12
# A company's own months are few rows: two years, so that figures over a year have a trend.
COMPANY_MONTHS = 25
# Limit and status are known for the present only: a snapshot of an older day leaves them empty.
TERMS_KNOWN_DAYS = 5

# What stands on a day cannot be added up over days.
STOCK_FIGURES = (
    'receivable_amount', 'overdue_amount', 'overdue_original_amount', 'unapplied_amount',
    'open_item_count',
)
ORIGINAL_FIGURES = {
    'overdue_original_amount': SQL(
        "SUM(item.amount_residual) FILTER (WHERE %s AND item.original_days_overdue > 0)", DEBT),
}
FLOW_FIGURES = {
    'sales_amount': SQL("SUM(item.sales)"),
    'collected_amount': SQL("SUM(item.collected)"),
}
FIGURES = {**ITEM_FIGURES, **ORIGINAL_FIGURES, **FLOW_FIGURES}


class ArSnapshot(models.Model):
    """Figures as they stood at the end of a period, so that trends never move after the fact: each
    month per credit account and per company, each day per company. Kept for ever.

    Built by SQL for any date. Building it again gives the same figures, unless somebody booked
    into the past; the terms of that day (limit, status, what other rooms add) are never rewritten.
    """
    _name = 'ar.snapshot'
    _description = "Receivables Snapshot"
    _inherit = ['ar.amount.mixin']
    _order = 'date desc, id'
    _rec_name = 'date'

    period = fields.Selection(
        [
            ('day', "Day, Company"), ('month', "Month, Customer"), ('company', "Month, Company"),
        ],
        required=True, readonly=True)
    date = fields.Date(required=True, readonly=True, help="Last day of the period.")
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    credit_account_id = fields.Many2one(
        'ar.credit.account', string="Customer", readonly=True, index='btree_not_null',
        ondelete='restrict', help="Empty for the whole company.")

    receivable_amount = fields.Monetary(
        string="Receivable", readonly=True, help="Over several dates: the average.")
    overdue_amount = fields.Monetary(
        string="Overdue", readonly=True, help="Over several dates: the average.")
    overdue_original_amount = fields.Monetary(
        string="Overdue by Original Due Dates", readonly=True,
        help="What was past the due date of its first posting, whatever was agreed on later. "
             "Over several dates: the average.")
    unapplied_amount = fields.Monetary(
        string="Unapplied Credits", readonly=True, help="Over several dates: the average.")
    worst_overdue_days = fields.Integer(
        string="Days Overdue", readonly=True, aggregator='max')
    open_item_count = fields.Integer(string="Open Instalments", readonly=True)
    buckets = fields.Json(
        string="Ageing", readonly=True,
        help="Upper bounds in days overdue and, one more than these and not due first, amounts.")
    sales_amount = fields.Monetary(
        string="Credit Sales", readonly=True,
        help="Invoices of the period less credit notes, taxes included.")
    collected_amount = fields.Monetary(
        string="Collected", readonly=True,
        help="Receipts of the period by bank and cash, refunds subtracted.")

    credit_mode = fields.Selection(
        selection=lambda self: self.env['ar.credit.account']._fields['credit_mode']
        ._description_selection(self.env),
        readonly=True, help="Empty when the snapshot was built long after its day.")
    status = fields.Selection(
        selection=lambda self: self.env['ar.credit.account']._fields['status']
        ._description_selection(self.env),
        readonly=True)
    effective_limit = fields.Monetary(string="Limit", readonly=True, aggregator=None)

    _unique_period = models.UniqueIndex(
        "(company_id, period, date, COALESCE(credit_account_id, 0))",
        "There is a snapshot of this period.")

    def _read_group_select(self, aggregate_spec, query):
        # EXTENDS 'base': added up over customers, averaged over dates.
        total = super()._read_group_select(aggregate_spec, query)
        fname, __, function = aggregate_spec.partition(':')
        if fname not in STOCK_FIGURES or not function.startswith('sum'):
            return total
        return SQL(
            "(%s) / NULLIF(COUNT(DISTINCT %s), 0)", total,
            self._field_to_sql(self._table, 'date', query))

    # === BUSINESS === #

    @api.model
    def _build(self, company, date, period, today=None, refresh=False):
        """Take the snapshots of one company for one date, by one statement.

        :param company: one `res.company`; the amounts are in its currency.
        :param date date: the day, or any day of the month for `month`.
        :param str period: `day` or `company` (one row for the company, its flows those of the
            day or of the month), or `month` (one row per account that owes something or had sales
            or receipts).
        :param date today: default the user's today; decides whether terms are still known.
        :param bool refresh: bring the figures of existing rows up to date; else they are kept.
        :return: number of rows written.
        """
        start, end = self._bounds(date, period)
        today = today or fields.Date.context_today(self)
        terms = self._terms_sql(period, known=(today - end).days <= TERMS_KNOWN_DAYS)
        figures = self._figures_sql(company)
        comma = SQL(", ")
        self.flush_model()
        self.env.cr.execute("SET LOCAL jit = off")  # it compiles for longer than it saves
        rows = self.env.execute_query(SQL(
            """
            INSERT INTO ar_snapshot (company_id, period, date, credit_account_id, create_date,
                                     write_date, %(figures)s, %(terms)s)
                 SELECT %(company)s, %(period)s, %(date)s, %(account)s, %(now)s, %(now)s,
                        %(figure_values)s, %(term_values)s
                   FROM %(facts)s
            ON CONFLICT (company_id, period, date, COALESCE(credit_account_id, 0)) %(conflict)s
              RETURNING id
            """,
            company=company.id, period=period, date=end, now=fields.Datetime.now(),
            account=SQL("account.id") if period == 'month' else SQL("NULL"),
            figures=comma.join(map(SQL.identifier, figures)),
            figure_values=comma.join(SQL("fact.%s", SQL.identifier(name)) for name in figures),
            terms=comma.join(map(SQL.identifier, terms)),
            term_values=comma.join(terms.values()),
            facts=self._facts_sql(company, start, end, figures, period),
            conflict=self._conflict_sql(figures, refresh),
        ))
        self.invalidate_model()
        return len(rows)

    @api.model
    def _build_missing(self, companies, today):
        """Take the snapshots that are due: of the days up to yesterday and of every month that has
        ended since the last one. Trends begin with the months that the ledger knows, not with the
        app: a first run goes back as far as a later one ever would.

        At night each month is committed, oldest first: a night that is stopped goes on from there.
        """
        last_days = self._last_dates(companies, 'day')
        last_months = self._last_dates(companies, 'month')
        yesterday = today - timedelta(days=1)
        for company in companies:
            last = last_days.get(company)
            missing = min((yesterday - last).days, MAX_DAYS) if last else 1
            for days in range(missing, 0, -1):
                self._build(company, today - timedelta(days=days), 'day', today)
            for month_end in self._month_ends(last_months.get(company), today, MAX_MONTHS):
                self._build(company, month_end, 'month', today)
                self.env['ar.credit.account']._commit_chunk()
        self._build_company_months(companies, today)

    @api.model
    def _build_company_months(self, companies, today):
        """Take the month ends of the companies themselves that came since the last one kept."""
        last_months = self._last_dates(companies, 'company')
        for company in companies:
            for month_end in self._month_ends(last_months.get(company), today, COMPANY_MONTHS):
                self._build(company, month_end, 'company', today)
                self.env['ar.credit.account']._commit_chunk()

    @api.model
    def _last_dates(self, companies, period):
        """Date of the newest snapshot by company."""
        return dict(self._read_group(
            [('company_id', 'in', companies.ids), ('period', '=', period)],
            ['company_id'], ['date:max']))

    @api.model
    def _month_ends(self, last, today, most):
        """The ends of the months that are over and come after a date, oldest first.

        :param last: the newest month end that is kept, or None.
        :param int most: never go back more months than this.
        """
        ends = [
            today.replace(day=1) - relativedelta(months=back) - timedelta(days=1)
            for back in reversed(range(most))
        ]
        return [end for end in ends if not last or end > last]

    @api.model
    def _fold_accounts(self, source, target):
        """Add the history of one credit account to that of another of the same company, when both
        customers become one. Terms of the target are kept.

        :param source, target: one `ar.credit.account` each.
        """
        amounts = [name for name in FIGURES if name != 'worst_overdue_days']
        self.flush_model()
        self.env.cr.execute(SQL(
            """
            UPDATE ar_snapshot kept
               SET %(sums)s,
                   worst_overdue_days = GREATEST(kept.worst_overdue_days, gone.worst_overdue_days),
                   buckets = NULL
              FROM ar_snapshot gone
             WHERE gone.credit_account_id = %(source)s AND kept.credit_account_id = %(target)s
               AND gone.period = kept.period AND gone.date = kept.date
            """,
            sums=SQL(", ").join(
                SQL("%(name)s = COALESCE(kept.%(name)s, 0) + COALESCE(gone.%(name)s, 0)",
                    name=SQL.identifier(name)) for name in amounts),
            source=source.id, target=target.id,
        ))
        self.env.cr.execute(SQL(
            """
            DELETE FROM ar_snapshot gone USING ar_snapshot kept
             WHERE gone.credit_account_id = %(source)s AND kept.credit_account_id = %(target)s
               AND gone.period = kept.period AND gone.date = kept.date;
            UPDATE ar_snapshot SET credit_account_id = %(target)s
             WHERE credit_account_id = %(source)s
            """,
            source=source.id, target=target.id,
        ))
        self.invalidate_model(flush=False)

    @api.model
    def _bounds(self, date, period):
        """First and last day of the period a date lies in."""
        if period == 'day':
            return date, date
        first = date.replace(day=1)
        return first, first + relativedelta(months=1, days=-1)

    # === QUERY === #

    @api.model
    def _account_columns(self):
        """Hook: columns of the account that are frozen with the figures while they are known. A
        room above adds a column of the same name to both models and appends it here."""
        return ['credit_mode', 'status']

    @api.model
    def _terms_sql(self, period, known):
        """Column → SQL of what the account was granted on that day; NULL when unknown."""
        names = [*self._account_columns(), 'effective_limit']
        if period != 'month' or not known:
            return dict.fromkeys(names, SQL("NULL"))
        accounts = self.env['ar.credit.account']
        query = accounts._as_query(ordered=False)
        return {
            name: accounts._field_to_sql('account', name, query) for name in names
        }

    @api.model
    def _figures_sql(self, company):
        """Column → SQL over the facts of one customer, or of all."""
        buckets = SQL(", ").join(
            SQL("COALESCE(SUM(item.amount_residual) FILTER (WHERE item.bucket = %s), 0)",
                self.env['ar.open.item']._bucket_key(bucket.index))
            for bucket in company._ar_buckets()
        )
        return {
            **{name: SQL("COALESCE(%s, 0)", figure)
               for name, figure in FIGURES.items()},
            'buckets': SQL(
                "jsonb_build_object('bounds', %s::jsonb, 'amounts', jsonb_build_array(%s))",
                str(list(company._ar_bounds())), buckets),
        }

    @api.model
    def _facts_sql(self, company, start, end, figures, period):
        """The figures as a FROM clause: `fact`, and its `account` for the month of a customer."""
        selected = SQL(", ").join(
            SQL("%s AS %s", figure, SQL.identifier(name)) for name, figure in figures.items())
        items = SQL(
            "((%s) UNION ALL (%s)) item",
            self._items_sql(company, end), self._flows_sql(company, start, end))
        if period != 'month':
            return SQL("(SELECT %s FROM %s) fact", selected, items)
        return SQL(
            """
            (SELECT item.partner_id, %s FROM %s GROUP BY item.partner_id) fact
            JOIN ar_credit_account account
              ON account.partner_id = fact.partner_id AND account.company_id = %s
            """,
            selected, items, company.id,
        )

    @api.model
    def _items_sql(self, company, end):
        """Open items at the end of the period, by the buckets of the company. No column is read
        that is not in the index of open items."""
        items = self.env['ar.open.item'].with_company(company).with_context(ar_as_of=end)
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, line.residual AS amount_residual,
                   %(days)s AS days_overdue, %(end)s - %(original)s AS original_days_overdue,
                   %(bucket)s AS bucket, 0.0 AS sales, 0.0 AS collected
              FROM (%(lines)s) line
         LEFT JOIN res_partner partner ON partner.id = line.partner_id
             WHERE line.company_id = %(company)s
            """,
            days=items._days_sql(), bucket=items._bucket_sql(), company=company.id,
            end=end, original=items._original_due_sql(),
            lines=items._open_lines_sql(
                ('company_id', 'partner_id', 'date', 'date_maturity', 'original_date_maturity')),
        )

    @api.model
    def _flows_sql(self, company, start, end):
        """Sales and receipts of the period, from the same receivable accounts as the items.

        The kind of document is looked up line by line, where it can be an invoice: joined to the
        lines of a month, the table of entries would be read from end to end.
        """
        return SQL(
            """
            SELECT partner.commercial_partner_id, NULL, NULL, NULL, NULL,
                   CASE WHEN journal.type = 'sale'
                         AND (SELECT move_type FROM account_move WHERE id = line.move_id)
                             IN ('out_invoice', 'out_refund', 'out_receipt')
                        THEN line.balance ELSE 0 END,
                   CASE WHEN journal.type IN ('bank', 'cash', 'credit')
                        THEN -line.balance ELSE 0 END
              FROM account_move_line line
              JOIN account_journal journal ON journal.id = line.journal_id
         LEFT JOIN res_partner partner ON partner.id = line.partner_id
             WHERE line.account_id IN %s
               AND line.company_id = %s
               AND line.parent_state = 'posted'
               AND line.date BETWEEN %s AND %s
            """,
            self.env['account.account']._ar_receivable_ids(), company.id, start, end,
        )

    @api.model
    def _flow_totals(self, company, start, end):
        """Sales and receipts of a company on some days, as the snapshots take them.

        :param start, end: first and last day.
        :return: {name of the figure: amount in company currency}
        """
        self.env['account.move.line'].flush_model()
        [amounts] = self.env.execute_query(SQL(
            """
            SELECT COALESCE(SUM(flow.sales), 0)::float8, COALESCE(SUM(flow.collected), 0)::float8
              FROM (%s) flow (partner_id, residual, days, original_days, bucket, sales, collected)
            """, self._flows_sql(company, start, end)))
        return dict(zip(FLOW_FIGURES, amounts, strict=True))

    @api.model
    def _conflict_sql(self, figures, refresh):
        if not refresh:
            return SQL("DO NOTHING")
        return SQL("DO UPDATE SET %s", SQL(", ").join(
            SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name))
            for name in figures))
