from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import analytic

# What the lines of an invoice can be told for. Losses are booked in entries of their own, and
# scores are the customer's.
MEASURES = (
    'collected', 'collected_unconfirmed', 'taken_back', 'completion_rate', 'recovery_rate',
    'average_collection_days', 'sales', 'receivable', 'overdue', 'overdue_rate', 'dso',
    'best_possible_dso', 'average_days_delinquent', 'collection_effectiveness', 'turnover',
    'working_capital_cost', 'credit_note_rate')


class ArKpiResult(models.Model):
    """Results by analytic account: what is owed, overdue and paid of an invoice belongs to the
    accounts of its lines, see `tools.analytic`. What is no invoice, or whose lines have no
    account of a plan, is the rest of that plan, so that each plan adds up to the company."""
    _inherit = 'ar.kpi.result'

    plan_name = fields.Char(
        string="Analytic Plan", readonly=True,
        help="Of an analytic account, as it was in that month. The accounts of one plan and what "
             "has none of them add up to the company.")

    # === BUSINESS === #

    @api.model
    def _facts(self, period):
        # EXTENDS: the same facts once more, by account
        facts = super()._facts(period)
        facts.update(
            (('analytic', ref), sums) for ref, sums in self._analytic_facts(period).items())
        return facts

    @api.model
    def _analytic_facts(self, period):
        """The facts of analytic accounts, and of what has none of a plan, where invoices have any.

        :param period: `ar_kpi_result_build.Period`.
        :return: {account id, or `tools.analytic.rest` of a plan: {name: sum}}
        """
        accounts = self.env['account.analytic.account'].sudo().with_context(active_test=False)
        if not accounts.search_count([], limit=1):
            return {}
        facts = {}
        for names, term in self._analytic_terms(period):
            for account, *sums in self.env.execute_query(
                    self._apportioned_sql(period, names, term)):
                facts.setdefault(account, {}).update(
                    (name, float(value or 0)) for name, value in zip(names, sums, strict=True))
        whole = facts.pop(None, {})
        return analytic.with_rests(whole, facts, {
            account.id: account.root_plan_id.id for account in accounts.browse(facts).exists()})

    @api.model
    def _analytic_terms(self, period):
        """The terms that tell of which entry each amount is, with what of them is an amount."""
        return [
            (('opening', 'opening_owed', 'opening_overdue', 'opening_due'),
             self._opening_term(period)[1]),
            (('receivable', 'owed', 'overdue'), self._closing_term(period)[1]),
            (('invoiced', 'credited', 'quarter_sales', 'new_due'), self._sales_term(period)[1]),
            self._cash_term(period)]

    @api.model
    def _apportioned_sql(self, period, names, term):
        """A term added up for every analytic account, each with its part of an entry, and as a
        whole, without an account."""
        return SQL(
            """
            WITH fact AS MATERIALIZED (
                    SELECT term.move_id, %(sums)s
                      FROM (%(term)s) term
                  GROUP BY term.move_id),
                 share AS MATERIALIZED (%(shares)s)
            SELECT share.analytic_id, %(parts)s
              FROM fact
              JOIN share ON share.move_id = fact.move_id
          GROUP BY share.analytic_id
             UNION ALL
            SELECT NULL, %(whole)s FROM fact
            """,
            term=term, shares=self._shares_sql(),
            sums=SQL(", ").join(
                SQL("SUM(term.%(name)s) AS %(name)s", name=SQL.identifier(name))
                for name in names),
            parts=SQL(", ").join(
                SQL("SUM(fact.%s * share.part)", SQL.identifier(name)) for name in names),
            whole=SQL(", ").join(SQL("SUM(%s)", SQL.identifier(name)) for name in names))

    @api.model
    def _shares_sql(self):
        """The parts of the invoices of `fact` by analytic account, as `tools.analytic.shares` has
        them. An entry that is no invoice has none."""
        return SQL(
            """
            SELECT line.move_id, slice.analytic_id,
                   SUM(line.price_total * slice.percent / 100) / NULLIF(whole.total, 0) AS part
              FROM fact
              JOIN account_move move ON move.id = fact.move_id
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
        CROSS JOIN LATERAL (
                SELECT SUM(price_total) AS total
                  FROM account_move_line
                 WHERE move_id = move.id AND display_type = 'product') whole
              JOIN account_move_line line
                ON line.move_id = move.id AND line.display_type = 'product'
        CROSS JOIN LATERAL (
                SELECT account.id::int4 AS analytic_id, given.value::numeric AS percent
                  FROM jsonb_each_text(line.analytic_distribution) given,
                       unnest(string_to_array(given.key, ',')) AS account(id)
               ) slice
             WHERE slice.percent <> 0 AND whole.total <> 0
          GROUP BY line.move_id, slice.analytic_id, whole.total
            """)

    @api.model
    def _measures_of(self, subject, measures):
        # EXTENDS
        measures = super()._measures_of(subject, measures)
        if subject != 'analytic':
            return measures
        return {key: measures[key] for key in MEASURES if key in measures}

    @api.model
    def _rows(self, period, facts):
        # EXTENDS
        accounts, plans = self._analytic_subjects(facts)
        names = {
            **{account.id: account.root_plan_id.name for account in accounts},
            **{analytic.rest(plan.id): plan.name for plan in plans}}
        return [
            {**row, 'plan_name': names.get(row['subject_ref'])}
            if row['subject'] == 'analytic' else row for row in super()._rows(period, facts)]

    @api.model
    def _subject_names(self, facts):
        # EXTENDS
        accounts, plans = self._analytic_subjects(facts)
        return {
            **super()._subject_names(facts),
            **{('analytic', account.id): account.name for account in accounts},
            **{('analytic', analytic.rest(plan.id)):
               self.env._("Without Analytic Account (%s)", plan.name) for plan in plans}}

    @api.model
    def _analytic_subjects(self, facts):
        """The analytic accounts that facts are of, and the plans that they are a rest of."""
        refs = {ref for subject, ref in facts if subject == 'analytic'}
        accounts = self.env['account.analytic.account'].sudo().with_context(active_test=False)
        return (
            accounts.browse(ref for ref in refs if ref > 0),
            self.env['account.analytic.plan'].sudo().browse(-ref for ref in refs if ref < 0))
