from odoo import api, fields, models
from odoo.tools import format_date

from .report_workbook import DATE, DECIMAL, MONEY, NUMBER, Column, ReportWorkbook


class ArForecast(models.Model):
    """The screen of the forecast as a workbook: a sheet per company and scenario, one of how good
    the forecasts were."""
    _inherit = 'ar.forecast'

    @api.model
    def _export(self, stream):
        """Write the workbook of the selected companies.

        :param stream: binary file that is written to.
        :return: file name.
        :raise AccessError: for who is no credit analyst.
        """
        sections = self.get_report()
        currencies = self.env['res.currency'].sudo().browse(
            {section['currency_id'] for section in sections})
        with ReportWorkbook(stream, currencies) as workbook:
            for section in sections:
                for scenario in section['scenarios']:
                    self._export_scenario(workbook, section, scenario)
                self._export_accuracy(workbook, section)
        day = fields.Date.to_string(fields.Date.context_today(self))
        return f'{self.env._("Cash Forecast")} {day}.xlsx'

    @api.model
    def _export_facts(self, section):
        return [
            (self.env._("Company"), section['company']),
            (self.env._("Currency"), section['currency']),
            (self.env._("As Of"), format_date(self.env, section['date'])),
            (self.env._("Based On"), section['basis']),
        ]

    @api.model
    def _export_scenario(self, workbook, section, scenario):
        sheet = workbook.add_sheet(
            f"{section['company'][:12]} {scenario['label']}", scenario['label'],
            self._export_facts(section), self._export_columns(scenario), section['currency_id'])
        kinds = {'week': self.env._("Week"), 'month': self.env._("Month")}
        funds = (scenario['funds'] or {}).get('periods') or [{}] * len(scenario['periods'])
        for period, fund in zip(scenario['periods'], funds, strict=True):
            sheet.append({
                **period, **{f'fund_{name}': amount for name, amount in fund.items()},
                'kind': kinds[period['kind']],
                'start': fields.Datetime.to_datetime(period['start']),
                'last': fields.Date.subtract(
                    fields.Datetime.to_datetime(period['end']), days=1),
            })
        sheet.finish(self.env._("Total"))

    @api.model
    def _export_columns(self, scenario):
        columns = [
            Column(self.env._("Period"), 'kind', width=10),
            Column(self.env._("From"), 'start', DATE), Column(self.env._("To"), 'last', DATE),
            Column(self.env._("Open Items"), 'open', MONEY),
            Column(self.env._("Open Orders"), 'order', MONEY),
            Column(self.env._("Invoices to Come"), 'new', MONEY),
            Column(self.env._("Cash Expected"), 'cash', MONEY),
            Column(self.env._("At Least"), 'low', MONEY),
            Column(self.env._("At Most"), 'high', MONEY),
            Column(self.env._("Invoiced"), 'sales', MONEY),
            Column(self.env._("Receivable at End"), 'closing', MONEY),
            Column(self.env._("Overdue at End"), 'overdue', MONEY),
            Column(self.env._("DSO"), 'dso', DECIMAL),
        ]
        if scenario['funds']:
            columns += [
                Column(self.env._("Vendor Bills"), 'fund_payables', MONEY),
                Column(self.env._("Planned Payments"), 'fund_outflows', MONEY),
                Column(self.env._("Net"), 'fund_net', MONEY),
                Column(self.env._("Bank Balance at End"), 'fund_position', MONEY),
            ]
        return columns

    @api.model
    def _export_accuracy(self, workbook, section):
        if not section.get('accuracy'):
            return
        sheet = workbook.add_sheet(
            f"{section['company'][:12]} {self.env._('Accuracy')}",
            self.env._("Forecasts against what came"), self._export_facts(section), [
                Column(self.env._("Weeks Ahead"), 'ahead', NUMBER),
                Column(self.env._("Weeks Compared"), 'count', NUMBER),
                Column(self.env._("Bias"), 'bias', DECIMAL),
                Column(self.env._("Absolute Error (WAPE)"), 'wape', DECIMAL),
            ], section['currency_id'])
        for row in section['accuracy']:
            sheet.append(row)
        sheet.finish(self.env._("Total"))
