from datetime import timedelta

from psycopg2.extras import execute_values

from odoo import api, models
from odoo.tools import SQL

from ....tools import cash_forecast as rules
from ....tools.cash_position import accuracy
from . import forecast_sql

DAYS = rules.WEEKS * rules.WEEK_DAYS
# Receipts are booked late: with each week that is over, so many before it are read again.
LATE_WEEKS = 2


class ArForecast(models.Model):
    """What came, beside what was expected."""
    _inherit = 'ar.forecast'

    # === HOOKS === #

    @api.model
    def _is_money_sql(self):
        """Hook for the rooms above: which of the entries that pay an invoice are money that came.
        A write-off or a transfer between customers is none.

        :return: `SQL` of a condition on the paying item (`paid`) and its journal (`journal`).
        """
        return SQL("journal.type IN ('bank', 'cash', 'credit')")

    # === BUSINESS === #

    @api.model
    def _fill_actual(self, company, today):
        """Fill in what came in the weeks of kept forecasts that are over since the last time, and
        again what came in those shortly before: it may have been booked or taken back later."""
        due = self.search([
            ('company_id', '=', company.id), ('is_kept', '=', True),
            ('date', '<=', today - timedelta(days=rules.WEEK_DAYS)),
        ]).filtered(lambda forecast: (forecast.actual_until or forecast.date)
                    < forecast._over_until(today))
        if not due:
            return
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """
            UPDATE ar_forecast_line line
               SET actual = 0
              FROM ar_forecast forecast
             WHERE forecast.id = line.forecast_id AND forecast.id = ANY(%s)
               AND line.period = 'week' AND line.actual <> 0
               AND line.date_start >= forecast.actual_until - %s
            """, due.ids, LATE_WEEKS * rules.WEEK_DAYS))
        self._store_actual(due, self.env.execute_query(SQL(
            forecast_sql.CAME, day=today, days=DAYS, late=LATE_WEEKS * rules.WEEK_DAYS,
            forecasts=due.ids,
            segment=self._segment_sql(), is_money=self._is_money_sql(),
            accounts=self._receivable_ids(),
            exchange=company.sudo().currency_exchange_journal_id.ids)))
        for forecast in due:
            forecast.actual_until = forecast._over_until(today)
        due.flush_recordset()
        self.env.cr.execute(SQL(
            """
            UPDATE ar_forecast_line line
               SET is_over = TRUE, actual = COALESCE(line.actual, 0)
              FROM ar_forecast forecast
             WHERE forecast.id = line.forecast_id AND forecast.id = ANY(%s)
               AND line.period = 'week' AND line.date_end <= forecast.actual_until
               AND NOT line.is_over
            """, due.ids))
        self.env['ar.forecast.line'].invalidate_model()

    def _over_until(self, today):
        """The end of the last week that is over, counted from this forecast; some weeks after its
        last one nothing is read any more."""
        weeks = min((today - self.date).days // rules.WEEK_DAYS, rules.WEEKS + LATE_WEEKS)
        return self.date + timedelta(days=weeks * rules.WEEK_DAYS)

    @api.model
    def _store_actual(self, forecasts, rows):
        """Write what came; where nothing was expected, as a line of its own."""
        if not rows:
            return
        names = self._segment_names({row[4] for row in rows if row[4]})
        known = {forecast.id: forecast for forecast in forecasts}
        values = {}
        for forecast_id, week, kind, currency, segment, amount in rows:
            forecast = known[forecast_id]
            start = forecast.date + timedelta(days=week * rules.WEEK_DAYS)
            key = (
                forecast_id, forecast.company_id.id, start,
                start + timedelta(days=rules.WEEK_DAYS), week + 1, currency,
                names.get(segment) or '', kind)
            values[key] = values.get(key, 0) + amount
        execute_values(
            self.env.cr._obj,
            """INSERT INTO ar_forecast_line (
                      forecast_id, company_id, date_start, date_end, ahead, currency_id, tier, kind,
                      actual, period, amount, amount_currency, is_over)
               VALUES %s
          ON CONFLICT (forecast_id, period, date_start, kind, currency_id, tier)
            DO UPDATE SET actual = EXCLUDED.actual""",
            [(*key, amount) for key, amount in values.items()],
            template="(%s, %s, %s, %s, %s, %s, %s, %s, %s, 'week', 0, 0, FALSE)",
            page_size=len(values))

    @api.model
    def _accuracy(self, company):
        """How good the kept forecasts of a company were, by weeks ahead.

        :return: list of dicts `ahead`, `count`, `bias`, `wape` (shares, None: nothing came).
        """
        rows = self.env.execute_query(SQL(
            """
            SELECT line.ahead, SUM(line.amount)::float8, SUM(line.actual)::float8
              FROM ar_forecast_line line
              JOIN ar_forecast forecast ON forecast.id = line.forecast_id
             WHERE forecast.company_id = %s AND forecast.is_kept
               AND line.period = 'week' AND line.is_over
          GROUP BY forecast.id, line.ahead
            """, company.id))
        pairs = {}
        for ahead, expected, came in rows:
            pairs.setdefault(ahead, []).append((expected, came))
        return [
            {'ahead': ahead, **accuracy(pairs[ahead])._asdict()} for ahead in sorted(pairs)]
