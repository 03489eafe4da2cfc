from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

# Figures that are others when looked at as of a past date.
AS_OF = {'depends_context': ('ar_as_of',)}


class LedgerFacts(NamedTuple):
    """What a statement on the open items of now has to know before it is written: the receivable
    accounts, and whether a matching is to be undone. Handed on in the context, where no call from
    outside can put one."""

    receivable_ids: tuple
    undoes: bool


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
    _inherit = ['ar.amount.mixin']
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

    @api.model
    def _search(self, *args, **kwargs):
        # EXTENDS 'base': nothing tells the cache of a query that an invoice was posted or paid
        # in the same transaction, so what it holds is forgotten at each new search.
        self.invalidate_model(flush=False)
        return super()._search(*args, **kwargs)

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
            """,
            self._open_lines_sql(), self._from_extra(),
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

    @api.model
    def _disputed_sql(self):
        """Hook for the collection room: the disputed part of an item in company currency.

        :return: `SQL` of a numeric expression, at most the open amount; 0 here.
        """
        return SQL("0.0")

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
    def _bare_sql(self):
        """The open items with nothing but what is added up per customer: an index holds it all, and
        PostgreSQL has no joins to leave out.

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
            self._open_lines_sql(('company_id', 'partner_id', 'date_maturity', 'date')),
        )

    # === OPEN LINES === #

    @api.model
    def _open_lines_sql(self, columns=None):
        """Journal items with something open, and how much (`residual`, `residual_currency`).

        :param columns: names of the columns wanted. Named, an index may hold all of them; None
            means all, and each item is read from the table.

        Odoo keeps the residual of each item on the item. It counts matchings that do not count
        here: those made after the date that is looked at, and those with an entry that was set
        back to draft (Odoo keeps them, and shows an invoice as paid by a payment that is in no
        ledger). Undoing these few is much cheaper than adding up all the others.
        """
        columns = (SQL(", ").join(SQL.identifier('item', name) for name in columns)
                   if columns else SQL("item.*"))
        if not self._undoes_anything():
            return SQL(
                """
                SELECT %s, item.amount_residual AS residual,
                       item.amount_residual_currency AS residual_currency
                  FROM account_move_line item
                 WHERE item.amount_residual <> 0 AND %s
                """,
                columns, self._where_lines(),
            )
        return SQL(
            """
            WITH undone AS MATERIALIZED (%(undone)s)
            SELECT %(columns)s,
                   item.amount_residual + COALESCE(undone.amount, 0) AS residual,
                   item.amount_residual_currency + COALESCE(undone.amount_currency, 0)
                       AS residual_currency
              FROM account_move_line item
         LEFT JOIN undone ON undone.line_id = item.id
             WHERE item.amount_residual <> 0 AND %(where)s
            UNION ALL
            SELECT %(columns)s,
                   undone.amount AS residual,
                   item.amount_residual_currency + undone.amount_currency AS residual_currency
              FROM undone
              JOIN account_move_line item ON item.id = undone.line_id
             WHERE item.amount_residual = 0 AND undone.amount <> 0 AND %(where)s
            """,
            columns=columns, undone=self._undone_sql(), where=self._where_lines(),
        )

    @api.model
    def _undoes_anything(self):
        """Whether a matching is to be undone. Mostly there is none, as seen in two small indexes,
        and the query is then a plain one, which PostgreSQL can answer from an index alone."""
        if facts := self._known_facts():
            return facts.undoes
        self.env['account.move.line'].flush_model()
        self.env['account.partial.reconcile'].flush_model()
        [[found]] = self.env.execute_query(SQL("SELECT EXISTS (%s)", self._undone_pieces_sql()))
        return found

    @api.model
    def _where_lines(self):
        """What makes a journal item a receivable on the day that is looked at."""
        where = SQL(
            "item.parent_state = 'posted' AND item.account_id IN %s", self._receivable_accounts())
        return SQL("%s AND item.date <= %s", where, self._as_of()) if self._as_of() else where

    @api.model
    def _receivable_accounts(self):
        """The receivable accounts as literals, see `_ar_receivable_ids`."""
        facts = self._known_facts()
        return SQL("%s", facts.receivable_ids if facts
                   else self.env['account.account']._ar_receivable_ids())

    @api.model
    def _known_facts(self):
        """The `LedgerFacts` of this moment, when somebody has asked for them already."""
        facts = self.env.context.get('ar_ledger')
        return facts if isinstance(facts, LedgerFacts) and not self._as_of() else None

    @api.model
    def _facts_sql(self):
        """What is asked before the open items are read, as two columns of any other query, which
        saves two round trips: the arguments of `LedgerFacts`."""
        self.env['account.account'].flush_model(['account_type'])
        self.env['account.move.line'].flush_model(['matching_number', 'parent_state'])
        self.env['account.partial.reconcile'].flush_model(['credit_move_id', 'debit_move_id'])
        return SQL(
            """
            (SELECT array_agg(id) FROM account_account WHERE account_type = 'asset_receivable'),
            EXISTS (%s)
            """,
            SQL(" UNION ALL ").join(self._detached_sql(None)),
        )

    @api.model
    def _undone_sql(self):
        """Amounts to give back to items: matchings that do not count on the day looked at."""
        return SQL(
            """
            SELECT line_id, SUM(amount) AS amount, SUM(amount_currency) AS amount_currency
              FROM (%s) matching
          GROUP BY line_id
            """,
            self._undone_pieces_sql(),
        )

    @api.model
    def _undone_pieces_sql(self):
        as_of = self._as_of()
        return SQL(" UNION ALL ").join([
            *self._detached_sql(as_of), *(self._later_sql(as_of) if as_of else [])])

    @api.model
    def _detached_sql(self, as_of):
        """Matchings with an entry that is not posted, seen from either side."""
        until = SQL("AND part.max_date <= %s", as_of) if as_of else SQL("")
        template = """
            SELECT part.%(mine)s AS line_id, %(sign)s part.amount AS amount,
                   %(sign)s part.%(currency)s AS amount_currency
              FROM account_move_line draft
              JOIN account_partial_reconcile part ON part.%(other)s = draft.id
             WHERE draft.parent_state <> 'posted' AND draft.matching_number IS NOT NULL %(until)s
        """
        return [SQL(template, until=until, **side) for side in self._sides()]

    @api.model
    def _later_sql(self, as_of):
        """Matchings that were made after a date, seen from either side.

        Most of them are between two entries after the date: their items are left out before the
        amounts are added up.
        """
        template = """
            SELECT item.id AS line_id, %(sign)s part.amount AS amount,
                   %(sign)s part.%(currency)s AS amount_currency
              FROM account_partial_reconcile part
              JOIN account_move_line item ON item.id = part.%(mine)s
             WHERE part.max_date > %(as_of)s AND %(where)s
        """
        where = self._where_lines()
        return [SQL(template, as_of=as_of, where=where, **side) for side in self._sides()]

    @api.model
    def _sides(self):
        """A matching takes from its debit item what it takes from its credit item."""
        return [
            {
                'mine': SQL.identifier(f'{mine}_move_id'),
                'other': SQL.identifier(f'{other}_move_id'),
                'currency': SQL.identifier(f'{mine}_amount_currency'),
                'sign': sign,
            }
            for mine, other, sign in (('debit', 'credit', SQL("+")), ('credit', 'debit', SQL("-")))
        ]

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
