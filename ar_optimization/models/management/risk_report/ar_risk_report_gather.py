from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, clean_context

from ....tools import kpi, risk_hints

SHOWN = 10      # rows of a list
OLD_DAYS = 90
WEEKS = 13
MONTHS = 13


class ArRiskReport(models.Model):
    """What a report says: gathered by a few statements, however many customers there are."""
    _inherit = 'ar.risk.report'

    # === BUSINESS === #

    def _gather(self):
        """Gather the figures of this report, in place of those that were there."""
        self.ensure_one()
        self = self.with_context(clean_context(self.env.context))
        months = self.company_id._ar_month_figures(self._last_kept(), MONTHS)
        ageing, debts = self._ageing(), self._debts()
        alerts, risks = self._alerts(), self._risks()
        forecast, carried = self._forecast(), self._carried()
        self.previous_id = self._last_signed()
        facts = self._facts(months, ageing, debts, alerts, risks, forecast, carried)
        bounds = self.env['ar.risk.bound']._for_company(self.company_id)
        found = risk_hints.hints(
            risk_hints.figures(facts), {code: bound._bound() for code, bound in bounds.items()})
        self.write({
            'gathered_on': fields.Datetime.now(), 'open_amount': ageing['open'],
            'overdue_amount': ageing['overdue'], 'hint_count': len(found),
            'grave_count': sum(hint.grade == risk_hints.GRAVE for hint in found),
            'content': {
                'months': [{**month, 'date': fields.Date.to_string(month['date'])}
                           for month in months],
                'ageing': ageing, 'debts': debts, 'alerts': alerts, 'risks': risks,
                'forecast': forecast, 'hints': self._advised(found, bounds),
                'goals': self._goal_rows(), 'measures': self._measure_rows(), 'carried': carried,
                'feedback': [reader._row() for reader in self.previous_id.reader_ids
                             if reader.feedback or reader.opinion]}})

    @api.model
    def _advised(self, hints, bounds):
        """The hints with what is advised now, by language: bounds and their words may change."""
        return [
            {**hint._asdict(), 'advice': self.env['res.lang']._ar_tell(
                lambda code, bound=bounds[hint.code]: bound.with_context(lang=code).advice)}
            for hint in hints]

    def _facts(self, months, ageing, debts, alerts, risks, forecast, carried):
        """What the hints are made from."""
        recent = [month.get('collected_amount') for month in months[-3:]]
        whole = None not in recent
        last = self.company_id._ar_last_bank_dates(self.date).get(self.company_id.id)
        return risk_hints.Facts(
            months=[month if len(month) > 1 else None for month in months],
            **{name: ageing[name] for name in ('owed', 'overdue', 'old', 'disputed')},
            debtors=debts['count'], top=debts['rows'][0]['share'] if debts['rows'] else None,
            top_ten=debts['top'], herfindahl=debts['herfindahl'],
            ahead=forecast and forecast['cash'], behind=sum(recent) if whole else None,
            bias=forecast and forecast['bias'], wape=forecast and forecast['wape'],
            red_alerts=alerts['red'], late_alerts=alerts['late'], unreviewed=risks['late'],
            late_measures=sum(row['late'] for row in carried),
            bank_days=(self.date - last).days if last else None)

    # === GATHER === #

    def _items(self):
        """The open items of the day: those of a past one are undone to it."""
        items = self.env['ar.open.item'].with_company(self.company_id)
        if self.date < fields.Date.context_today(self):
            items = items.with_context(ar_as_of=fields.Date.to_string(self.date))
        self.env.flush_all()
        return items

    def _ageing(self):
        """What is open by bucket; it adds up to the general ledger.

        :return: dict of `bounds`, `amounts` (by bucket), `open`; without credits `owed`, of it
            `overdue` and `old` (for more than 90 days); and `disputed`.
        """
        rows = self.env.execute_query_dict(SQL(
            """
            SELECT bucket, SUM(amount_residual)::float8 AS amount,
                   COALESCE(SUM(amount_residual) FILTER (
                       WHERE amount_residual > 0), 0)::float8 AS owed,
                   COALESCE(SUM(amount_residual) FILTER (
                       WHERE amount_residual > 0 AND days_overdue > %s), 0)::float8 AS old,
                   COALESCE(SUM(amount_residual) FILTER (
                       WHERE amount_residual > 0 AND days_overdue > 0), 0)::float8 AS overdue,
                   COALESCE(SUM(disputed_amount), 0)::float8 AS disputed
              FROM (%s) item
             WHERE company_id = %s
          GROUP BY bucket ORDER BY bucket
            """, OLD_DAYS, self._items()._table_query, self.company_id.id))
        rounded = self.currency_id.round
        return {
            'bounds': list(self.company_id._ar_bounds()),
            'amounts': {row['bucket']: rounded(row['amount']) for row in rows},
            'open': rounded(sum(row['amount'] for row in rows)),
            **{name: rounded(sum(row[name] for row in rows))
               for name in ('owed', 'overdue', 'old', 'disputed')}}

    def _debts(self):
        """On whom it hangs: customers with what they owe less their own credits.

        :return: dict of `count`, `total`, `top` (percent of the ten largest), `herfindahl` and the
            largest as `rows` of `id`, `name`, `amount`, `overdue`, `share`.
        """
        found = self.env.execute_query(SQL(
            """
            SELECT item.commercial_partner_id, SUM(item.amount_residual)::float8,
                   COALESCE(SUM(item.amount_residual) FILTER (
                       WHERE item.days_overdue > 0), 0)::float8
              FROM (%s) item
             WHERE item.company_id = %s
          GROUP BY 1 HAVING SUM(item.amount_residual) > 0
          ORDER BY 2 DESC, 1
            """, self._items()._bare_sql(), self.company_id.id))
        amounts, rounded = [row[1] for row in found], self.currency_id.round
        partners = self.env['res.partner'].sudo().browse(
            [partner for partner, *__ in found[:SHOWN] if partner])
        names = {partner.id: partner.display_name for partner in partners}
        return {
            'count': len(found), 'total': rounded(sum(amounts)),
            'top': kpi.top_share(amounts, SHOWN), 'herfindahl': kpi.herfindahl(amounts),
            'rows': [
                {'id': partner or 0, 'name': names.get(partner, ""), 'amount': rounded(amount),
                 'overdue': rounded(overdue), 'share': share}
                for (partner, amount, overdue), (share, __) in zip(
                    found[:SHOWN], kpi.shares(amounts)[:SHOWN], strict=True)]}

    def _alerts(self):
        """The early warnings that are open, red ones first."""
        alerts = self.env['ar.alert'].search(
            [('company_id', '=', self.company_id.id), ('state', '!=', 'closed')],
            order='severity, deadline, id')
        return {
            'red': sum(alert.severity == 'red' for alert in alerts), 'count': len(alerts),
            'late': sum(alerts.mapped('is_late')),
            'rows': [
                {'name': self._told_by(alert, 'display_name'),
                 'words': self._told_by(alert, 'words'), 'severity': alert.severity,
                 'since': fields.Date.to_string(alert.date),
                 'owner': alert.owner_id.name or ""} for alert in alerts[:SHOWN]]}

    @api.model
    def _told_by(self, record, name):
        """What a record says by a field, in each language."""
        return self.env['res.lang']._ar_tell(
            lambda code: record.with_context(lang=code)[name])

    def _risks(self):
        """The risk register: what is not gone, the gravest first."""
        risks = self.env['ar.risk'].search(
            [('company_id', '=', self.company_id.id), ('state', '!=', 'closed')])
        return {
            'count': len(risks),
            'late': sum(
                risk.grade == 'high' and bool(risk.next_review_date)
                and risk.next_review_date < self.date for risk in risks),
            'rows': [
                {'name': risk.name, 'level': risk.level, 'grade': risk.grade,
                 'state': risk.state, 'owner': risk.owner_id.name, 'measure': risk.measure or "",
                 'review': fields.Date.to_string(risk.next_review_date) or ""}
                for risk in risks[:SHOWN]]}

    def _forecast(self):
        """The newest forecast of what customers will pay, with how good the earlier ones were."""
        forecasts = self.env['ar.forecast']
        forecast = forecasts.search([
            ('company_id', '=', self.company_id.id), ('scenario', '=', 'expected')], limit=1)
        if not forecast:
            return None
        weeks = [each for each in forecast.figures['periods'] if each['kind'] == 'week'][:WEEKS]
        # What was expected a week ahead: more of it is over than of any other.
        ahead = next(iter(forecasts._accuracy(self.company_id)), {})
        names = ('start', 'end', 'cash', 'low', 'high', 'closing', 'overdue', 'dso')
        return {
            'date': fields.Date.to_string(forecast.date), 'basis': forecast.basis,
            'cash': forecast.cash_13_weeks, 'bias': ahead.get('bias'), 'wape': ahead.get('wape'),
            'compared': ahead.get('count', 0),
            'weeks': [{name: week.get(name) for name in names} for week in weeks]}

    def _last_kept(self):
        """The end of the last month up to the day of the report whose figures were kept."""
        return self.env['ar.snapshot'].search([
            ('company_id', '=', self.company_id.id), ('period', '=', 'company'),
            ('date', '<=', self.date)], limit=1).date or self.date

    def _last_signed(self):
        return self.search([
            ('company_id', '=', self.company_id.id), ('state', '=', 'signed'),
            ('id', '!=', self.id), ('date', '<=', self.date)], limit=1)

    def _measure_rows(self):
        return [decision._row(self.date) for decision in self.decision_ids]

    def _carried(self):
        """Measures and decisions taken before that are still to be done, or were evaluated since
        the last report."""
        decisions = self.env['ar.management.decision'].search([
            ('company_id', '=', self.company_id.id), ('report_id', '!=', self.id),
            '|', ('state', '=', 'open'), ('evaluated_on', '>=', self.date - timedelta(days=31))],
            order='date_due, id')
        return [decision._row(self.date) for decision in decisions]

    def _goal_rows(self):
        return [goal._row() for goal in self.env['ar.goal'].search([
            ('company_id', '=', self.company_id.id), ('state', '=', 'running')])]
