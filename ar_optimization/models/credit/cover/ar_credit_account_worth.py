from collections import defaultdict
from datetime import date

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import cover as tool
from ....tools import limits
from ...ledger.ar_credit_account_figures import ITEM_FIGURES

UNCOVERED = object()  # in the context: the exposure without covers, which no call from outside gets


class ArCreditAccount(models.Model):
    """What the covers of customers do to their exposure or their limit: the figures and the items
    of all of them are gathered by one statement, `tools.cover` decides. A query that sorts or lists
    gets the result as rows."""
    _inherit = 'ar.credit.account'

    # === FIGURES === #

    def _figure_rows(self, names=tuple(ITEM_FIGURES), **more):
        # EXTENDS ledger: what is covered is not at risk, or adds to a limit there is.
        if self.env.context.get('ar_uncovered') is UNCOVERED:
            return super()._figure_rows(names, **more)
        today = self._cover_day()
        covers = self._effective_covers(today)
        rows = self._uncovered_rows(covers.account_id, names, **more)
        for account, worths in self._decide_worths(covers, rows, today).items():
            account._count_worths(rows[account.id], worths.values())
        return rows

    def _uncovered_rows(self, covered, names=(), **more):
        """The figures of these accounts as if they had no covers, by one statement.

        :param covered: those of them whose items come along, as `covered`.
        :param names, more: see `_figures_sql`.
        """
        alone = self.with_context(ar_uncovered=UNCOVERED)
        if not covered:
            return alone._figure_rows(names, **more)
        return alone._figure_rows(
            tuple(dict.fromkeys((*names, 'receivable_amount'))),
            covered=alone._covered_sql(covered), **more)

    @api.model
    def _covered_sql(self, accounts):
        """The open items of an account (`account`) when it is one of these, as JSON."""
        return SQL(
            """
            CASE WHEN account.id IN %s THEN (
                SELECT json_agg(json_build_array(
                           item.id, item.amount, item.due, item.invoiced, item.net))
                  FROM (%s) item
                 WHERE item.company_id = account.company_id)
             END
            """, tuple(accounts.ids),
            self._open_items()._covered_sql(SQL("(account.partner_id)")))

    def _count_worths(self, row, worths):
        """Change the row of this account by what its covers are worth.

        :param row: see `_figure_rows`.
        :param worths: `tools.cover.Worth` items.
        """
        if self.company_id.ar_cover_effect == 'limit':
            row['added'] = sum(worth.added for worth in worths)
            return
        covers = [limits.Cover(worth.value, 100, 'exposure') for worth in worths]
        row['exposure'] = limits.covered_exposure(
            row['exposure'], covers, self.currency_id.decimal_places)

    def _effective_covers(self, today):
        """The covers of these accounts that change a figure of theirs, in order."""
        covers = self.env['ar.cover'].sudo()
        if not (self._may_have('cover') and covers._any_counts()):
            return covers.browse()
        rows = self._known_part('cover')
        found = (covers._counting(self._origin.partner_id, today) if rows is None
                 else covers._guard_remember(rows))
        own = set(self._origin.ids)
        return found.filtered(lambda cover: (
            cover.account_id.id in own and cover.company_id.ar_cover_effect != 'none'))

    # === EXPOSURE === #

    def _rare_parts(self):
        # EXTENDS ledger: the covers themselves, with what was done about them.
        parts, covers = super()._rare_parts(), self.env['ar.cover']
        if not covers._any_counts():
            return parts
        today = fields.Date.context_today(self)
        return {**parts, 'cover': covers._guard_sql(self._ids_sql(), today)}

    @api.model
    def _get_exposure_terms(self):
        # EXTENDS ledger: what is covered is not at risk.
        terms = super()._get_exposure_terms()
        if self.env.context.get('ar_uncovered') is UNCOVERED:
            return terms
        rows = self._cover_rows('exposure')
        return [*terms, self._cover_term(rows)] if rows else terms

    @api.model
    def _cover_term(self, rows):
        return SQL(
            """
            SELECT cover.company_id, cover.partner_id, 'cover' AS kind, -cover.amount AS amount,
                   'ar.cover' AS res_model, cover.res_id
              FROM jsonb_to_recordset(%s) AS cover
                   (company_id int, partner_id int, amount numeric, res_id int)
            """,
            Json(rows),
        )

    def _exposure_by_kind(self):
        # EXTENDS ledger
        return super(ArCreditAccount, self._covered(self.partner_id))._exposure_by_kind()

    @api.model
    def _covered(self, partners):
        """Narrow the covers that are looked at: fewer covers mean more exposure, never less."""
        if partners is None:
            return self
        return self.with_context(ar_covered=partners.ids)

    @api.model
    def _cover_rows(self, effect):
        """What covers are worth in the companies where they have this effect, for a query.

        :param str effect: `exposure` or `limit`.
        :return: list of dicts with res_id (the cover), company_id, partner_id and amount.
        """
        if not (self._may_have('cover') and self.env['ar.cover']._any_counts()):
            return []
        ids = self.env.context.get('ar_covered')
        partners = None if ids is None else self.env['res.partner'].browse(ids)
        name = 'value' if effect == 'exposure' else 'added'
        found = self._covers_worth(partners, effect)
        covers = self.env['ar.cover'].sudo().browse(found)
        return [
            {'res_id': cover.id, 'company_id': cover.company_id.id,
             'partner_id': cover.partner_id.id, 'amount': getattr(found[cover.id], name)}
            for cover in covers if getattr(found[cover.id], name)]

    # === LIMIT === #

    @api.depends('cover_ids.state')
    def _compute_effective_limit(self):
        # EXTENDS ledger: covers that are added to a limit there is.
        super()._compute_effective_limit()
        limited = self.sudo().filtered(lambda account: (
            account.company_id.ar_cover_effect == 'limit'))
        added = limited._covered(limited.partner_id)._added_to_limits() if limited else {}
        today = fields.Date.context_today(self)
        for account in self.filtered(lambda account: account._origin.id in added):
            __, account.effective_limit = account._limit_on(today, added[account._origin.id])

    def _limit_column(self, alias, query):
        # EXTENDS ledger: the same in SQL; no limit stays none, and no credit stays none.
        limit = super()._limit_column(alias, query)
        added = self._added_to_limits()
        if not added:
            return limit
        return SQL(
            """
            (%(limit)s + CASE WHEN %(basis)s THEN 0 ELSE COALESCE(
                (%(added)s::jsonb ->> %(account)s::text)::numeric, 0) END)
            """,
            limit=limit, basis=self._no_credit_sql(alias, query),
            added=Json({str(key): amount for key, amount in added.items()}),
            account=SQL.identifier(alias, 'id'),
        )

    def _no_credit_sql(self, alias, query):
        return SQL(
            "(%s IN %s OR %s = %s)", self._field_to_sql(alias, 'status', query),
            tuple(limits.WITHOUT_CREDIT), self._field_to_sql(alias, 'credit_mode', query),
            limits.PREPAY)

    @api.model
    def _added_to_limits(self):
        """{account id: what its covers add to its limit}"""
        covers, added = self.env['ar.cover'].sudo(), defaultdict(float)
        for row in self._cover_rows('limit'):
            added[covers.browse(row['res_id']).account_id.id] += row['amount']
        return added

    # === GATHER AND DECIDE === #

    @api.model
    def _covers_worth(self, partners=None, effect=None):
        """What the covers of customers are worth today, each item counted once.

        :param partners: customers; None means all.
        :param str effect: only in the companies where covers have this effect; None: in all.
        :return: {cover id: `tools.cover.Worth`}
        """
        today = self._cover_day()
        covers = self.env['ar.cover']._counting(partners, today)
        if effect:
            covers = covers.filtered(lambda cover: cover.company_id.ar_cover_effect == effect)
        return {
            key: worth for found in self._worth_of_covers(covers, today).values()
            for key, worth in found.items()}

    @api.model
    def _cover_day(self):
        """The day on which covers are judged: today, or that of a nightly run."""
        night = fields.Date.to_date(self.env.context.get('ar_night'))
        return night or fields.Date.context_today(self)

    @api.model
    def _worth_of_covers(self, covers, today):
        """What some covers are worth if these are all there are.

        :return: {account: {cover id: `tools.cover.Worth`}}
        """
        accounts = self.sudo().browse(covers.account_id.ids)
        rows = accounts._uncovered_rows(accounts) if covers else {}
        return self._decide_worths(covers, rows, today)

    @api.model
    def _decide_worths(self, covers, rows, today):
        """As `_worth_of_covers`.

        :param rows: what `_uncovered_rows` gave for their accounts.
        """
        result = {}
        for account, group in covers.grouped('account_id').items():
            row = rows[account.id]
            items = [
                tool.Item(key, float(amount), date.fromisoformat(due),
                          date.fromisoformat(invoiced), float(net))
                for key, amount, due, invoiced, net in row.pop('covered') or ()]
            ahead = row['exposure'] - (row['receivable_amount'] or 0.0)
            result[account] = tool.worth(
                [cover._to_terms(today) for cover in group], items, ahead, row['exposure'], today,
                account.currency_id.decimal_places)
        return result
