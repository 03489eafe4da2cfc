import operator as python_operator

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import limits

# What the open items of an account add up to. `item` is an `ar.open.item`.
DEBT = SQL("item.amount_residual > 0")
LATE = SQL("item.days_overdue > 0 AND %s", DEBT)
ITEM_FIGURES = {
    'receivable_amount': SQL("SUM(item.amount_residual)"),
    'overdue_amount': SQL("SUM(item.amount_residual) FILTER (WHERE %s)", LATE),
    'unapplied_amount': SQL("-SUM(item.amount_residual) FILTER (WHERE item.amount_residual < 0)"),
    'worst_overdue_days': SQL("MAX(item.days_overdue) FILTER (WHERE %s)", LATE),
    'open_item_count': SQL("COUNT(*) FILTER (WHERE %s)", DEBT),
}
# Up to so many accounts, each looks its items up in the index; above, all are grouped at once.
FEW = 100
COMPARISONS = {
    '<': (SQL("<"), python_operator.lt), '<=': (SQL("<="), python_operator.le),
    '>': (SQL(">"), python_operator.gt), '>=': (SQL(">="), python_operator.ge),
    'in': (SQL("IN"), lambda value, values: value in values),
    'not in': (SQL("NOT IN"), lambda value, values: value not in values),
}


def live(name):
    """Parameters of a live figure: computed for any number of accounts by one query, and
    searchable by it."""
    return {
        'compute': '_compute_figures',
        'search': lambda self, operator, value: self._search_figure(name, operator, value),
    }


