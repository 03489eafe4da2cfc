from odoo import api, fields, models
from odoo.tools import SQL


class ArFeatureChange(models.Model):
    """Customers whose facts changed since their features were computed.

    Posting and reconciling leave one row here and never touch the credit account itself. A row
    that is already deleted by the nightly run was seen by it, a row that commits later is seen by
    the next one: unlike with a date as a watermark, a slow transaction cannot slip through. There
    is no unique key and no foreign key, so that no writer waits for another.
    """
    _name = 'ar.feature.change'
    _description = "Changed Payment Behaviour"
    _log_access = False

    company_id = fields.Integer(string="Company ID", required=True)
    partner_id = fields.Integer(string="Customer ID", required=True)

    _company_partner_idx = models.Index("(company_id, partner_id)")

    @api.model
    def _mark(self, pairs):
        """Have the features of these customers computed again, and tell the rooms that have
        something of them going: by one statement whatever the number of customers and rooms, since
        every posting comes here.

        :param pairs: iterable of (company id, commercial partner id); empty ids are left out.
        """
        rows = sorted({pair for pair in pairs if all(pair)})
        if not rows:
            return
        accounts = self.env['ar.credit.account'].sudo().with_context(active_test=False)
        accounts.flush_model(['company_id', 'partner_id'])
        terms = self._concerned_terms()
        found = self.env.execute_query(SQL(
            """
            WITH marked AS (
                INSERT INTO ar_feature_change (company_id, partner_id)
                     SELECT * FROM UNNEST(%s, %s)
            )
            SELECT account.id, %s
              FROM ar_credit_account account
             WHERE (account.company_id, account.partner_id) IN %s
            """,
            [company_id for company_id, __ in rows], [partner_id for __, partner_id in rows],
            SQL(", ").join(SQL("(%s)", term) for term in terms.values()) or SQL("NULL"),
            tuple(rows)))
        for place, name in enumerate(terms, start=1):
            if concerned := accounts.browse(row[0] for row in found if row[place]):
                getattr(self, f'_tell_{name}')(concerned)

    @api.model
    def _concerned_terms(self):
        """Hook: who wants to know at once that a customer's items have changed; nobody here.

        :return: {name: `SQL` condition over `account`}; `_tell_<name>(accounts)` is called with the
            credit accounts for which it holds, with all rights.
        """
        return {}

    @api.model
    def _mark_lines(self, lines):
        """Mark the customers of posted receivable lines; other lines change no behaviour."""
        self._mark(
            (line.company_id.id, line.partner_id.commercial_partner_id.id)
            for line in lines
            if line.account_type == 'asset_receivable' and line.parent_state == 'posted'
        )

    @api.model
    def _mark_partners(self, partners):
        """Mark customers in every company they have a credit account in."""
        self.env.cr.execute(SQL(
            """INSERT INTO ar_feature_change (company_id, partner_id)
               SELECT company_id, partner_id FROM ar_credit_account WHERE partner_id = ANY(%s)""",
            partners.commercial_partner_id.ids,
        ))
