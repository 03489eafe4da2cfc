from odoo import api, models
from odoo.tools import SQL


class Rare(dict):
    """What the customers looked at have of `_rare_parts`, by name, as the database says now:
    nothing of what is empty. In the context, where no call from outside can put one."""


class ArCreditAccount(models.Model):
    """What the exposure of an account is made of: rows per document, from every room and app."""
    _inherit = 'ar.credit.account'

    # === READ === #

    def _exposure_by_kind(self):
        """What the exposure of these accounts is made of, always from the database.

        :return: dict account id → dict kind → amount in company currency.
        """
        rows = self.env.execute_query(SQL(
            """
            SELECT account.id, term.kind, SUM(term.amount)
              FROM ar_credit_account account
              JOIN (%s) term
                ON term.partner_id = account.partner_id AND term.company_id = account.company_id
             WHERE account.id IN %s AND term.partner_id IN %s
          GROUP BY account.id, term.kind
            """,
            self._terms_sql(), tuple(self.ids) or (0,), tuple(self.partner_id.ids) or (0,),
        ))
        result = {account_id: {} for account_id in self.ids}
        for account_id, kind, amount in rows:
            result[account_id][kind] = amount
        return result

    def _exposure_of(self, document):
        """What one document is in the exposure of this account as it stands in the database: what
        an offer, an invoice or a change may not be counted for twice.

        :param document: a record, saved or not.
        :return: amount in company currency, 0 when it is not in the exposure.
        """
        self.ensure_one()
        [[amount]] = self.env.execute_query(SQL(
            """
            SELECT COALESCE(SUM(term.amount), 0)
              FROM (%s) term
             WHERE term.partner_id = %s AND term.company_id = %s
               AND term.res_model = %s AND term.res_id = %s
            """,
            self._terms_sql(), self.partner_id.id, self.company_id.id,
            document._name, document._origin.id or 0,
        ))
        return float(amount)

    @api.model
    def _exposures_of(self, documents, partners):
        """As `_exposure_of`, for documents of one model, by one query.

        :param partners: their customers, commercial entities.
        :return: {document: amount in company currency}, without those that are not in it.
        """
        if not documents._origin:
            return {}
        amounts = dict(self.env.execute_query(SQL(
            """
            SELECT term.res_id, SUM(term.amount)
              FROM (%s) term
             WHERE term.partner_id IN %s AND term.res_model = %s AND term.res_id IN %s
          GROUP BY term.res_id
            """,
            self._terms_sql(), tuple(partners.ids) or (0,), documents._name,
            tuple(documents._origin.ids),
        )))
        return {
            document: float(amounts[document._origin.id]) for document in documents
            if document._origin.id in amounts}

    # === QUERIES === #

    @api.model
    def _get_exposure_terms(self):
        """Hook: what adds to the exposure beside the receivables, which are always in it. Rooms and
        bridges append orders, deliveries, guarantees.

        :return: list of `SQL` selects with the columns company_id, partner_id (the commercial
            entity), kind (text, see `ar.exposure.item._kind_names`), amount (company currency,
            negative for what lowers the exposure), res_model (text) and res_id (int) of the
            document, of which there is one row at most per kind. Here: draft invoices.
        """
        return [self._draft_term()] if self._any_draft_counts() else []

    @api.model
    def _get_split_terms(self):
        """Hook: terms that group or split what they read, which who only adds them up can do
        without.

        :return: list of (a select as in `_get_exposure_terms`, a select with the columns
            company_id, partner_id and amount, to the same sum); none here.
        """
        return []

    def _rare_parts(self):
        """Hook: parts of the exposure that few customers have. Who decides in milliseconds asks
        first whether these do: PostgreSQL takes longer to plan for a part than to find nothing.

        :return: {name for `_may_have`: `SQL` of a condition that tells whether a customer of these
            accounts has it, or of a JSON value with what there is of it}; none here.
        """
        return {}

    def _ids_sql(self, column='id'):
        """Hook: the ids of these accounts, or of what a column of theirs points to, for
        `_rare_parts`.

        :return: `SQL` of a list in brackets.
        """
        records = self if column == 'id' else self[column]
        return SQL("%s", tuple(records.ids) or (0,))

    @api.model
    def _may_have(self, name):
        """Whether the customers looked at may have a part of `_rare_parts`."""
        return bool(self._known_part(name, unknown=True))

    @api.model
    def _known_part(self, name, unknown=None):
        """What the customers looked at have of a part of `_rare_parts`.

        :param unknown: what to return when nobody has asked.
        """
        rare = self.env.context.get('ar_rare')
        return rare.get(name, unknown) if isinstance(rare, Rare) else unknown

    @api.model
    def _terms_sql(self):
        """Every document in the exposure."""
        split = [documents for documents, __ in self._get_split_terms()]
        return SQL(" UNION ALL ").join([
            self._receivable_term(), *self._get_exposure_terms(), *split])

    @api.model
    def _exposure_sql(self, partners=None):
        """Exposure per company and customer; see `_get_exposure_terms`."""
        receivable = SQL(
            """
            SELECT item.company_id, item.commercial_partner_id AS partner_id,
                   item.amount_residual AS amount
              FROM (%s) item
            """, self._open_items()._bare_sql())
        return self._added_up([receivable, *self._parts_beside()], partners)

    @api.model
    def _parts_beside(self):
        """What is in the exposure beside the receivables, in parts that are only to be added up.

        :return: list of `SQL` selects with the columns company_id, partner_id and amount.
        """
        return [
            *(self._parts_of(term) for term in self._get_exposure_terms()),
            *(parts for __, parts in self._get_split_terms())]

    @api.model
    def _parts_of(self, term):
        return SQL("SELECT term.company_id, term.partner_id, term.amount FROM (%s) term", term)

    @api.model
    def _added_up(self, parts, partners):
        """Sums per company and customer.

        :param parts: selects as `_parts_beside` gives them, one at least.
        """
        return SQL(
            """
            SELECT term.company_id, term.partner_id, SUM(term.amount) AS exposure
              FROM (%s) term
             WHERE %s
          GROUP BY term.company_id, term.partner_id
            """,
            SQL(" UNION ALL ").join(parts), self._among(SQL("term.partner_id"), partners),
        )

    @api.model
    def _receivable_term(self):
        return SQL(
            """
            SELECT item.company_id, item.commercial_partner_id AS partner_id,
                   'receivable' AS kind, item.amount_residual AS amount,
                   'account.move.line' AS res_model, item.id AS res_id
              FROM %s item
            """,
            self._open_items_sql(),
        )

    @api.model
    def _draft_term(self):
        """Draft invoices: those that the company counts, and those that other apps want counted.

        A draft with a negative total frees nothing: nobody has agreed to it yet.
        """
        self.env['account.move'].flush_model([
            'amount_total_signed', 'company_id', 'move_type', 'partner_id', 'state'])
        return SQL(
            """
            SELECT move.company_id, partner.commercial_partner_id AS partner_id,
                   'draft' AS kind, move.amount_total_signed AS amount,
                   'account.move' AS res_model, move.id AS res_id
              FROM account_move move
              JOIN res_partner partner ON partner.id = move.partner_id
             WHERE move.state = 'draft'
               AND (%s OR move.company_id IN %s AND move.amount_total_signed > 0)
               AND move.move_type IN ('out_invoice', 'out_receipt')
               AND %s
            """,
            self._draft_counts_sql(), self.env['res.company']._ar_companies_with_drafts() or (0,),
            self._known_by_night(SQL("move.create_date")),
        )

    @api.model
    def _any_draft_counts(self):
        """Hook: whether `_draft_term` can find anything: leaving it out spares PostgreSQL the
        planning. A bridge that fills `_draft_counts_sql` says so here."""
        return bool(self.env['res.company']._ar_companies_with_drafts())

    @api.model
    def _draft_counts_sql(self):
        """Hook: which draft invoices (`move`) count in every company, as they bill what would
        otherwise be in the exposure itself.

        :return: `SQL` condition; none here.
        """
        return SQL("FALSE")

    @api.model
    def _known_by_night(self, column):
        """A condition that leaves out what came after the past day of a nightly run.

        :param column: `SQL` of a timestamp.
        """
        night = self.env.context.get('ar_night')
        return SQL("%s < %s::date + 1", column, night) if night else SQL("TRUE")
