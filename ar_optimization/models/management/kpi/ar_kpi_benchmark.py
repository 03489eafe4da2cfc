from odoo import api, fields, models
from odoo.tools import format_date


class ArKpiBenchmark(models.Model):
    """What others reach: a figure with its source and its date, entered by a person who has read
    it. It is shown beside our results, our key figures and the steps of our process, and decides
    nothing."""
    _name = 'ar.kpi.benchmark'
    _description = "Benchmark"
    _order = 'measure, date desc, id desc'
    _rec_name = 'measure'

    measure = fields.Selection(selection='_measure_selection', required=True, index=True)
    value = fields.Float(digits=(16, 2), required=True)
    unit = fields.Selection(
        [('days', "Days"), ('percent', "Percent"), ('amount', "Amount"), ('count', "Count")],
        compute='_compute_unit')
    source = fields.Char(required=True, help="Who says so, and where it is published.")
    date = fields.Date(
        required=True, help="The day, or the last day of the period, that the figure is of.")
    country_id = fields.Many2one('res.country', ondelete='set null', help="Empty: everywhere.")
    industry_id = fields.Many2one(
        'res.partner.industry', ondelete='set null',
        help="Empty: all. Not shown to a company whose own contact has another industry.")
    company_id = fields.Many2one('res.company', help="Empty: shown in all companies.")
    note = fields.Text()
    source_text = fields.Char(string="Source and Date", compute='_compute_source_text')

    # === COMPUTE === #

    @api.model
    def _measure_selection(self):
        return [(key, label) for key, (label, __) in self._measure_names().items()]

    @api.depends('measure')
    def _compute_unit(self):
        names = self._measure_names()
        for benchmark in self:
            benchmark.unit = names.get(benchmark.measure, ("", False))[1]

    @api.depends('source', 'date')
    @api.depends_context('lang')
    def _compute_source_text(self):
        for benchmark in self:
            day = benchmark.date and format_date(self.env, benchmark.date)
            benchmark.source_text = ", ".join(filter(None, [benchmark.source, day]))

    # === BUSINESS === #

    @api.model
    def _measure_names(self):
        """What can be held against others: dict key → (label, unit as of a result)."""
        results = self.env['ar.kpi.result']._measure_names()
        return {
            **{key: (label, unit) for key, (label, unit, __) in results.items()},
            **self.env['ar.process.figure']._benchmark_names()}

    @api.model
    def _latest(self, companies):
        """The newest benchmark of each measure for some companies: one of the own company, the own
        industry or the own country rather than of all, in this order.

        :return: {(company, measure): benchmark}
        """
        found = {}
        rows = self.sudo().search(
            [('company_id', 'in', [False, *companies.ids])], order='date, id')
        for row in rows.sorted(lambda row: [
                bool(row[name]) for name in ('company_id', 'industry_id', 'country_id')]):
            for company in (row.company_id or companies).sudo():
                if row._concerns(company):
                    found[company, row.measure] = row
        return found

    def _concerns(self, company):
        """Whether it is of the country of a company, and of no industry that is not its own."""
        industry = company.partner_id.industry_id
        return (
            self.country_id in (company.country_id, self.country_id.browse())
            and (not industry or self.industry_id in (industry, industry.browse())))
