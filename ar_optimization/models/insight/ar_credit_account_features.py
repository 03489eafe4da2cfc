from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.features import monthly_sales, months_known
from .feature_sql import FEATURE_COLUMNS, feature_query


class ArCreditAccount(models.Model):
    """How the customer pays, as stored figures: `tools/features.py` defines every one of them."""
    _inherit = 'ar.credit.account'

    invoice_count = fields.Float(
        string="Invoices", readonly=True, help="Invoices of the last 15 months.")
    paid_count = fields.Float(
        string="Paid Instalments", readonly=True, help="Instalments paid in the last 15 months.")
    resolved_count = fields.Float(
        string="Judged Instalments", readonly=True,
        help="Instalments paid in the last 15 months or overdue now: what the figures are of.")
    on_time_ratio = fields.Float(
        string="On Time", readonly=True, aggregator='avg',
        help="Instalments paid by their due date ÷ instalments paid or overdue.")
    on_time_ratio_amount = fields.Float(
        string="On Time by Amount", readonly=True, aggregator='avg',
        help="The same, weighted by amount.")
    mean_days_late = fields.Float(
        readonly=True, aggregator='avg',
        help="Early payment counts as 0, an overdue instalment with its days so far.")
    weighted_days_late = fields.Float(
        string="Days Late by Amount", readonly=True, aggregator='avg')
    delay_recent = fields.Float(
        string="Delay, Last 3 Months", readonly=True, aggregator='avg',
        help="Mean days from due date to payment, negative when paid early.")
    delay_before = fields.Float(
        string="Delay, 12 Months Before", readonly=True, aggregator='avg')
    delay_trend = fields.Float(
        readonly=True, aggregator='avg',
        help="Delay of the last 3 months less that of the 12 months before: positive means that "
             "the customer is getting slower.")
    average_order = fields.Monetary(string="Average Invoice", readonly=True, aggregator='avg')
    order_volatility = fields.Float(
        readonly=True, aggregator='avg',
        help="Standard deviation of the invoice amounts ÷ their mean.")
    net_sales = fields.Monetary(
        readonly=True, help="Invoices less credit notes of the last 15 months.")
    sales_by_currency = fields.Json(
        string="Net Sales by Currency", readonly=True)  # id of the invoices' currency → net sales
    partial_ratio = fields.Float(
        string="Paid in Parts", readonly=True, aggregator='avg',
        help="Share of the paid instalments that took payments on more than one day.")
    credit_note_ratio = fields.Float(
        string="Credit Notes", readonly=True, aggregator='avg',
        help="Credit notes ÷ invoices of the last 15 months, by amount.")
    first_invoice_date = fields.Date(string="First Invoice", readonly=True)
    last_invoice_date = fields.Date(string="Last Invoice", readonly=True)
    last_payment_date = fields.Date(string="Last Payment", readonly=True)
    features_date = fields.Date(
        string="Behaviour as of", readonly=True,
        help="The day these figures last changed; they are checked every night.")
    features_next_date = fields.Date(
        readonly=True,
        help="The next day on which the figures move although nobody books anything: an instalment "
             "becomes overdue, or an invoice leaves the months that are looked at.")
    months_known = fields.Float(
        compute='_compute_known_for', help="Months since the first invoice.")
    monthly_sales = fields.Monetary(
        compute='_compute_known_for',
        help="Net sales per month over the last 15 months, or since the customer is known.")

    # === COMPUTE === #

    @api.depends('first_invoice_date', 'net_sales')
    @api.depends_context('ar_as_of')
    def _compute_known_for(self):
        as_of = self.env.context.get('ar_as_of')
        today = fields.Date.to_date(as_of) or fields.Date.context_today(self)
        for account in self:
            first = account.first_invoice_date
            digits = account.currency_id.decimal_places
            account.months_known = months_known(first, today) or 0.0
            account.monthly_sales = monthly_sales(
                account.net_sales, first, today, digits) or 0.0

    # === CRON === #

    @api.model
    def _figure_steps(self):
        # EXTENDS ledger
        return [*super()._figure_steps(), '_nightly_features', '_nightly_scores']

    @api.model
    def _nightly_features(self, companies, today, full=False):
        """Bring the stored behaviour of customers up to date.

        Looks only at accounts with a booking since the last run, and at those whose figures move
        by themselves by `today`; the result is the same as that of a full run.
        """
        self.env.flush_all()
        stale = None if full else self._get_stale_accounts(companies, today)
        if full or stale:
            self._store_features(companies, today, stale)
        # Under REPEATABLE READ this deletes exactly the rows that the statement above could see.
        self.env.cr.execute(SQL(
            "DELETE FROM ar_feature_change WHERE company_id = ANY(%s)", companies.ids))
        self.invalidate_model([*FEATURE_COLUMNS, 'features_date'])

    @api.model
    def _get_stale_accounts(self, companies, today):
        """Ids of the accounts whose behaviour may differ from what is stored.

        An account computed for a later day than `today` is one of them: it has seen the future.
        """
        rows = self.env.execute_query(SQL(
            """SELECT account.id
                 FROM ar_credit_account account
                WHERE account.company_id = ANY(%(companies)s)
                  AND (account.features_date IS NULL
                       OR account.features_date > %(today)s
                       OR account.features_next_date <= %(today)s
                       OR EXISTS (
                           SELECT 1 FROM ar_feature_change change
                            WHERE change.company_id = account.company_id
                              AND change.partner_id = account.partner_id))""",
            companies=companies.ids, today=today,
        ))
        return [row[0] for row in rows]

    @api.model
    def _store_features(self, companies, today, account_ids=None):
        """Write the features of accounts that differ from what is stored, in one statement."""
        names = [SQL.identifier(name) for name in FEATURE_COLUMNS]
        new = [SQL("fresh.%s", name) for name in names]
        comma = SQL(", ")
        self.env.cr.execute("SET LOCAL jit = off")  # it compiles for longer than it saves
        self.env.cr.execute(SQL(
            """UPDATE ar_credit_account account
                  SET features_date = %(today)s, %(assignments)s
                 FROM (%(query)s) AS fresh (id, %(names)s)
                WHERE account.id = fresh.id
                  AND (account.features_date IS NULL OR account.features_date > %(today)s
                       OR (%(old)s) IS DISTINCT FROM (%(new)s))""",
            today=today,
            query=feature_query(self.env, companies, today, account_ids),
            assignments=comma.join(
                SQL("%s = %s", name, value) for name, value in zip(names, new, strict=True)),
            names=comma.join(names),
            old=comma.join(SQL("account.%s", name) for name in names),
            new=comma.join(new),
        ))
