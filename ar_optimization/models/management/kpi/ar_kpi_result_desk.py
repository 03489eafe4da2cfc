import json

from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import kpi_person


class ArKpiResult(models.Model):
    """What the statements of a month all look at, laid out once, as temporary tables:
    `ar_kpi_customer`, who looks after each customer and in which tier it was, and `ar_kpi_item`,
    what was open when the month began and when it ended."""
    _inherit = 'ar.kpi.result'

    # === BUSINESS === #

    @api.model
    def _lay_out(self, period):
        """Make both tables for a month, in place of those of another one.

        :param period: `ar_kpi_result_build.Period`.
        """
        self.env.flush_all()
        self._lay_out_table('ar_kpi_customer', self._customers_sql(period))
        self._lay_out_table('ar_kpi_item', SQL(" UNION ALL ").join(
            self._items_sql(period, day) for day in (period.before, period.until)))

    @api.model
    def _lay_out_table(self, name, query):
        table = SQL.identifier(name)
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", table))
        self.env.cr.execute(SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", table, query))
        self.env.cr.execute(SQL("ANALYZE %s", table))

    # === QUERY === #

    @api.model
    def _customers_sql(self, period):
        """The customers of a company with who looks after them, and their tier at the end of the
        month: what was changed since is undone."""
        tiers = self.env['ar.credit.tier']._for_company(period.company)
        weak = kpi_person.weak_tiers(tiers.sorted(lambda tier: (tier.sequence, tier.id)).ids)
        codes = {tier.code: tier.id for tier in tiers}
        return SQL(
            """
            SELECT told.*, told.tier_id = ANY(%(weak)s) AS is_weak
              FROM (SELECT account.id AS account_id, account.partner_id, account.collector_id,
                           owner.user_id AS seller_id,
                           CASE WHEN later.res_id IS NULL THEN account.tier_id
                                ELSE (%(codes)s::jsonb ->> later.code)::int4 END AS tier_id
                      FROM ar_credit_account account
                      JOIN res_partner owner ON owner.id = account.partner_id
                 LEFT JOIN (%(later)s) later ON later.res_id = account.id
                     WHERE account.company_id = %(company)s) told
            """, weak=weak, codes=json.dumps(codes), company=period.company.id,
            later=self._later_tiers_sql(period, period.until))

    @api.model
    def _items_sql(self, period, day):
        """The open items of a company at the end of a day: `residual` as the ledger has it, `owed`
        what is open on it, 0 for a credit."""
        items = self.env['ar.open.item'].with_context(ar_as_of=fields.Date.to_string(day))
        return SQL(
            """
            SELECT %(day)s::date AS day, item.commercial_partner_id AS partner_id,
                   item.credit_account_id AS account_id, move.invoice_user_id AS seller_id,
                   %(team)s AS team_id, item.move_id,
                   COALESCE(move.invoice_date, item.date) AS invoice_date,
                   item.date_maturity AS maturity, item.amount_residual AS residual,
                   GREATEST(item.amount_residual, 0) AS owed
              FROM (%(items)s) item
        -- item by item: joined to so many, all entries would be read
        CROSS JOIN LATERAL (SELECT * FROM account_move WHERE id = item.move_id OFFSET 0) move
             WHERE item.company_id = %(company)s
            """, day=day, team=self._team_sql(SQL("move")), items=items._table_query,
            company=period.company.id)
