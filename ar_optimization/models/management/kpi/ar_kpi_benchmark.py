from odoo import api, fields, models
from odoo.tools import format_date


class ArKpiBenchmark(models.Model):
    """What others reach: a figure with its source and its date, entered by a person who has read
    it. It is shown beside our results and decides nothing."""
    _name = 'ar.kpi.benchmark'
    _description = "Benchmark"
    _order = 'measure, date desc, id desc'
    _rec_name = 'measure'

    measure = fields.Selection(
        selection=lambda self: self.env['ar.kpi.result']._measure_selection(), required=True,
        index=True)
    value = fields.Float(digits=(16, 2), required=True)
    source = fields.Char(required=True, help="Who says so, and where it is published.")
    date = fields.Date(
        required=True, help="The day, or the last day of the period, that the figure is of.")
    country_id = fields.Many2one('res.country', ondelete='set null', help="Empty: everywhere.")
    industry_id = fields.Many2one('res.partner.industry', ondelete='set null')
    company_id = fields.Many2one('res.company', help="Empty: shown in all companies.")
    note = fields.Text()
    source_text = fields.Char(string="Source and Date", compute='_compute_source_text')

    # === COMPUTE === #

    @api.depends('source', 'date')
    @api.depends_context('lang')
    def _compute_source_text(self):
        for benchmark in self:
            day = benchmark.date and format_date(self.env, benchmark.date)
            benchmark.source_text = ", ".join(filter(None, [benchmark.source, day]))

    # === BUSINESS === #

    @api.model
    def _latest(self, companies):
        """The newest benchmark of each measure for some companies: one of the own country rather
        than of everywhere, of the own company rather than of all.

        :return: {(company, measure): benchmark}
        """
        found = {}
        rows = self.sudo().search([('company_id', 'in', [False, *companies.ids])])
        for row in rows.sorted(lambda row: (bool(row.company_id), bool(row.country_id), row.date)):
            for company in row.company_id or companies:
                if row.country_id in (company.sudo().country_id, self.env['res.country']):
                    found[company, row.measure] = row
        return found