class ArCreditAccount(models.Model):
    """The live figures of an account: read from the ledger when asked for, never stored.

    Sorting, filtering and adding up work on them because `_field_to_sql` joins the same query. Like
    every computed field they are kept for the rest of the transaction; who decides on them after
    writing to the ledger calls `_figures()`, which always asks the database.
    """
    _inherit = 'ar.credit.account'

    receivable_amount = fields.Monetary(
        string="Receivable", **live('receivable_amount'),
        help="All open items, unapplied credits subtracted: what the general ledger says.")
    overdue_amount = fields.Monetary(
        string="Overdue", **live('overdue_amount'),
        help="Instalments past their due date. Unapplied credits are not subtracted: nobody has "
             "said what they pay.")
    unapplied_amount = fields.Monetary(
        string="Unapplied Credits", **live('unapplied_amount'),
        help="Payments and credit notes that are not matched with invoices yet.")
    not_due_amount = fields.Monetary(
        string="Not Due", compute='_compute_figures',
        help="Open instalments on or before their due date.")
    worst_overdue_days = fields.Integer(
        string="Days Overdue", aggregator='max', **live('worst_overdue_days'),
        help="How long the oldest unpaid instalment is overdue.")
    open_item_count = fields.Integer(string="Open Instalments", **live('open_item_count'))
    exposure = fields.Monetary(
        **live('exposure'),
        help="What would be lost if the customer never paid again: the receivable, and what the "
             "installed apps add to it, such as orders.")
    available_credit = fields.Monetary(
        aggregator=None, **live('available_credit'),
        help="Limit less exposure; negative when over the limit, 0 when there is no limit.")
    utilisation = fields.Float(
        string="Used Part of the Limit", digits=(16, 4), aggregator=None, **live('utilisation'),
        help="Exposure ÷ limit: 1 = used up. At most 9.99, which debt without credit gets too.")
    utilisation_percent = fields.Float(
        string="Used", compute='_compute_figures', aggregator=None,
        help="The used part of the limit in percent.")

    @api.depends('partner_id', 'company_id', 'effective_limit', 'credit_basis')
    def _compute_figures(self):
        figures = self._figures()
        for account in self:
            account.update(figures[account.id])

    # === READ === #

    def _figures(self):
        """The live figures of these accounts, always from the database, by one query that reads
        each open item once.

        :return: dict account id → dict figure → value; amounts in company currency.
        """
        today, rows = fields.Date.context_today(self), self._figure_rows()
        return {
            account.id: account._complete(rows.get(account._origin.id, {}), today)
            for account in self}

    def _figure_rows(self, names=tuple(ITEM_FIGURES), **more):
        """Hook: the rows of `_figures_sql`. A room above that decides in Python what counts of a
        figure asks for what it needs by a column of its own, and changes the row.

        :return: {account id: dict of `exposure`, the figures named, `more`, and, where a room adds
            something to a limit there is, `added`}
        """
        rows = self.env.execute_query_dict(self._figures_sql(names, **more))
        return {row['id']: row for row in rows}

    def _figures_sql(self, names=tuple(ITEM_FIGURES), **more):
        """The statement of the live figures.

        :param names: which of `ITEM_FIGURES`; the exposure comes in any case.
        :param more: further columns, each as `SQL` that may name `account`.
        """
        self.flush_model(['company_id', 'partner_id'])
        partners = self._origin.partner_id
        parts = self._parts_beside()
        return SQL(
            """
            SELECT account.id, %(names)s,
                   COALESCE(items.receivable_amount, 0) + %(amount)s AS exposure
              FROM ar_credit_account account
                   %(items)s
                   %(beside)s
             WHERE account.id IN %(ids)s
            """,
            names=SQL(", ").join([
                *(SQL.identifier('items', name) for name in names),
                *(SQL("%s AS %s", value, SQL.identifier(name)) for name, value in more.items())]),
            items=self._items_join(partners, {'receivable_amount', *names}),
            amount=SQL("COALESCE(beside.exposure, 0)") if parts else SQL("0"),
            beside=self._beside_join(parts, partners), ids=tuple(self._origin.ids) or (0,),
        )

    def _items_join(self, partners, names):
        """The figures of their items, `items`, beside each of these accounts, `account`."""
        if len(self) == 1 == len(partners):  # nothing to join each item with
            return SQL(
                "CROSS JOIN (SELECT %s FROM (%s) item WHERE item.company_id = %s) items",
                self._sums_sql(names), self._open_items()._bare_sql(partners), self.company_id.id)
        if len(self) > FEW:
            return SQL(
                """
             LEFT JOIN (%s) items
                    ON items.partner_id = account.partner_id
                   AND items.company_id = account.company_id
                """, self._item_figures_sql(partners, names))
        return SQL(
            """
        CROSS JOIN LATERAL (
                    SELECT %s
                      FROM (%s) item
                     WHERE item.commercial_partner_id = account.partner_id
                       AND item.company_id = account.company_id
                   ) items
            """, self._sums_sql(names), self._open_items()._bare_sql())

    @api.model
    def _beside_join(self, parts, partners):
        if not parts:
            return SQL("")
        return SQL(
            """
         LEFT JOIN (%s) beside
                ON beside.partner_id = account.partner_id
               AND beside.company_id = account.company_id
            """, self._added_up(parts, partners))

    def _complete(self, row, today):
        """Add to the figures of one account those that follow from them.

        :param row: see `_figure_rows`; empty for an account that is not saved.
        :param date today: the day of the limit.
        """
        values = {name: row.get(name) or 0 for name in (*ITEM_FIGURES, 'exposure')}
        __, limit = self._limit_on(today, row.get('added', 0.0))
        digits = self.currency_id.decimal_places
        utilisation = limits.utilisation(limit, values['exposure'])
        return {
            **values,
            'not_due_amount': values['receivable_amount'] - values['overdue_amount']
            + values['unapplied_amount'],
            'available_credit': limits.available(limit, values['exposure'], digits) or 0,
            'utilisation': utilisation,
            'utilisation_percent': 100 * utilisation,
        }

    # === QUERIES === #

    @api.model
    def _open_items(self):
        """The open items as they are now, whatever day the screen looks at.

        A nightly run for a past day (context key `ar_night`, an ISO date) sees them as of that day.
        """
        night = self.env.context.get('ar_night', False)
        return self.env['ar.open.item'].with_context(ar_as_of=night)

    @api.model
    def _open_items_sql(self):
        return self._open_items()._table_sql

    @api.model
    def _item_figures_sql(self, partners=None, names=tuple(ITEM_FIGURES)):
        """Figures of open items per company and customer.

        :param partners: commercial entities to look at; None means all.
        :param names: which of `ITEM_FIGURES`.
        """
        return SQL(
            """
            SELECT item.company_id, item.commercial_partner_id AS partner_id, %s
              FROM (%s) item
             WHERE %s
          GROUP BY item.company_id, item.commercial_partner_id
            """,
            self._sums_sql(names), self._open_items()._bare_sql(),
            self._among(SQL("item.commercial_partner_id"), partners),
        )

    @api.model
    def _sums_sql(self, names):
        return SQL(", ").join(
            SQL("%s AS %s", figure, SQL.identifier(name))
            for name, figure in ITEM_FIGURES.items() if name in names)

    @api.model
    def _among(self, column, partners):
        if partners is None:
            return SQL("TRUE")
        return SQL("%s IN %s", column, tuple(partners.ids) or (0,))

    # === SORT, FILTER, ADD UP === #

    def _field_to_sql(self, alias, field_expr, query=None):
        # EXTENDS 'base': live figures are columns of a joined query.
        field = self._fields.get(field_expr)
        column = None if field is None or field.store else self._live_columns().get(field_expr)
        if column is None or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], 'read')
        return column(alias, query)

    @api.model
    def _live_columns(self):
        """Field → method that gives its SQL in a query on accounts."""
        return {
            **{name: lambda alias, query, name=name: SQL(
                "COALESCE(%s, 0)", SQL.identifier(self._join_items(alias, query), name),
            ) for name in ITEM_FIGURES},
            'exposure': self._exposure_column,
            'effective_limit': self._limit_column,
            'available_credit': self._available_column,
            'utilisation': self._utilisation_column,
        }

    def _join_items(self, alias, query):
        return self._join_figures(alias, query, 'items', self._item_figures_sql())

    def _join_figures(self, alias, query, name, figures):
        joined = query.make_alias(alias, f'ar_{name}')
        query.add_join('LEFT JOIN', joined, SQL("(%s)", figures), SQL(
            "%s = %s AND %s = %s",
            SQL.identifier(joined, 'partner_id'), SQL.identifier(alias, 'partner_id'),
            SQL.identifier(joined, 'company_id'), SQL.identifier(alias, 'company_id'),
        ))
        return joined

    def _exposure_column(self, alias, query):
        joined = self._join_figures(alias, query, 'exposures', self._exposure_sql())
        return SQL("COALESCE(%s, 0)", SQL.identifier(joined, 'exposure'))

    def _limit_column(self, alias, query):
        """The limit of today as `tools.limits.effective_limit` has it; NULL without limit."""
        return SQL(
            """
            CASE WHEN %(status)s IN %(without)s OR %(mode)s = %(prepay)s THEN 0
                 WHEN %(mode)s = %(unlimited)s THEN NULL
                 ELSE %(granted)s
             END
            """,
            without=tuple(limits.WITHOUT_CREDIT), prepay=limits.PREPAY, unlimited=limits.UNLIMITED,
            status=self._field_to_sql(alias, 'status', query),
            mode=self._field_to_sql(alias, 'credit_mode', query),
            granted=self._granted_limit_sql(alias, fields.Date.context_today(self), query),
        )

    def _granted_limit_sql(self, alias, today, query=None):
        """SQL of the amount up to which an account was granted credit on a day: the temporary limit
        between its dates, else the limit. Mode and status are not looked at.

        :param str alias: of the accounts' table.
        :param date today: the day.
        """
        columns = {name: self._field_to_sql(alias, name, query) for name in (
            'credit_limit', 'temporary_limit', 'temporary_limit_from', 'temporary_limit_to')}
        return SQL(
            """
            CASE WHEN %(temporary_limit_to)s >= %(today)s
                      AND COALESCE(%(temporary_limit_from)s, %(today)s) <= %(today)s
                 THEN COALESCE(%(temporary_limit)s, 0)
                 ELSE COALESCE(%(credit_limit)s, 0)
             END
            """,
            today=today, **columns,
        )

    def _available_column(self, alias, query):
        return SQL(
            "(%s - %s)", self._limit_column(alias, query), self._exposure_column(alias, query))

    def _utilisation_column(self, alias, query):
        """As `tools.limits.utilisation` has it."""
        return SQL(
            """
            CASE WHEN %(limit)s IS NULL OR %(exposure)s <= 0 THEN 0
                 WHEN %(limit)s <= 0 THEN %(most)s
                 ELSE LEAST(%(most)s, %(exposure)s / %(limit)s)
             END
            """,
            limit=self._limit_column(alias, query), exposure=self._exposure_column(alias, query),
            most=limits.MAX_UTILISATION,
        )

    def _search_effective_limit(self, operator, value):
        return self._search_figure('effective_limit', operator, value)

    def _search_figure(self, name, operator, value):
        if operator not in COMPARISONS:
            return NotImplemented
        compare, predicate = COMPARISONS[operator]
        if operator in ('in', 'not in'):
            value = tuple(number or 0 for number in value) or (None,)
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s %s %s", model._field_to_sql(alias, name, query), compare, value),
            predicate=lambda account: predicate(account[name], value),
        )

    @api.model
    def _search(self, *args, **kwargs):
        # EXTENDS 'base': a search starts from the ledger as it is now.
        self.invalidate_model(
            [*ITEM_FIGURES, 'exposure', 'not_due_amount', 'available_credit', 'utilisation',
             'utilisation_percent'],
            flush=False,
        )
        return super()._search(*args, **kwargs)
