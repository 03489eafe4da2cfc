from calendar import monthrange
from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import kpi

SPANS = (1, 3, 6, 12)
TREND_MONTHS = 13
AMOUNTS = ('receivable_amount', 'overdue_amount', 'sales_amount', 'collected_amount')
KEPT = (*AMOUNTS, 'overdue_original_amount', 'unapplied_amount')
# As `tools.kpi` names them, in the order of the screen.
FIGURES = (
    DSO, COUNT_BACK, BEST_POSSIBLE, DELINQUENT, EFFECTIVENESS, TURNOVER, OVERDUE_RATE,
) = (
    'dso', 'dso_count_back', 'best_possible_dso', 'average_days_delinquent',
    'collection_effectiveness', 'turnover', 'overdue_rate',
)


class ArKeyFigures(models.AbstractModel):
    """Key figures of the receivables by month end: what the screen asks.

    They stand on the month ends as they were kept, so a trend does not move. Companies with the
    same currency are added up, as on the ageing that a month opens; a month that was not kept for
    one of them is not known.
    """
    _name = 'ar.key.figures'
    _description = "Key Figures"

    @api.model
    @api.readonly
    def get_report(self, options=None):
        """The key figures of the last 13 months, per company currency.

        :param dict options: `until`, an ISO date in the last month wanted (default: the last month
            that is over); `span`, the months that sales are taken from (1, 3, 6 or 12; default 3);
            `original`, whether overdue is meant by the due dates of the first posting.
        :return: dict of `options` (as understood), `spans`, `figures` (key, label, help and unit
            of each column), `bank_news` of the companies and `sections`. A section has
            `currency_id`, `companies`, `benchmarks` by figure, and `months`, oldest first; what is
            not known is None.
        :raise UserError: for an option that cannot be used.
        :raise AccessError: for who is no collector.
        """
        self.env.user._ar_check_role('collector')
        options = self._read_options(options or {})
        return {
            'options': {**options, 'until': options['until'].isoformat()},
            'spans': SPANS,
            'figures': self._describe_figures(),
            'bank_news': self.env.companies._ar_bank_news(),
            'sections': [
                {**self._section(currency, companies, options),
                 'benchmarks': self._benchmarks(companies)}
                for currency, companies in self.env.companies.grouped('currency_id').items()
            ],
        }

    # === QUESTION === #

    @api.model
    def _read_options(self, raw):
        over = fields.Date.context_today(self).replace(day=1) - relativedelta(days=1)
        try:
            until = date.fromisoformat(raw['until']) if raw.get('until') else over
            span = int(raw.get('span') or 3)
            if span not in SPANS or not 1900 <= until.year < 2200:
                raise ValueError(raw)
        except (AttributeError, TypeError, ValueError):
            raise UserError(self.env._("There are no key figures for this period."))
        return {
            'until': min(self._month_end(until), over),
            'span': span,
            'original': bool(raw.get('original')),
        }

    @api.model
    def _month_end(self, day):
        return day.replace(day=monthrange(day.year, day.month)[1])

    # === ANSWER === #

    @api.model
    def _section(self, currency, companies, options, customers=None):
        """All months shown of the companies with one currency.

        :param customers: a domain on credit accounts for the figures of these only, else None.
        """
        ends = [
            self._month_end(options['until'] - relativedelta(months=back))
            for back in reversed(range(TREND_MONTHS + max(SPANS)))
        ]
        kept = self._kept(companies, ends[0], ends[-1])
        if customers is not None:
            kept = self._kept_of(customers, companies, kept)
        months = [self._month(kept.get(end), end, options['original']) for end in ends]
        shown = [
            self._describe_month(ends[place], kept.get(ends[place]), months[:place + 1], options)
            for place in range(max(SPANS), len(ends))
        ]
        first = next((place for place, row in enumerate(shown) if row['known']), len(shown))
        return {
            'currency_id': currency.id,
            'currency': currency.name,
            'companies': companies.mapped('name'),
            'months': shown[first:],
        }

    @api.model
    def _benchmarks(self, companies):
        """What others reach of each figure, where one benchmark is that of all the companies.

        :return: dict figure → dict of `value` and `source`
        """
        latest = self.env['ar.kpi.benchmark']._latest(companies)
        found = {
            key: {latest.get((company, key)) for company in companies} for key in FIGURES}
        return {
            key: {'value': benchmark.value, 'source': benchmark.source_text}
            for key, (benchmark, *others) in found.items() if benchmark and not others}

    @api.model
    def _kept(self, companies, start, end):
        """Sums by month end, of those months that were kept for every company."""
        rows = self.env['ar.snapshot']._read_group(
            [('period', '=', 'company'), ('company_id', 'in', companies.ids),
             ('date', '>=', start), ('date', '<=', end)],
            ['date:day'], ['company_id:count_distinct', *(f'{name}:sum' for name in KEPT)])
        return {
            day: dict(zip(KEPT, sums, strict=True))
            for day, count, *sums in rows if count == len(companies)
        }

    @api.model
    def _kept_of(self, customers, companies, kept):
        """The sums of some customers by month end, from the first one that knows them: in a later
        month without a row they owed nothing.

        :param customers: a domain on credit accounts.
        :param kept: what `_kept` found of the companies.
        """
        rows = self.env['ar.snapshot']._read_group(
            [('period', '=', 'month'), ('company_id', 'in', companies.ids),
             ('date', 'in', list(kept)), ('credit_account_id', 'any', customers)],
            ['date:day'], [f'{name}:sum' for name in KEPT])
        found = {day: dict(zip(KEPT, sums, strict=True)) for day, *sums in rows}
        first = min(found, default=None)
        nothing = dict.fromkeys(KEPT, 0.0)
        return {day: found.get(day, nothing) for day in kept if first and day >= first}

    @api.model
    def _month(self, row, end, original):
        if not row:
            return None
        return kpi.Month(
            row['receivable_amount'], row[self._overdue_name(original)], row['unapplied_amount'],
            row['sales_amount'], end.day)

    @api.model
    def _overdue_name(self, original):
        return 'overdue_original_amount' if original else 'overdue_amount'

    @api.model
    def _describe_month(self, end, row, months, options):
        """One line of the screen.

        :param row: the sums of the month, or None.
        :param months: `kpi.Month` or None of all months up to this one.
        """
        described = {
            'date': end.isoformat(),
            # Before anything was sold there is nothing to show.
            'known': any(value for value in (row or {}).values()),
        }
        if not row:
            return described
        return {
            **described,
            **{name: row[name] for name in AMOUNTS},
            'overdue_amount': row[self._overdue_name(options['original'])],
            **kpi.key_figures(months, options['span']),
        }

    @api.model
    def _describe_figures(self):
        """Every column with the formula that a reader can check it by."""
        units = {
            **dict.fromkeys(FIGURES, self.env._("days")),
            **dict.fromkeys((EFFECTIVENESS, OVERDUE_RATE), "%"),
            TURNOVER: self.env._("per year"),
        }
        labels, formulas = self._labels(), self._formulas()
        return [
            {'key': key, 'label': labels[key], 'unit': units[key], 'help': formulas[key]}
            for key in FIGURES
        ]

    @api.model
    def _labels(self):
        return {
            DSO: self.env._("DSO"),
            COUNT_BACK: self.env._("DSO, Count-Back"),
            BEST_POSSIBLE: self.env._("Best Possible DSO"),
            DELINQUENT: self.env._("Average Days Delinquent"),
            EFFECTIVENESS: self.env._("Collection Effectiveness"),
            TURNOVER: self.env._("Receivables Turnover"),
            OVERDUE_RATE: self.env._("Overdue Rate"),
        }

    @api.model
    def _formulas(self):
        return {
            DSO: self.env._(
                "Days sales outstanding: receivable ÷ credit sales of the period × days of the "
                "period. For how many days' sales customers owe."),
            COUNT_BACK: self.env._(
                "The receivable is taken for the newest sales: month by month, sales are "
                "subtracted from it and days counted, the last month in proportion. Seasons do "
                "not distort it."),
            BEST_POSSIBLE: self.env._(
                "Receivable that is not overdue ÷ credit sales of the period × days of the "
                "period: the DSO if everybody paid on time."),
            DELINQUENT: self.env._(
                "DSO less best possible DSO: the days that late payment costs."),
            EFFECTIVENESS: self.env._(
                "(receivable a month before + sales of the month − receivable) ÷ (receivable a "
                "month before + sales of the month − receivable that is not overdue): how much "
                "of what could be collected in the month was. 100 % is the best."),
            TURNOVER: self.env._(
                "Credit sales of the period ÷ average receivable at its beginning and at its "
                "month ends, brought to 365 days."),
            OVERDUE_RATE: self.env._(
                "Overdue ÷ all that is owed, unapplied credits not subtracted."),
        }
