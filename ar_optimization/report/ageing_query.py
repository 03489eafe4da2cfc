"""The SQL of the ageing: one question (`AgeingOptions`), one statement each for the customers,
one customer's items, and all items of an export.

All of them stand on the open items of the ledger room, so that screen, sheets and tie-out cannot
speak of different sets.
"""
from odoo.tools import SQL, escape_psql

from .ageing_options import DOCUMENT, INVOICE, ORIGINAL

# What a list of items shows of the journal item, on top of what the ageing looks at.
ITEM_COLUMNS = (
    'id', 'move_id', 'company_id', 'date', 'invoice_date', 'balance', 'move_name', 'ref', 'name',
)
CUSTOMER_SUMS = ('unapplied', 'total', 'overdue', 'disputed')


class AgeingQuery:
    """Composes the statements of one question about some companies.

    :param env: of the acting user; rights are checked by who makes this object.
    :param companies: `res.company` whose items count.
    :param AgeingOptions options: what is asked.
    """

    def __init__(self, env, companies, options):
        self.env = env
        self.companies = companies
        self.options = options
        self.items_model = env['ar.open.item'].with_context(ar_as_of=options.as_of.isoformat())
        self.bucket_names = [f'bucket_{bucket.index}' for bucket in options.buckets]
        self.has_disputes = self.items_model._is_anything_disputed()

    def prepare(self):
        """Write what the statements are going to read. To be called before running them."""
        for model in self.items_model._depends:
            self.env[model].flush_model()
        # Compiling such a statement takes PostgreSQL longer than running it.
        self.env.cr.execute("SET LOCAL jit = off")

    # === CUSTOMERS === #

    def customers_page(self):
        """The customers of one page of each section, and the totals of each section.

        Rows of `customer_columns`; the totals have the number of customers as `position`.
        """
        return SQL(
            """
            WITH customer AS MATERIALIZED (%(customers)s)
            SELECT %(columns)s, false AS is_total
              FROM (%(ranked)s) customer
         LEFT JOIN res_partner partner ON partner.id = customer.partner_id
             WHERE position > %(first)s AND position <= %(last)s
         UNION ALL
            %(totals)s
          ORDER BY section_id, is_total, position
            """,
            customers=self._customers(), ranked=self._ranked(), totals=self._totals(),
            columns=self._named_columns(), first=self.options.offset,
            last=self.options.offset + self.options.limit,
        )

    def customers_all(self):
        """Every customer, in the order of the screen: for an export."""
        return SQL(
            """
            WITH customer AS (%s)
            SELECT %s
              FROM (%s) customer
         LEFT JOIN res_partner partner ON partner.id = customer.partner_id
          ORDER BY section_id, position
            """,
            self._customers(), self._named_columns(), self._ranked(),
        )

    @property
    def customer_columns(self):
        """Names of the columns of a customer's row."""
        return (
            'section_id', 'partner_id', 'currency_id', 'is_disputed', 'name', *self.sums,
            'amount_currency', 'items', 'days', 'position',
        )

    @property
    def splits_disputes(self):
        """Whether the disputed part of an item is aged in a row of its own."""
        return self.has_disputes and self.options.by_dispute

    @property
    def sums(self):
        """Names of the columns that are amounts and add up over customers."""
        return (*self.bucket_names, *CUSTOMER_SUMS)

    def _customers(self):
        """One row per section and customer, and per currency when asked for.

        As little as possible is added up item by item; the rest follows from those sums.
        """
        names = [SQL.identifier(name) for name in self.bucket_names]
        late = SQL(" + ").join(names[1:]) if self.options.by_maturity else SQL("late")
        return SQL(
            """
            SELECT section_id, partner_id, currency_id, is_disputed, %(buckets)s, unapplied,
                   %(total)s + unapplied AS total, %(late)s AS overdue, disputed,
                   amount_currency, items, days
              FROM (%(sums)s) customer
            """,
            buckets=SQL(", ").join(names), total=SQL(" + ").join(names), late=late,
            sums=self._customer_sums(),
        )

    def _customer_sums(self):
        by_currency = self.options.by_currency or self.options.currency == DOCUMENT
        late = SQL("") if self.options.by_maturity else SQL(
            "%s AS late,", self._sum_of(SQL("days_overdue > 0 AND bucket >= 0")))
        return SQL(
            """
            SELECT section_id, partner_id, %(currency)s AS currency_id,
                   %(is_disputed)s AS is_disputed,
                   %(buckets)s,
                   %(unapplied)s AS unapplied,
                   %(disputed)s AS disputed,
                   %(late)s
                   %(amount_currency)s AS amount_currency,
                   COUNT(*) AS items,
                   MAX(age) FILTER (WHERE bucket >= 0) AS days
              FROM (%(items)s) item
          GROUP BY section_id, partner_id %(by_currency)s %(by_dispute)s
            """,
            items=self._items(),
            unapplied=self._sum_of(SQL("bucket < 0")), late=late,
            disputed=SQL("SUM(disputed)" if self.has_disputes else "0.0"),
            is_disputed=SQL("is_disputed" if self.splits_disputes else "FALSE"),
            by_dispute=SQL(", is_disputed" if self.splits_disputes else ""),
            currency=SQL("currency_id") if by_currency else SQL("NULL::integer"),
            by_currency=SQL(", currency_id") if by_currency else SQL(""),
            # A sum over several currencies is not a number: left empty.
            amount_currency=SQL("SUM(amount_currency)" if by_currency else "NULL::numeric"),
            buckets=SQL(", ").join(
                SQL("%s AS %s", self._sum_of(SQL("bucket = %s", place)), SQL.identifier(name))
                for place, name in enumerate(self.bucket_names)
            ),
        )

    @staticmethod
    def _sum_of(condition):
        return SQL("COALESCE(SUM(amount) FILTER (WHERE %s), 0)", condition)

    def _ranked(self):
        """Customers with their position in their section. Names are read here only when they make
        the order: a page needs few of them."""
        by_name = self.options.sort == 'customer'
        return SQL(
            """
            SELECT customer.*,
                   ROW_NUMBER() OVER (PARTITION BY section_id ORDER BY %s) AS position
              FROM customer
              %s
            """,
            self._order(),
            SQL("LEFT JOIN res_partner partner ON partner.id = customer.partner_id")
            if by_name else SQL(""),
        )

    def _order(self):
        """The order asked for. Ties are broken by id, so that pages never overlap."""
        if self.options.sort == 'customer':
            column = self._partner_name()
        else:
            column = SQL.identifier(
                self.options.sort if self.options.sort in self._sortable() else 'total')
        direction = SQL("DESC" if self.options.descending else "ASC")
        return SQL(
            "%s %s NULLS LAST, partner_id, currency_id, is_disputed", column, direction)

    def _sortable(self):
        return {*self.sums, 'days'}

    def _totals(self):
        constant = {
            'section_id': SQL("section_id"),
            'items': SQL("SUM(items)::bigint"),
            'days': SQL("MAX(days)"),
            'position': SQL("COUNT(*)"),
            **{name: SQL("SUM(%s)", SQL.identifier(name)) for name in self.sums},
        }
        return SQL(
            "SELECT %s, true FROM customer GROUP BY section_id",
            SQL(", ").join(
                SQL("%s AS %s", constant.get(name, SQL("NULL")), SQL.identifier(name))
                for name in self.customer_columns
            ),
        )

    # === ITEMS === #

    def items_of(self, partner_id, currency_id, is_disputed, limit):
        """The items of one customer (None: without customer), oldest due date first; of a row that
        is split, their disputed or their other part."""
        return SQL(
            """
            SELECT item.*, move.move_type, COUNT(*) OVER () AS item_count
              FROM (%(items)s) item
              JOIN account_move move ON move.id = item.move_id
          ORDER BY date_due, item.id
             LIMIT %(limit)s
            """,
            items=self._items(
                ITEM_COLUMNS, self._one_row(partner_id, currency_id, is_disputed)),
            limit=limit,
        )

    def _one_row(self, partner_id, currency_id, is_disputed):
        if partner_id is None:
            yield SQL("line.partner_id IS NULL")
        else:
            # By the contacts' ids, for which open items have an index.
            yield SQL("line.partner_id IN "
                      "(SELECT id FROM res_partner WHERE commercial_partner_id = %s)", partner_id)
        if currency_id:
            yield SQL("line.currency_id = %s", currency_id)
        if self.splits_disputes:
            yield SQL("part.is_disputed = %s", is_disputed)

    def items_all(self):
        """Every item with its customer's name, in the order of an export."""
        return SQL(
            """
            SELECT item.*, %(name)s AS customer, move.move_type
              FROM (%(items)s) item
              JOIN account_move move ON move.id = item.move_id
         LEFT JOIN res_partner partner ON partner.id = item.partner_id
          ORDER BY section_id, customer NULLS LAST, item.partner_id, date_due, item.id
            """,
            items=self._items(ITEM_COLUMNS), name=self._partner_name(),
        )

    def ledger_all(self):
        """Every open item with all its columns, those of higher rooms too, for the ledger sheet."""
        options = self.options
        conditions = [SQL("item.company_id IN %s", tuple(self.companies.ids))]
        if options.overdue_only:
            conditions.append(SQL("item.amount_residual > 0 AND item.days_overdue > 0"))
        if options.collector:
            conditions.append(SQL("item.collector_id = %s", options.collector))
        if options.search:
            conditions.append(self._search('item', 'name'))
        return SQL(
            """
            SELECT item.*, %(name)s AS customer, item.company_currency_id AS section_id
              FROM (%(items)s) item
         LEFT JOIN res_partner partner ON partner.id = item.commercial_partner_id
             WHERE %(where)s
          ORDER BY section_id, customer NULLS LAST, item.commercial_partner_id,
                   item.date_maturity, item.id
            """,
            name=self._partner_name(), items=self.items_model._table_query,
            where=SQL(" AND ").join(conditions),
        )

    def _items(self, columns=(), conditions=()):
        """Open items of the day with their section, amount and bucket: its place among the columns,
        -1 for a credit.

        :param columns: names of further columns of the journal item.
        :param conditions: `SQL` on `line` and `partner`, on top of the question's.
        """
        amount, section = self._amount_columns()
        return SQL(
            """
            SELECT %(columns)s, %(section)s AS section_id,
                   COALESCE(partner.commercial_partner_id, line.partner_id) AS partner_id,
                   part.amount, part.amount_currency, part.disputed, part.is_disputed,
                   %(due)s AS date_due,
                   %(as_of)s - %(due)s AS days_overdue,
                   %(as_of)s - %(base)s AS age,
                   CASE WHEN part.amount < 0 THEN -1 %(cases)s ELSE %(last)s END AS bucket
              FROM (%(lines)s) line
              JOIN res_company company ON company.id = line.company_id
         LEFT JOIN res_partner partner ON partner.id = line.partner_id
              %(parts)s
             WHERE %(where)s
            """,
            section=section, due=self._due(), base=self._base(), parts=self._parts(amount),
            as_of=self._as_of(), cases=self._bucket_cases(), last=len(self.bucket_names) - 1,
            columns=SQL(", ").join(
                SQL.identifier('line', name) for name in ('currency_id', *columns)),
            lines=self.items_model._open_lines_sql({*self._columns(), *columns}),
            where=SQL(" AND ").join([*self._conditions(section), *conditions]),
        )

    def _parts(self, amount):
        """What of an item is looked at: all of it, or the disputed part and the rest, as `part`.

        :param amount: `SQL` of what is open in the currency of the section.
        """
        if not self.has_disputes:
            return SQL(
                """
                CROSS JOIN LATERAL (
                    SELECT %s AS amount, line.residual_currency AS amount_currency,
                           0.0 AS disputed, FALSE AS is_disputed) part
                """, amount)
        items = self.items_model
        in_currency = items._disputed_currency_sql()
        disputed = in_currency if self.options.currency == DOCUMENT else items._disputed_sql()
        whole = SQL("(%s, line.residual_currency, %s, FALSE)", amount, disputed)
        apart = SQL(
            """
            (%(amount)s - %(disputed)s, line.residual_currency - %(in_currency)s, 0.0, FALSE),
            (%(disputed)s, %(in_currency)s, %(disputed)s, TRUE)
            """, amount=amount, disputed=disputed, in_currency=in_currency)
        return SQL(
            """
            %s CROSS JOIN LATERAL (VALUES %s)
                       AS part (amount, amount_currency, disputed, is_disputed)
            """, items._disputed_join(), apart if self.splits_disputes else whole)

    def _bucket_cases(self):
        """As `tools.ageing.bucket_of` chooses."""
        return SQL(" ").join(
            SQL("WHEN %s - %s <= %s THEN %s", self._as_of(), self._base(), bucket.upper, place)
            for place, bucket in enumerate(self.options.buckets[:-1])
        )

    def _columns(self):
        """Columns of the journal item that the question looks at, and no other."""
        yield from ('id', 'company_id', 'partner_id', 'currency_id', 'date', 'date_maturity')
        if self.options.basis == INVOICE:
            yield 'invoice_date'
        if self.options.basis == ORIGINAL:
            yield 'original_date_maturity'
        if self.options.search:
            yield from ('move_name', 'ref')

    def _amount_columns(self):
        if self.options.currency == DOCUMENT:
            return SQL("line.residual_currency"), SQL("line.currency_id")
        # Not the item's own column: all that is read of an item stands in the index of open items.
        return SQL("line.residual"), SQL("company.currency_id")

    def _conditions(self, section):
        options = self.options
        yield SQL("line.company_id IN %s", tuple(self.companies.ids))
        yield SQL("part.amount <> 0")
        if options.section:
            yield SQL("%s = %s", section, options.section)
        if options.overdue_only:
            yield SQL("part.amount > 0 AND %s > %s", self._as_of(), self._due())
        if options.collector:
            yield SQL(
                """
                (line.company_id, partner.commercial_partner_id) IN
                (SELECT company_id, partner_id FROM ar_credit_account WHERE collector_id = %s)
                """, options.collector)
        if options.search:
            yield self._search('line', 'move_name')

    def _search(self, item, number):
        """Customer's name, reference or tax id, or the number or reference of the document.

        :param item: alias of the journal items or open items, `number` its column.
        """
        unaccent = self.env.registry.unaccent
        pattern = unaccent(SQL("%s", f'%{escape_psql(self.options.search)}%'))
        columns = (
            ('partner', 'complete_name'), ('partner', 'ref'), ('partner', 'vat'),
            (item, number), (item, 'ref'),
        )
        return SQL("(%s)", SQL(" OR ").join(
            SQL("%s ILIKE %s", unaccent(SQL.identifier(*column)), pattern) for column in columns
        ))

    def _as_of(self):
        return SQL("%s::date", self.options.as_of)

    def _due(self):
        """The due date of an item: what is not dated is payable at once."""
        if self.options.basis == ORIGINAL:
            return self.items_model._original_due_sql()
        return self.items_model._due_sql()

    def _base(self):
        """The day from which the age of an item is counted."""
        if self.options.basis == INVOICE:
            return SQL("COALESCE(line.invoice_date, line.date)")
        return self._due()

    @staticmethod
    def _partner_name():
        return SQL("COALESCE(partner.complete_name, partner.name)")

    def _named_columns(self):
        return SQL(", ").join(
            SQL("%s AS name", self._partner_name()) if name == 'name'
            else SQL.identifier('customer', name)
            for name in self.customer_columns
        )
