from odoo import fields, models
from odoo.tools import format_date, format_datetime, formatLang

from ....tools import ageing, charts

CHART_WIDTH, CHART_HEIGHT = 560, 90
# Figures of the table of a report, in its order.
MONEY = ('receivable_amount', 'overdue_amount', 'sales_amount', 'collected_amount')
RATES = (
    'dso', 'dso_count_back', 'average_days_delinquent', 'overdue_rate', 'collection_effectiveness',
    'bad_debt_rate', 'cost_rate')
YEAR = 12


class ArRiskReport(models.Model):
    """What a report looks like, on the screen and on paper: words in the reader's language, places
    of the bars."""
    _inherit = 'ar.risk.report'

    # === BUSINESS === #

    def _page(self):
        """What the template of the page shows.

        :return: dict of its values.
        """
        self.ensure_one()
        told = self.content
        return {
            'o': self, 'told': told, 'money': {
                'widget': 'monetary', 'display_currency': self.currency_id},
            'situation': self._situation(), 'ageing': self._ageing_bars(),
            'hints': self._hint_rows(), 'trend': self._trend(), 'cash': self._cash_bars(),
            'measures': told['measures'] if self.state == 'signed' else self._measure_rows(),
            'words': self._page_words(), 'sentences': self._sentences(),
            'alerts': self._alert_rows(),
            'goals': [self._goal_text(goal) for goal in told['goals']],
        }

    def _situation(self):
        """Rows of the table of key figures.

        :return: list of (name, now, a month before, a year before); texts.
        """
        months = self.content['months']
        columns = (months[-1], months[-2], months[-1 - YEAR])
        labels = {
            'receivable_amount': self.env._("Receivable at month end"),
            'overdue_amount': self.env._("Of it overdue"),
            'sales_amount': self.env._("Credit sales of the month"),
            'collected_amount': self.env._("Collected in the month"),
        }
        figures = self.env['ar.management.figure']
        names = figures._figures()
        return [
            *((labels[code], *(self._money(month.get(code)) for month in columns))
              for code in MONEY),
            *((names[code][0], *(figures._figure_text(code, month.get(code)) for month in columns))
              for code in RATES)]

    def _sentences(self):
        """What stands between the tables."""
        told = self.content
        alerts = told['alerts']
        return {
            'where': self.env._(
                "At the end of %(day)s customers owe %(open)s, of it overdue %(overdue)s, "
                "disputed %(disputed)s.", day=format_date(self.env, self.date), **{
                    name: self._money(told['ageing'][name])
                    for name in ('open', 'overdue', 'disputed')}),
            'whom': self._whom_sentence(told['debts']),
            'alerts': self.env._(
                "%(count)s are open, %(red)s of them red; %(late)s were not taken up in time.",
                count=alerts['count'], red=alerts['red'], late=alerts['late']),
            **(self._forecast_sentences(told['forecast']) if told['forecast'] else {}),
        }

    def _whom_sentence(self, debts):
        if not debts['rows']:
            return self.env._("No customer owes anything.")
        return self.env._(
            "%(count)s customers owe something; the ten largest of them %(top)s %%, Herfindahl "
            "index %(index)s.", count=debts['count'], top=self._number(debts['top']),
            index=round(debts['herfindahl']))

    def _forecast_sentences(self, forecast):
        made = self.env._(
            "Made on %(day)s: %(cash)s are expected from customers in 13 weeks.",
            day=format_date(self.env, forecast['date']), cash=self._money(forecast['cash']))
        last = forecast['weeks'][-1] if forecast['weeks'] else {}
        return {
            'forecast': f"{made} {self._accuracy_sentence(forecast)}",
            'outlook': self.env._(
                "At the end of it customers are expected to owe %(open)s, of it overdue "
                "%(overdue)s.", open=self._money(last.get('closing')),
                overdue=self._money(last.get('overdue'))),
        }

    def _accuracy_sentence(self, forecast):
        if not forecast['compared'] or forecast['bias'] is None or forecast['wape'] is None:
            return self.env._(
                "No week of an earlier forecast is over yet, so nobody knows how good it is.")
        return self.env._(
            "Earlier forecasts, a week ahead, were off by %(bias)s %% (bias) and missed by "
            "%(wape)s %% (WAPE), over %(count)s weeks.", bias=f"{100 * forecast['bias']:+.1f}",
            wape=f"{100 * forecast['wape']:.1f}", count=forecast['compared'])

    def _head(self):
        """Below the title of the pages: company, day of the figures, and who signed."""
        parts = {'company': self.company_id.name,
                 'day': format_datetime(self.env, self.gathered_on)}
        if self.state != 'signed':
            return self.env._("%(company)s; figures gathered on %(day)s.", **parts)
        return self.env._(
            "%(company)s; figures gathered on %(day)s. Signed by %(signer)s on %(signed)s.",
            signer=self.signed_by_id.name, signed=format_datetime(self.env, self.signed_on),
            **parts)

    def _money(self, amount):
        if amount is None:
            return "–"
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _month_name(self, day):
        return fields.Date.to_date(day).strftime('%Y-%m')

    def _month_names(self):
        """The months that the table compares."""
        months = self.content['months']
        return [self._month_name(month['date']) for month in (
            months[-1], months[-2], months[-1 - YEAR])]

    def _ageing_bars(self):
        """The ageing: list of dicts `label`, `amount` and `share` (of the longest bar)."""
        kept, items = self.content['ageing'], self.env['ar.open.item']
        amounts = [
            (self.env['res.company']._ar_bucket_label(bucket),
             kept['amounts'].get(items._bucket_key(bucket.index), 0.0))
            for bucket in ageing.buckets(tuple(kept['bounds']))]
        most = max((amount for __, amount in amounts), default=0.0)
        return [{'label': label, 'amount': amount, 'share': charts.share_of(amount, most)}
                for label, amount in amounts]

    def _trend(self):
        """The receivable of 13 months as columns, with the overdue part in front.

        :return: dict of `width`, `height` and `bars`: label, whole and overdue `Bar` (or None).
        """
        months = self.content['months']
        owed = [month.get('receivable_amount') for month in months]
        most = max((amount for amount in owed if amount), default=0)
        whole = charts.columns(owed, CHART_WIDTH, CHART_HEIGHT)
        late = charts.columns(
            [month.get('overdue_amount') for month in months], CHART_WIDTH, CHART_HEIGHT, most)
        return self._chart([
            {'label': self._month_name(month['date'])[2:], 'whole': one, 'front': other}
            for month, one, other in zip(months, whole, late, strict=True)])

    def _cash_bars(self):
        """The cash of the coming weeks as columns, as `_trend` gives them; None without one."""
        forecast = self.content['forecast']
        if not forecast:
            return None
        weeks = forecast['weeks']
        bars = charts.columns([week['cash'] for week in weeks], CHART_WIDTH, CHART_HEIGHT)
        return self._chart([
            {'label': fields.Date.to_date(week['start']).strftime('%m-%d'), 'whole': bar,
             'front': None} for week, bar in zip(weeks, bars, strict=True)])

    def _chart(self, bars):
        step = CHART_WIDTH / len(bars) if bars else 0
        return {
            'width': CHART_WIDTH, 'height': CHART_HEIGHT, 'total': CHART_HEIGHT + 14,
            'bars': [{**bar, 'middle': round(place * step + step / 2, 1)}
                     for place, bar in enumerate(bars)]}

    def _hint_rows(self):
        """The hints in words: list of dicts `grade`, `words`, `advice`."""
        figures = self.env['ar.risk.bound']._figures()
        return [
            {'grade': hint['grade'], 'code': hint['code'],
             'name': figures[hint['code']][0],
             'words': figures[hint['code']][2] % {
                 'value': self._number(hint['value']), 'bound': self._number(hint['bound'])},
             'advice': self.env['res.lang']._ar_told(hint.get('advice'))}
            for hint in self.content['hints'] if hint['code'] in figures]

    def _alert_rows(self):
        """The early warnings in the reader's language."""
        told = self.env['res.lang']._ar_told
        return [{**row, 'name': told(row['name']), 'words': told(row['words'])}
                for row in self.content['alerts']['rows']]

    def _number(self, value):
        return formatLang(self.env, value, digits=0 if value == round(value) else 1)

    def _goal_text(self, goal):
        figures = self.env['ar.management.figure']
        words = dict(self.env['ar.goal']._fields['standing']._description_selection(self.env))
        return {
            **goal, 'value_text': figures._figure_text(goal['measure'], goal['value']),
            'target_text': figures._figure_text(goal['measure'], goal['target']),
            'words': words.get(goal['standing'], "")}

    def _page_words(self):
        """Names of the codes on the page, in the language of the context."""
        return {
            name: dict(self.env[model]._fields[field]._description_selection(self.env))
            for name, model, field in (
                ('state', 'ar.management.decision', 'state'),
                ('outcome', 'ar.management.decision', 'outcome'),
                ('grade', 'ar.risk', 'grade'), ('risk_state', 'ar.risk', 'state'),
                ('opinion', 'ar.risk.report.reader', 'opinion'),
                ('basis', 'ar.forecast', 'basis'))}
