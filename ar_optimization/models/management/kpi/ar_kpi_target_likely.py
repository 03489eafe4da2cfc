from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL, float_round

from ....tools import target as rules

HISTORY_MONTHS = 12
# The measure that the cash forecast speaks about.
COLLECTED = 'collected'


class ArKpiTarget(models.Model):
    """What is likely: the tenth, the middle and the ninetieth percent that a target is held
    against, from the cash forecast and from the results of the last year."""
    _inherit = 'ar.kpi.target'

    # === CRON === #

    @api.model
    def _refresh_bands(self, companies, today):
        """Bring the range of targets up to date whose period has not begun."""
        self.search([
            ('company_id', 'in', companies.ids), ('date_from', '>', today)])._fill_band()

    # === BUSINESS === #

    def _band(self):
        """What is likely of this target: `tools.target.Band`."""
        if not self.has_range:
            return rules.NO_BAND
        return rules.Band(self.low, self.mid, self.high, self.basis)

    def _fill_band(self):
        """Keep what is likely as of now, and propose it where no target is named."""
        for target, band in self._bands().items():
            values = target._band_values(band)
            if not target.value and band.mid and target.state == 'draft':
                values['value'] = values['mid']
            if any(target[name] != value for name, value in values.items()):
                target._quiet().write(values)

    def _band_values(self, band):
        return {
            'has_range': band.low is not None, 'basis': band.basis,
            **{name: self._round(getattr(band, name)) for name in ('low', 'mid', 'high')}}

    def _round(self, value):
        return float_round(max(0.0, value or 0.0), precision_digits=2)

    def _bands(self):
        """What is likely of each of these, by a number of queries that does not grow with them.

        :return: {target: `tools.target.Band`}
        """
        if not self:
            return {}
        first = min(self.mapped('date_from')) - relativedelta(months=HISTORY_MONTHS)
        rows = self._result_rows(self.company_id, first, max(self.mapped('date_from')))
        cash = {
            company: self._forecast_months(company) for company in self.company_id
            if any(target.measure == COLLECTED for target in self)}
        return {target: target._likely(rows, cash.get(target.company_id, {})) for target in self}

    def _likely(self, rows, cash):
        """What is likely of this target.

        :param dict rows: see `_result_rows`.
        :param dict cash: see `_forecast_months`.
        """
        past = self._past(rows, self._result_key())
        months = self._months()
        if self.measure == COLLECTED and all(month in cash for month in months):
            band = rules.from_forecast([cash[month] for month in months])
            if self.subject == 'company':
                return band
            whole = self._past(rows, (self.company_id.id, 'company', 0, self.measure))
            if past and sum(whole) > 0:
                return rules.part_of(band, min(1.0, sum(past) / sum(whole)))
        band = rules.from_history(past)
        return rules.part_of(band, len(months)) if self._adds_up() else band

    def _past(self, rows, key):
        """The results of the months of a year before this target, of one subject and measure. The
        running month is only a part of one."""
        start = self.date_from - relativedelta(months=HISTORY_MONTHS)
        end = min(self.date_from, fields.Date.context_today(self).replace(day=1))
        return [value for month, (value, *_rest) in rows.get(key, {}).items()
                if start <= month < end]

    def _result_key(self):
        """What the results of this target are kept under, see `_result_rows`."""
        return (self.company_id.id, self.subject, self.user_id.id or self.subject_ref or 0,
                self.measure)

    # === GATHER === #

    @api.model
    def _result_rows(self, companies, first, last):
        """All results of a span of months.

        :param date first, last: first days of months, both included.
        :return: {(company id, subject, user or team id or 0, measure):
            {month: (value, numerator, denominator, frozen)}}
        """
        self.env.flush_all()
        found = {}
        for company, subject, ref, measure, month, *figures in self.env.execute_query(SQL(
                """
                SELECT company_id, subject, COALESCE(NULLIF(subject_ref, 0), user_id, 0), measure,
                       date_from, value, numerator, denominator, state = 'frozen'
                  FROM ar_kpi_result
                 WHERE company_id = ANY(%s) AND date_from BETWEEN %s AND %s AND subject <> 'tier'
                """, companies.ids, first, last)):
            found.setdefault((company, subject, ref, measure), {})[month] = tuple(figures)
        return found

    @api.model
    def _forecast_months(self, company):
        """The whole months of the newest cash forecast.

        :return: {first day: (cash, low, high)}; ends are None without a range.
        """
        newest = self.env['ar.forecast'].sudo()._latest(company, ('expected',)).get('expected')
        return {
            day: (period['cash'], period['low'], period['high'])
            for period in (newest.figures or {}).get('periods', ()) if period['kind'] == 'month'
            for day in [fields.Date.to_date(period['start'])] if day.day == 1
        } if newest else {}
