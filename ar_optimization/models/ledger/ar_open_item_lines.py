from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL


class LedgerFacts(NamedTuple):
    """What a statement on the open items of now has to know before it is written: the receivable
    accounts, and whether a matching is to be undone. Handed on in the context, where no call from
    outside can put one."""

    receivable_ids: tuple
    undoes: bool


class ArOpenItem(models.Model):
    """The journal items that open items are made of: which are open, and with how much."""
    _inherit = 'ar.open.item'

    # === OPEN LINES === #

    @api.model
    def _open_lines_sql(self, columns=None, partners=None):
        """Journal items with something open, and how much (`residual`, `residual_currency`).

        :param columns: names of the columns wanted. Named, an index may hold all of them; None
            means all, and each item is read from the table.
        :param partners: commercial entities whose items are looked at, also as `SQL` of a list in
            brackets; None means all.

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
                columns, self._where_lines(partners),
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
            columns=columns, undone=self._undone_sql(),
            where=self._where_lines(partners),
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
    def _where_lines(self, partners=None):
        """What makes a journal item a receivable on the day that is looked at, of some commercial
        entities when they are named."""
        where = SQL(
            "item.parent_state = 'posted' AND item.account_id IN %s", self._receivable_accounts())
        if partners is not None:
            ids = partners if isinstance(partners, SQL) else SQL(
                "%s", tuple(partners.ids) or (0,))
            # an array, so that the index is asked for each of these contacts
            where = SQL(
                """
                %s AND item.partner_id = ANY(ARRAY(
                    SELECT id FROM res_partner WHERE commercial_partner_id IN %s))
                """, where, ids)
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
        saves two round trips: the arguments of `LedgerFacts`. Whether the items of a matching are
        in draft is asked without the matching, which takes PostgreSQL longest to plan: at worst
        there is nothing to undo."""
        self.env['account.account'].flush_model(['account_type'])
        self.env['account.move.line'].flush_model(['matching_number', 'parent_state'])
        return SQL(
            """
            (SELECT array_agg(id) FROM account_account WHERE account_type = 'asset_receivable'),
            EXISTS (SELECT FROM account_move_line draft
                     WHERE draft.parent_state <> 'posted' AND draft.matching_number IS NOT NULL)
            """)

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
