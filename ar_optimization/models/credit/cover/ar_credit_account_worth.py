from collections import defaultdict

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import cover as tool
from ....tools import limits

UNCOVERED = object()  # in the context: the exposure without covers, which no call from outside gets


class ArCreditAccount(models.Model):
    """What the covers of customers do to their exposure or their limit: the documents of all of
    them are gathered by one statement, `tools.cover` decides, the query gets the result as rows."""
    _inherit = 'ar.credit.account'

    # === EXPOSURE === #

    def _rare_parts(self):
        # EXTENDS ledger: whoever has no cover is spared two queries where others have one.
        parts = super()._rare_parts()
        if not self.env['ar.cover']._any_counts():
            return parts
        self.env['ar.cover'].flush_model(['account_id', 'state'])
        return {**parts, 'cover': SQL(
            """
            EXISTS (SELECT FROM ar_cover cover
                     WHERE cover.state IN ('active', 'called') AND cover.account_id IN %s)
            """, tuple(self.ids) or (0,))}

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

    @api.model
    def _parts_beside(self, partners=None):
        # EXTENDS ledger: look only at the covers of those who are asked for.
        return super(ArCreditAccount, self._covered(partners))._parts_beside(partners)

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
        for account in self:
            if account.credit_basis in ('limit', 'temporary'):
                account.effective_limit += added.get(account._origin.id, 0.0)

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
        day = fields.Date.to_date(self.env.context.get('ar_night'))
        today = day or fields.Date.context_today(self)
        covers = self.env['ar.cover']._counting(partners, today)
        if effect:
            covers = covers.filtered(lambda cover: cover.company_id.ar_cover_effect == effect)
        return {
            key: worth for found in self._worth_of_covers(covers, today).values()
            for key, worth in found.items()}

    @api.model
    def _worth_of_covers(self, covers, today):
        """What some covers are worth if these are all there are.

        :return: {account: {cover id: `tools.cover.Worth`}}
        """
        if not covers:
            return {}
        documents, result = self._covered_documents(covers), {}
        for account, group in covers.grouped('account_id').items():
            items, ahead, exposure = documents[account.company_id.id, account.partner_id.id]
            result[account] = tool.worth(
                [cover._to_terms(today) for cover in group], items, ahead, exposure, today,
                account.currency_id.decimal_places)
        return result

    @api.model
    def _covered_documents(self, covers):
        """What the customers of covers owe, by one statement.

        :return: {(company id, partner id): (list of `tools.cover.Item`, what is not invoiced yet,
            the whole exposure without covers)}
        """
        result = defaultdict(lambda: ([], 0.0, 0.0))
        for row in self.env.execute_query_dict(self._covered_sql(covers)):
            key, amount = (row['company_id'], row['partner_id']), float(row['amount'])
            items, ahead, exposure = result[key]
            if not row['item_id']:  # the whole exposure: what are no items is ahead
                result[key] = items, ahead + amount, amount
                continue
            items.append(tool.Item(
                row['item_id'], float(row['collectable']), row['due'], row['invoiced'],
                float(row['net'])))
            result[key] = items, ahead - amount, exposure
        return result

    @api.model
    def _covered_sql(self, covers):
        """Open items one by one, and the whole exposure of each customer, without covers. A cover
        depends on all other terms, also on those that bridges append after this room."""
        partners = covers.partner_id
        exposures = self.with_context(ar_uncovered=UNCOVERED)._exposure_sql(partners)
        return SQL(
            """
            SELECT item.company_id, item.commercial_partner_id AS partner_id, item.id AS item_id,
                   item.amount_residual AS amount, item.collectable_amount AS collectable,
                   item.date_maturity AS due, item.invoice_date AS invoiced,
                   COALESCE(ABS(move.amount_untaxed / NULLIF(move.amount_total, 0)), 1) AS net
              FROM %(items)s item
              JOIN account_move move ON move.id = item.move_id
             WHERE item.commercial_partner_id IN %(partners)s
         UNION ALL
            SELECT company_id, partner_id, NULL, exposure, NULL, NULL, NULL, NULL
              FROM (%(exposures)s) exposures
            """,
            items=self._open_items_sql(), exposures=exposures, partners=tuple(partners.ids),
        )
