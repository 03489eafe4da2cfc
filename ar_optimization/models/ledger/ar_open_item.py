from odoo import api, fields, models
from odoo.tools import SQL

# Figures that are others when looked at as of a past date.
AS_OF = {'depends_context': ('ar_as_of',)}


class ArOpenItem(models.Model):
    """One open receivable instalment: a posted journal item on a receivable account with something
    left to pay (or, negative, to use up).

    The items of a company add up to the receivable balance of its general ledger, always: items
    without partner, without invoice or without due date stay in. An item has the id of its journal
    item; other models point to `account.move.line`, never to this query.

    Context key `ar_as_of` (ISO date) shows the items as they stood at the end of that day.
    """
    _name = 'ar.open.item'
    _description = "Open Item"
    _inherit = ['ar.live.query']
    _auto = False
    _order = 'date_maturity, id'
    _rec_name = 'name'

    name = fields.Char(string="Number", readonly=True)
    ref = fields.Char(string="Reference", readonly=True)
    line_id = fields.Many2one('account.move.line', string="Journal Item", readonly=True)
    move_id = fields.Many2one('account.move', string="Invoice or Entry", readonly=True)
    move_type = fields.Selection(
        [
            ('entry', "Payment or Entry"), ('out_invoice', "Invoice"),
            ('out_refund', "Credit Note"), ('out_receipt', "Sales Receipt"),
            ('in_invoice', "Vendor Bill"), ('in_refund', "Vendor Credit Note"),
            ('in_receipt', "Purchase Receipt"),
        ],
        string="Kind", readonly=True,
    )
    company_id = fields.Many2one('res.company', readonly=True)
    commercial_partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    partner_id = fields.Many2one('res.partner', string="Contact", readonly=True)
    credit_account_id = fields.Many2one('ar.credit.account', readonly=True)
    account_id = fields.Many2one('account.account', string="Receivable Account", readonly=True)
    journal_id = fields.Many2one('account.journal', readonly=True)
    invoice_user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    payment_term_id = fields.Many2one('account.payment.term', readonly=True)
    no_followup = fields.Boolean(string="No Follow-Up", readonly=True)

    date = fields.Date(string="Accounting Date", readonly=True)
    invoice_date = fields.Date(
        readonly=True, help="The accounting date of what is no invoice.")
    date_maturity = fields.Date(
        string="Due Date", readonly=True,
        help="Of this instalment. What has no due date is payable at its accounting date.",
    )
    days_overdue = fields.Integer(
        readonly=True, aggregator='max',
        depends_context=('ar_as_of', 'tz'),
        help="Days since the due date; negative before it.",
    )
    bucket = fields.Selection(
        selection='_bucket_selection', string="Ageing", readonly=True,
        depends_context=('ar_as_of', 'tz', 'company'),
        help="By the buckets of the company you work in.",
    )

    company_currency_id = fields.Many2one('res.currency', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    amount = fields.Monetary(
        string="Original Amount", currency_field='company_currency_id', readonly=True)
    amount_currency = fields.Monetary(string="Original Amount in Currency", readonly=True)
    amount_residual = fields.Monetary(
        string="Open Amount", currency_field='company_currency_id', readonly=True, **AS_OF)
    amount_residual_currency = fields.Monetary(
        string="Open Amount in Currency", readonly=True, **AS_OF)
    disputed_amount = fields.Monetary(
        string="Disputed", currency_field='company_currency_id', readonly=True, **AS_OF)
    collectable_amount = fields.Monetary(
        string="Collectable", currency_field='company_currency_id', readonly=True, **AS_OF,
        help="The open amount less what the customer disputes.",
    )

    _depends = {
        'account.account': ['account_type'],
        'account.move': [
            'name', 'ref', 'move_type', 'partner_id', 'invoice_date', 'invoice_user_id',
            'invoice_payment_term_id',
        ],
        'account.move.line': [
            'account_id', 'amount_currency', 'amount_residual', 'amount_residual_currency',
            'balance', 'company_currency_id', 'company_id', 'currency_id', 'date',
            'date_maturity', 'journal_id', 'matching_number', 'move_id', 'name', 'no_followup',
            'parent_state', 'partner_id',
        ],
        'account.partial.reconcile': [
            'amount', 'credit_amount_currency', 'credit_move_id', 'debit_amount_currency',
            'debit_move_id', 'max_date',
        ],
        'ar.credit.account': ['company_id', 'partner_id'],
        'res.partner': ['commercial_partner_id'],
    }

    @api.model
    def _bucket_selection(self):
        return [
            (self._bucket_key(index), label)
            for index, label in enumerate(self.env.company._ar_bucket_labels())
        ]

    @api.model
    def _bucket_key(self, index):
        """What `bucket` holds for the bucket of an index: text that sorts as the buckets do."""
        return f'{index:02}'

    # === THE DAY === #

    @api.model
    def _as_of(self):
        """The past date that is looked at, or None for what is open now."""
        return fields.Date.to_date(self.env.context.get('ar_as_of')) or None

    @api.model
    def _today(self):
        """The day from which days overdue are counted; a parameter of the query, so that frozen
        dates and the user's time zone reach it."""
        return self._as_of() or fields.Date.context_today(self)

    # === QUERY === #

    @property
    def _table_query(self):
        return SQL("%s %s", self._select(), self._from())

    @api.model
    def _select(self):
        return SQL(
            """
            SELECT line.id,
                   line.id AS line_id,
                   line.move_id,
                   line.company_id,
                   line.company_currency_id,
                   line.currency_id,
                   line.account_id,
                   line.journal_id,
                   line.date,
                   line.no_followup,
                   line.balance AS amount,
                   line.amount_currency,
                   line.residual AS amount_residual,
                   line.residual_currency AS amount_residual_currency,
                   %(due)s AS date_maturity,
                   %(days)s AS days_overdue,
                   %(bucket)s AS bucket,
                   %(disputed)s AS disputed_amount,
                   line.residual - %(disputed)s AS collectable_amount,
                   move.name,
                   COALESCE(NULLIF(move.ref, ''), line.name) AS ref,
                   move.move_type,
                   COALESCE(move.invoice_date, line.date) AS invoice_date,
                   move.invoice_user_id,
                   move.invoice_payment_term_id AS payment_term_id,
                   COALESCE(move.partner_id, line.partner_id) AS partner_id,
                   partner.commercial_partner_id,
                   account.id AS credit_account_id
                   %(extra)s
            """,
            due=self._due_sql(),
            days=self._days_sql(),
            bucket=self._bucket_sql(),
            disputed=self._disputed_sql(),
            extra=self._select_extra(),
        )

    @api.model
    def _from(self):
        """PostgreSQL leaves out each outer join of which no column is asked for."""
        return SQL(
            """
            FROM (%s) line
            LEFT JOIN account_move move ON move.id = line.move_id
            LEFT JOIN res_partner partner ON partner.id = line.partner_id
            LEFT JOIN ar_credit_account account
                   ON account.partner_id = partner.commercial_partner_id
                  AND account.company_id = line.company_id
            %s
            %s
            """,
            self._open_lines_sql(), self._disputed_join(), self._from_extra(),
        )

    @api.model
    def _select_extra(self):
        """Hook for the rooms above: columns of theirs, each after a comma. `line` (the journal
        item), `move`, `partner` and `account` (the credit account) can be named.

        :return: `SQL`; empty here.
        """
        return SQL("")

    @api.model
    def _from_extra(self):
        """Hook for the rooms above: the LEFT JOINs of `_select_extra`. A join must find one row
        at most, or items are counted twice and the tie-out breaks.

        :return: `SQL`; empty here.
        """
        return SQL("")

    # === DISPUTED PART === #

    @api.model
    def _is_anything_disputed(self):
        """Hook for the collection room: whether an item is disputed at all on the day that is
        looked at, so that statements can do without the join. Never here."""
        return False

    @api.model
    def _disputed_join(self):
        """Hook for the collection room: the LEFT JOIN on `line` that the two expressions below
        name. It must find one row at most.

        :return: `SQL`; empty here.
        """
        return SQL("")

    @api.model
    def _disputed_sql(self):
        """Hook for the collection room: the disputed part of an item in company currency.

        :return: `SQL` of a numeric expression, at most the open amount; 0 here.
        """
        return SQL("0.0")

    @api.model
    def _disputed_currency_sql(self):
        """Hook for the collection room: as `_disputed_sql`, in the currency of the item."""
        return SQL("0.0")

    # === DUE DATE AND AGE === #

    @api.model
    def _due_sql(self):
        return SQL("COALESCE(line.date_maturity, line.date)")

    @api.model
    def _original_due_sql(self):
        """The due date of the first posting, where it is kept."""
        return SQL("COALESCE(line.original_date_maturity, line.date_maturity, line.date)")

    @api.model
    def _days_sql(self):
        return SQL("(%s::date - %s)", self._today(), self._due_sql())

    @api.model
    def _bucket_sql(self):
        """The bucket of an item, as `tools.ageing.bucket_of` would choose it."""
        *bounded, last = self.env.company._ar_buckets()
        cases = SQL(" ").join(
            SQL("WHEN %s <= %s THEN %s", self._days_sql(), bucket.upper,
                self._bucket_key(bucket.index))
            for bucket in bounded
        )
        return SQL("CASE %s ELSE %s END", cases, self._bucket_key(last.index))

    @api.model
    def _bare_sql(self, partners=None):
        """The open items with nothing but what is added up per customer: an index holds it all, and
        PostgreSQL has no joins to leave out.

        :param partners: commercial entities whose items are looked at; None means all.
        :return: `SQL` select with company_id, commercial_partner_id, amount_residual, days_overdue.
        """
        self.env['res.partner'].flush_model(['commercial_partner_id'])
        for model in ('account.move.line', 'account.partial.reconcile'):
            self.env[model].flush_model()
        return SQL(
            """
            SELECT line.company_id, partner.commercial_partner_id,
                   line.residual AS amount_residual, %s AS days_overdue
              FROM (%s) line
         LEFT JOIN res_partner partner ON partner.id = line.partner_id
            """,
            self._days_sql(),
            self._open_lines_sql(
                ('company_id', 'partner_id', 'date_maturity', 'date'), partners),
        )

    # === ACTIONS === #

    def action_open_document(self):
        """Open the invoice, or the entry, of this item."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.name,
            'res_model': 'account.move',
            'res_id': self.move_id.id,
            'views': [(False, 'form')],
        }
