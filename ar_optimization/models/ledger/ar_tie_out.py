from odoo import api, models
from odoo.tools import SQL

MAX_LINES = 200


class ArTieOut(models.AbstractModel):
    """Proof that what is shown as open is what the general ledger holds.

    The ledger side never looks at a residual or at the date of a matching: an item is open by its
    balance less those matchings of which both entries are in the ledger on that day. Summed over
    an account that is the account's balance, so the items listed as wrong always explain the whole
    difference.
    """
    _name = 'ar.tie.out'
    _description = "Tie-Out with the General Ledger"

    @api.model
    def _compare(self, companies, as_of, thorough=False):
        """Compare open items and ledger, per company and receivable account, at the end of a day.

        As long as the ledger is whole, this costs three sums. Items are gone through one by one
        when a sum is off, or when asked for: errors of several items can cancel out.

        :param companies: `res.company` to prove; amounts are in the currency of each.
        :param date as_of: the day.
        :param bool thorough: go through the items whatever the sums say.
        :return: dict of `accounts` (list of dicts: company_id, account_id, open, ledger,
            difference), `lines` (list of dicts, the first 200 wrong items), `line_count`, and
            `tied`, which is True only when no item is wrong.
        """
        self._prepare()
        accounts = self._sums(companies, as_of)
        suspect = any(account['difference'] for account in accounts)
        if not (suspect or thorough) and self._matchings_add_up(companies, as_of):
            return {'accounts': accounts, 'lines': [], 'line_count': 0, 'tied': True}
        lines = self._wrong_lines(companies, as_of)
        return {
            'accounts': accounts,
            'lines': lines,
            'line_count': lines[0]['line_count'] if lines else 0,
            'tied': not suspect and not lines,
        }

    @api.model
    def _prepare(self):
        for model in self.env['ar.open.item']._depends:
            self.env[model].flush_model()
        # Compiling such a statement takes PostgreSQL longer than running it.
        self.env.cr.execute("SET LOCAL jit = off")

    @api.model
    def _sums(self, companies, as_of):
        """The two sums that everybody knows: open items against the balance of the account."""
        rows = self._dicts(SQL(
            """
            SELECT company_id, account_id, SUM(open) AS open, SUM(ledger) AS ledger,
                   SUM(open) - SUM(ledger) AS difference
              FROM (
                    SELECT line.company_id, line.account_id, line.residual AS open, 0 AS ledger
                      FROM (%(items)s) line
                     WHERE line.company_id IN %(companies)s
                 UNION ALL
                    SELECT line.company_id, line.account_id, 0, line.balance
                      FROM account_move_line line
                     WHERE %(ledger)s
                   ) side
          GROUP BY company_id, account_id
          ORDER BY company_id, account_id
            """,
            items=self._items(as_of), companies=tuple(companies.ids),
            ledger=self._in_ledger(SQL.identifier('line'), companies, as_of),
        ))
        return [row for row in rows if row['open'] or row['ledger']]

    @api.model
    def _matchings_add_up(self, companies, as_of):
        """Whether what items lost from their balance is what the matchings took from them.

        The third sum: a matching that was deleted behind Odoo's back leaves the first two alone,
        since the invoice and its payment are wrong by the same amount. Debit side only; items with
        matchings on both sides can raise a false alarm, which costs a second look, no more.
        """
        line, debit = SQL.identifier('line'), SQL.identifier('debit')
        taken, matched = self.env.execute_query(SQL(
            """
            SELECT COALESCE(SUM(line.balance - line.amount_residual), 0)
              FROM account_move_line line
             WHERE %(items)s AND line.balance > line.amount_residual
         UNION ALL
            SELECT COALESCE(SUM(part.amount), 0)
              FROM account_partial_reconcile part
              JOIN account_move_line debit ON debit.id = part.debit_move_id
             WHERE %(debits)s
            """,
            items=self._in_ledger(line, companies, as_of),
            debits=self._in_ledger(debit, companies, as_of),
        ))
        return taken == matched

    @api.model
    def _wrong_lines(self, companies, as_of):
        """Items that are shown with another amount than the ledger gives them, worst first."""
        return self._dicts(SQL(
            """
            SELECT line.id, line.company_id, line.account_id, line.move_id, line.move_name,
                   line.partner_id, line.date, line.balance, side.open, side.ledger,
                   side.open - side.ledger AS difference, COUNT(*) OVER () AS line_count
              FROM (
                    SELECT line_id, SUM(open) AS open, SUM(ledger) AS ledger
                      FROM (%(sides)s) side
                  GROUP BY line_id
                    HAVING SUM(open) <> SUM(ledger)
                   ) side
              JOIN account_move_line line ON line.id = side.line_id
             WHERE %(items)s
          ORDER BY ABS(side.open - side.ledger) DESC, line.id
             LIMIT %(limit)s
            """,
            sides=self._line_sides(companies, as_of), limit=MAX_LINES,
            items=self._in_ledger(SQL.identifier('line'), companies, as_of),
        ))

    @api.model
    def _line_sides(self, companies, as_of):
        """What is shown of each item, its balance, and the matchings that count on the day."""
        line = SQL.identifier("line")
        matchings = SQL(" UNION ALL ").join(
            SQL(
                """
                SELECT part.%s AS line_id, 0 AS open, %s part.amount AS ledger
                  FROM account_partial_reconcile part
                  JOIN account_move_line other ON other.id = part.%s
                 WHERE other.parent_state = 'posted' AND other.date <= %s
                """,
                SQL.identifier(mine), SQL(sign), SQL.identifier(others), as_of,
            )
            for mine, others, sign in (
                ('debit_move_id', 'credit_move_id', "-"), ('credit_move_id', 'debit_move_id', "+"),
            )
        )
        return SQL(
            """
            SELECT line.id AS line_id, line.residual AS open, 0 AS ledger
              FROM (%(items)s) line
         UNION ALL
            SELECT line.id, 0, line.balance FROM account_move_line line WHERE %(ledger)s
         UNION ALL
            %(matchings)s
            """,
            items=self._items(as_of), matchings=matchings,
            ledger=self._in_ledger(line, companies, as_of),
        )

    @api.model
    def _items(self, as_of):
        return self.env['ar.open.item'].with_context(ar_as_of=as_of.isoformat())._open_lines_sql()

    @api.model
    def _in_ledger(self, line, companies, as_of):
        """Which journal items make up the receivable balance of the ledger on a day."""
        return SQL(
            "%(line)s.account_id IN %(accounts)s AND %(line)s.parent_state = 'posted'"
            " AND %(line)s.date <= %(as_of)s AND %(line)s.company_id IN %(companies)s",
            line=line, as_of=as_of, companies=tuple(companies.ids),
            accounts=self.env['account.account']._ar_receivable_ids(),
        )

    @api.model
    def _dicts(self, query):
        self.env.cr.execute(query)
        return self.env.cr.dictfetchall()
