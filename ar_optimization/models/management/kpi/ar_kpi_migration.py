from odoo import api, fields, models
from odoo.tools import SQL


class ArKpiMigration(models.Model):
    """How many customers went from one tier to another in a month: a cell of the tier migration
    matrix, with what they owed at its end. Frozen with the results of the month."""
    _name = 'ar.kpi.migration'
    _description = "Tier Migration"
    _inherit = ['ar.engine.written', 'ar.kpi.frozen', 'ar.amount.mixin']
    _order = 'date_from desc, tier_before, tier_after'
    _rec_name = 'tier_before'

    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    date_from = fields.Date(string="Month", required=True, readonly=True)
    tier_before = fields.Char(
        string="From", required=True, readonly=True, help="Tier when the month began.")
    tier_after = fields.Char(
        string="To", required=True, readonly=True, help="Tier at the end of the month.")
    customers = fields.Integer(readonly=True)
    share = fields.Float(
        string="Share %", digits=(5, 1), readonly=True, aggregator='avg',
        help="Of the customers that were in the tier when the month began.")
    amount = fields.Monetary(
        string="Receivable", readonly=True, help="What these customers owed at the end.")

    _one_cell = models.UniqueIndex(
        "(company_id, date_from, tier_before, tier_after)",
        "There is a cell of this month already.")

    def _engine_words(self):
        return self.env._("Tiers migrate by the log: nobody writes it by hand.")

    # === BUSINESS === #

    @api.model
    def _build(self, period):
        """Count the customers of a month that is not frozen, anew, by one statement. Who had no
        tier at its end is not in it; who got the first one in it stays where he is.

        :param period: `ar_kpi_result_build.Period`.
        """
        results = self.env['ar.kpi.result']
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "DELETE FROM ar_kpi_migration WHERE company_id = %s AND date_from = %s",
            period.company.id, period.start))
        self.env.cr.execute(SQL(
            """
            INSERT INTO ar_kpi_migration (company_id, date_from, state, tier_before, tier_after,
                                          customers, amount, share, create_date, write_date)
            SELECT %(company)s, %(start)s, 'open', before, after, COUNT(*), SUM(amount),
                   100.0 * COUNT(*) / SUM(COUNT(*)) OVER (PARTITION BY before), %(now)s, %(now)s
              FROM (SELECT COALESCE(earlier.code, tier.code) AS before, tier.code AS after,
                           COALESCE(owed.amount, 0) AS amount
                      FROM ar_kpi_customer customer
                      JOIN ar_credit_tier tier ON tier.id = customer.tier_id
                 LEFT JOIN (%(earlier)s) earlier ON earlier.res_id = customer.account_id
                 LEFT JOIN (SELECT account_id, SUM(residual) AS amount
                              FROM ar_kpi_item WHERE day = %(until)s
                          GROUP BY 1) owed ON owed.account_id = customer.account_id) moved
          GROUP BY before, after
            """,
            until=period.until,
            earlier=results._later_tiers_sql(period, period.before), company=period.company.id,
            start=period.start, now=fields.Datetime.now()))
        self.invalidate_model()
