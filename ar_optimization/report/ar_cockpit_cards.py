from odoo import api, fields, models
from odoo.fields import Domain

from ..models.insight.forecast.ar_forecast import EXPECTED
from ..tools import kpi
from .ar_cockpit import ALL, MINE, OWN, Card

FORECAST_WEEKS = 13
TREND_SPAN = 3  # months that sales are taken from
KPI_SUBJECTS = {ALL: 'company', MINE: 'collector', OWN: 'salesperson'}
# Of all that is measured, what a day's look needs.
KPI_FIGURES = (
    'collected', 'completion_rate', 'collection_effectiveness', 'overdue_rate', 'dso',
    'average_days_delinquent', 'promise_kept_rate', 'dispute_cycle_days', 'weighted_score')


class ArCockpit(models.AbstractModel):
    """The cards. A figure is a dict of `key`, `label`, `unit`, `value`, `count` (of the records
    behind it), `tone` (`danger` for what is late), `remark`, and what a click opens: `list` (the
    action it is shown by, model, domain, context and the field that adds up to the value) or
    `screen` (a client action)."""
    _inherit = 'ar.cockpit'

    @api.model
    def _cards(self):
        # EXTENDS the screen
        desk = (MINE, ALL)
        return {
            **super()._cards(),
            'position': Card('ar.exposure.item', dated=True),
            'trend': Card('res.company', dated=True),
            'forecast': Card('ar.forecast', (ALL,)),
            'kpi': Card('ar.kpi.result', dated=True),
            'questions': Card('ar.sales.inquiry', (OWN,)),
            'worklist': Card('ar.worklist', desk),
            'promises': Card('ar.promise', desk),
            'alerts': Card('ar.alert'),
            'holds': Card('ar.credit.hold', desk),
            'disputes': Card('ar.dispute'),
        }

    @api.model
    def _titles(self, question):
        # EXTENDS the screen
        return {
            **super()._titles(question),
            'position': self.env._("Receivables"),
            'trend': self.env._("Days Sales Outstanding"),
            'forecast': self.env._("Cash Forecast"),
            'kpi': self.env._("Results of the Month"),
            'questions': self.env._("Asked of You"),
            'worklist': self.env._("Worklist of Today"),
            'promises': self.env._("Promises"),
            'alerts': self.env._("Early Warnings"),
            'holds': self.env._("Held Documents"),
            'disputes': self.env._("Disputes"),
        }

    # === FIGURES === #

    @api.model
    def _sections(self, question, *measures):
        """The figures of each currency: amounts of several are never added up.

        :param measures: {currency: figure} each, as `_measure` makes them.
        """
        return [
            {
                'currency_id': currency.id, 'currency': currency.name,
                'companies': companies.mapped('name'),
                'figures': [measure[currency] for measure in measures],
            }
            for currency, companies in question.companies.grouped('currency_id').items()]

    @api.model
    def _measure(self, question, key, label, source, domain, tone=None):
        """One figure of every currency, by one query.

        :param tuple source: the model, the field that is added up, the action that shows the
            records, and the context of them, where there is one.
        :param list domain: the records of the selected companies that are meant.
        :return: {currency: figure}
        """
        model, field, action, *context = source
        context = context[0] if context else {}
        rows = self.env[model].with_context(**context)._read_group(
            [*domain, ('company_id', 'in', question.companies.ids)],
            ['company_id'], ['__count', f'{field}:sum'])
        found = {company: (count, amount) for company, count, amount in rows}
        figures = {}
        for currency, companies in question.companies.grouped('currency_id').items():
            count, amount = map(sum, zip(*(
                found.get(company, (0, 0.0)) for company in companies), strict=True))
            figures[currency] = {
                'key': key, 'label': label, 'unit': 'amount', 'count': count,
                'value': currency.round(amount), 'tone': tone if count else None,
                'list': {
                    'action': f'ar_optimization.{action}', 'model': model, 'sum': field,
                    'domain': [*domain, ('company_id', 'in', companies.ids)], 'context': context,
                },
            }
        return figures

    @api.model
    def _count(self, question, key, label, source, domain, tone=None):
        """One figure that is no money: of all companies together.

        :param tuple source: the model and the action that shows the records.
        :return: figure
        """
        model, action = source
        domain = [*domain, ('company_id', 'in', question.companies.ids)]
        count = self.env[model].search_count(domain)
        return {
            'key': key, 'label': label, 'unit': 'count', 'count': count, 'value': count,
            'tone': tone if count else None,
            'list': {
                'action': f'ar_optimization.{action}', 'model': model, 'sum': None,
                'domain': domain, 'context': {},
            },
        }

    @api.model
    def _mine(self, question, *paths):
        """A domain of what belongs to the user, where only that is looked at.

        :param paths: fields that lead to a user, any of which may be this one.
        """
        if question.scope != MINE:
            return []
        return [*['|'] * (len(paths) - 1), *((path, '=', self.env.uid) for path in paths)]

    # === WHAT IS OWED === #

    @api.model
    def _card_position(self, question):
        """What is owed and what of it is late, from the items of the general ledger as they are
        now; employees without a role read them as documents of their customers' exposure."""
        amount, due, source = self._items(question)
        receivable = self._measure(
            question, 'receivable', self.env._("Receivable"), source, due)
        overdue = self._measure(
            question, 'overdue', self.env._("Overdue"), source,
            [*due, ('days_overdue', '>', 0), (amount, '>', 0)], tone='danger')
        unapplied = self._measure(
            question, 'unapplied', self.env._("Unapplied Credits"), source,
            [*due, (amount, '<', 0)])
        for currency, figure in overdue.items():
            figure['share'] = kpi.overdue_rate(
                figure['value'], receivable[currency]['value'] - unapplied[currency]['value'])
        return {
            'empty': self.env._("No customer owes anything."),
            'counted_on': None if question.month else question.today.isoformat(),
            'sections': self._sections(question, receivable, overdue, unapplied),
        }

    @api.model
    def _items(self, question):
        """The open items, as far as the user may see them.

        :return: (field of the amount, domain, source for `_measure`)
        """
        if question.scope == OWN:
            own = [('kind', '=', 'receivable'), ('partner_id.user_id', '=', self.env.uid)]
            return 'amount', own, ('ar.exposure.item', 'amount', 'ar_exposure_item_action')
        context = {'ar_as_of': question.month.isoformat()} if question.month else {}
        return 'amount_residual', self._mine(question, 'collector_id'), (
            'ar.open.item', 'amount_residual', 'ar_open_item_action', context)

    @api.model
    def _card_trend(self, question):
        """The DSO of the last 13 months, beside what it would be if everybody paid on time."""
        figures = self.env['ar.key.figures'].sudo()
        options = figures._read_options({
            'until': question.month and question.month.isoformat(), 'span': TREND_SPAN})
        customers = self._customers(question)
        sections = [
            {**section, 'figures': self._trend_figures(question, section)}
            for section in (
                figures._section(currency, companies, options, customers)
                for currency, companies in question.companies.grouped('currency_id').items())]
        return {'empty': self.env._("No month end was kept yet."), 'sections': sections}

    @api.model
    def _customers(self, question):
        """A domain on credit accounts, or None where all customers are looked at."""
        return {
            MINE: Domain('collector_id', '=', self.env.uid),
            OWN: Domain('partner_id.user_id', '=', self.env.uid),
        }.get(question.scope)

    @api.model
    def _trend_figures(self, question, section):
        if not section['months']:
            return []
        last = section['months'][-1]
        screen = None if question.scope == OWN else 'ar_optimization.ar_key_figures_action'
        labels = {
            'dso': self.env._("DSO"),
            'best_possible_dso': self.env._("Best Possible DSO"),
        }
        return [
            {
                'key': key, 'label': label, 'unit': 'days', 'value': last.get(key), 'count': None,
                'tone': None, 'screen': screen,
            } for key, label in labels.items()]

    @api.model
    def _card_forecast(self, question):
        """The newest forecast of each company. Ranges do not add up, so neither do companies."""
        forecasts = self._forecasts(question.companies)
        sections = self._sections(question)
        for section, companies in zip(
                sections, question.companies.grouped('currency_id').values(), strict=True):
            found = forecasts.filtered(lambda forecast, of=companies: forecast.company_id in of)
            section['forecasts'] = [
                {'company': forecast.company_id.name, 'date': fields.Date.to_string(forecast.date),
                 'periods': self._weeks(forecast)} for forecast in found]
            section['figures'] = [
                self._forecast_figure(forecast, len(question.companies) > 1) for forecast in found]
        return {'empty': self.env._("No forecast was made yet."), 'sections': sections}

    @api.model
    def _forecasts(self, companies):
        domain = Domain('company_id', 'in', companies.ids) & Domain('scenario', '=', EXPECTED)
        newest = self.env['ar.forecast']._read_group(domain, ['company_id'], ['date:max'])
        return self.env['ar.forecast'].search(domain & Domain.OR(
            Domain('company_id', '=', company.id) & Domain('date', '=', day)
            for company, day in newest))

    @api.model
    def _weeks(self, forecast):
        return [
            {name: period[name] for name in ('start', 'cash', 'low', 'high')}
            for period in forecast.figures['periods'] if period['kind'] == 'week']

    @api.model
    def _forecast_figure(self, forecast, several):
        label = self.env._("Cash in %s Weeks", FORECAST_WEEKS)
        return {
            'key': 'cash', 'unit': 'amount', 'value': forecast.cash_13_weeks, 'count': None,
            'label': f'{label} · {forecast.company_id.name}' if several else label,
            'tone': None,
            'list': {
                'action': 'ar_optimization.ar_forecast_line_action', 'model': 'ar.forecast.line',
                'domain': [('forecast_id', '=', forecast.id), ('period', '=', 'week')],
                'sum': 'amount', 'context': {},
            },
        }

    @api.model
    def _card_kpi(self, question):
        """The results of the month, of the companies or of the user; no card without any. They are
        as the last night left them, which says so: the ledger goes on by day."""
        domain = [
            ('company_id', 'in', question.companies.ids), ('measure', 'in', KPI_FIGURES),
            ('date_from', '=', (question.month or question.today).replace(day=1)),
            ('subject', '=', KPI_SUBJECTS[question.scope])]
        if question.scope != ALL:
            domain.append(('user_id', '=', self.env.uid))
        results = self.env['ar.kpi.result'].search(domain).sorted(
            lambda result: KPI_FIGURES.index(result.measure))
        if not results:
            return None
        names = self.env['ar.kpi.result']._measure_names()
        several = len(question.companies) > 1
        sections = self._sections(question)
        for section in sections:
            section['figures'] = [
                self._kpi_figure(result, names[result.measure], several) for result in results
                if result.currency_id.id == section['currency_id']]
        counted = fields.Datetime.context_timestamp(results, min(results.mapped('write_date')))
        return {'empty': "", 'counted_on': counted.date().isoformat(), 'sections': sections}

    @api.model
    def _kpi_figure(self, result, name, several):
        label, unit, __ = name
        return {
            'key': result.measure, 'unit': unit, 'value': result.value, 'count': None,
            'label': f'{label} · {result.company_id.name}' if several else str(label),
            'tone': None,
            'list': {
                'action': None, 'model': 'ar.kpi.result', 'domain': [('id', '=', result.id)],
                'sum': 'value', 'context': {},
            },
        }
