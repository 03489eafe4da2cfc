from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import cash_forecast as rules
from .ar_forecast import EXPECTED, FAILURE, LESS, NUMPY, SLOWER

PAST_WEEKS = 13
BUDGET_MONTHS = 6


class ArForecast(models.Model):
    """What the screen asks."""
    _inherit = 'ar.forecast'

    @api.model
    @api.readonly
    def get_report(self):
        """The newest forecasts of the selected companies.

        :return: list of sections, one per company: `company_id`, `company`, `currency_id`,
            `currency`, `bank_news`, `date` (ISO, None while there is none), `basis` (words),
            `is_curve`, `has_numpy`, `held_back`, `scenarios` (`key`, `label`, `id`, assumptions,
            `periods` of `_figures`, `tiers` and `currencies` of `_tables`), `accuracy`, `past`
            (expected a week ahead and came); for credit managers each scenario's `funds`, and
            `budget`.
        :raise AccessError: for who is no credit analyst.
        """
        self.env.user._ar_check_role('credit_analyst')
        return [self._section(company) for company in self.env.companies]

    @api.model
    def _section(self, company):
        latest = self._latest(company)
        section = {
            'company_id': company.id, 'company': company.name,
            'currency_id': company.currency_id.id, 'currency': company.currency_id.name,
            'date': None, 'scenarios': [], 'bank_news': company._ar_bank_news(),
        }
        expected = latest.get(EXPECTED)
        if not expected:
            return section
        basis = dict(self._fields['basis']._description_selection(self.env))
        manager = self.env.user.has_group('ar_optimization.group_credit_manager')
        tables = self._tables([forecast.id for forecast in latest.values()])
        return {
            **section,
            'date': fields.Date.to_string(expected.date),
            'basis': basis[expected.basis], 'has_numpy': expected.basis != NUMPY,
            'opening': expected.opening, 'held_back': expected.held_back,
            'scenarios': [
                latest[key]._scenario(tables, manager)
                for key in (EXPECTED, SLOWER, FAILURE, LESS) if key in latest],
            'accuracy': self._accuracy(company), 'past': self._past(company, expected.date),
            'budget': self._budget(company, expected.date) if manager else None,
        }

    def _scenario(self, tables, manager):
        self.ensure_one()
        return {
            'key': self.scenario, 'id': self.id, 'label': self._label(),
            'slower_days': self.slower_days, 'off': self.off,
            'failed_id': self.failed_id.id, 'failed': self.failed_id.sudo().display_name or "",
            'chosen': bool(self.figures.get('chosen')),
            'periods': self.figures['periods'], **tables.get(self.id, self._no_table()),
            'funds': self.funds if manager else None,
        }

    def _label(self):
        texts = {
            EXPECTED: lambda: self.env._("Expected"),
            SLOWER: lambda: self.env._("All pay %s days later", self.slower_days),
            FAILURE: lambda: self.env._(
                "%s fails", self.failed_id.sudo().display_name or self.env._("The largest")),
            LESS: lambda: self.env._("%s %% less comes in", f"{self.off:g}"),
        }
        return texts[self.scenario]()

    # === TABLES === #

    @api.model
    def _no_table(self):
        return {'tiers': [], 'currencies': []}

    @api.model
    def _tables(self, forecast_ids):
        """{forecast id: {`tiers`, `currencies`}}: rows of what is expected within 4 weeks, 13 weeks
        and 12 months; those of currencies in these currencies too."""
        rows = self.env.execute_query(SQL(
            """
            SELECT forecast_id, tier, currency_id,
                   %s
              FROM ar_forecast_line
             WHERE forecast_id = ANY(%s)
          GROUP BY forecast_id, tier, currency_id
            """,
            SQL(", ").join(
                SQL("COALESCE(SUM(%s) FILTER (WHERE period = %s AND ahead <= %s), 0)::float8",
                    SQL.identifier(name), period, most)
                for name in ('amount', 'amount_currency')
                for period, most in (('week', 4), ('week', 13), ('month', 12))),
            forecast_ids))
        tables = {}
        for forecast_id, tier, currency_id, *amounts in rows:
            table = tables.setdefault(forecast_id, ({}, {}))
            for found, key in zip(table, (tier, currency_id), strict=True):
                found[key] = tuple(map(sum, zip(found.get(key, (0.0,) * 6), amounts, strict=True)))
        names = {currency.id: currency.name for currency in self.env['res.currency'].sudo().browse(
            {row[2] for row in rows})}
        return {
            forecast_id: {
                'tiers': [
                    {'key': tier, 'label': tier or self.env._("Without tier"),
                     'amounts': list(tiers[tier][:3])} for tier in sorted(tiers)],
                'currencies': [
                    {'key': currency, 'label': names[currency], 'amounts': list(amounts[:3]),
                     'in_currency': list(amounts[3:])}
                    for currency, amounts in sorted(currencies.items())],
            } for forecast_id, (tiers, currencies) in tables.items()}

    @api.model
    def _past(self, company, day):
        """What was expected of the first week of kept forecasts, and what came in it."""
        rows = self.env.execute_query(SQL(
            """
            SELECT forecast.id, line.date_start, line.date_end,
                   SUM(line.amount)::float8, SUM(line.actual)::float8
              FROM ar_forecast_line line
              JOIN ar_forecast forecast ON forecast.id = line.forecast_id
             WHERE forecast.company_id = %s AND forecast.is_kept
               AND line.period = 'week' AND line.ahead = 1 AND line.is_over
               AND line.date_start >= %s
          GROUP BY forecast.id, line.date_start, line.date_end
          ORDER BY line.date_start
            """, company.id, day - timedelta(days=rules.WEEK_DAYS * (PAST_WEEKS + 1))))
        return [
            {'id': forecast_id, 'start': fields.Date.to_string(start),
             'end': fields.Date.to_string(end), 'cash': cash, 'actual': actual}
            for forecast_id, start, end, cash, actual in rows]

    @api.model
    def _budget(self, company, day):
        """Budgeted and real receipts of the last months, and of this one so far."""
        budgets = self.env['ar.cash.budget'].search([
            ('company_id', '=', company.id), ('month', '<=', day), ('receipts', '>', 0)],
            limit=BUDGET_MONTHS)
        snapshots = self.env['ar.snapshot'].search([
            ('company_id', '=', company.id), ('period', '=', 'company'),
            ('date', '>=', min(budgets.mapped('month'), default=day))])
        came = {snapshot.date.replace(day=1): snapshot.collected_amount for snapshot in snapshots}
        return [
            {'id': budget.id, 'month': fields.Date.to_string(budget.month),
             'budget': budget.receipts, 'actual': came.get(budget.month)}
            for budget in budgets.sorted('month')]
