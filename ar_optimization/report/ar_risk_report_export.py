from odoo import fields, models
from odoo.tools import format_date

from .report_workbook import DATE, DECIMAL, MONEY, Column
from .workbook_fields import labels


class ArRiskReport(models.Model):
    """A risk report as a workbook: the same figures, to be worked with."""
    _name = 'ar.risk.report'
    _inherit = ['ar.risk.report', 'ar.workbook']
    _workbook_path = 'risk_report'

    # === BUSINESS === #

    def _export(self, stream):
        # EXTENDS workbook: a reader sees the whole report, not only what he could open himself
        self.check_access('read')
        return super(ArRiskReport, self.sudo())._export(stream)

    def _workbook_name(self):
        return self._file_name()

    def _write_sheets(self, workbook):
        self._write_months(workbook)
        self._write_hints(workbook)
        self._write_ageing(workbook)
        self._write_debts(workbook)
        self._write_weeks(workbook)
        self._write_measures(workbook)

    def _sheet(self, workbook, name, columns):
        return workbook.add_sheet(name, f'{self.display_name}: {name}', [
            (self.env._("Company"), self.company_id.name),
            (self.env._("Currency"), self.currency_id.name),
            (self.env._("State"), labels(self, 'state')['state'][self.state]),
            (self.env._("Signed By"), self.signed_by_id.name or ""),
        ], columns, self.currency_id.id)

    def _write_rows(self, sheet, rows):
        for row in rows:
            sheet.append(row)
        sheet.finish(self.env._("Total"))

    def _write_months(self, workbook):
        names = self.env['ar.management.figure']._figures()
        sheet = self._sheet(workbook, self.env._("The Situation"), [
            Column(self.env._("Month End"), 'day', DATE, 12),
            Column(self.env._("Receivable"), 'receivable_amount', MONEY, 16),
            Column(self.env._("Overdue"), 'overdue_amount', MONEY, 16),
            Column(self.env._("Credit Sales"), 'sales_amount', MONEY, 16),
            Column(self.env._("Collected"), 'collected_amount', MONEY, 16),
            *(Column(f'{name} ({unit})', code, DECIMAL, 16)
              for code, (name, unit, __) in names.items()),
        ])
        self._write_rows(sheet, [
            {**month, 'day': fields.Datetime.to_datetime(month['date'])}
            for month in self.content['months']])

    def _write_hints(self, workbook):
        grades = {'grave': self.env._("Cannot wait"), 'watch': self.env._("Worth a look")}
        sheet = self._sheet(workbook, self.env._("Risk Hints"), [
            Column(self.env._("Figure"), 'name', width=28),
            Column(self.env._("Value"), 'value', DECIMAL), Column(
                self.env._("Bound"), 'bound', DECIMAL),
            Column(self.env._("How Urgent"), 'grade', width=14),
            Column(self.env._("In Words"), 'words', width=70),
            Column(self.env._("Advice"), 'advice', width=70),
        ])
        known = {hint['code']: hint for hint in self.content['hints']}
        self._write_rows(sheet, [
            {**row, 'grade': grades[row['grade']], 'value': known[row['code']]['value'],
             'bound': known[row['code']]['bound']} for row in self._hint_rows()])

    def _write_ageing(self, workbook):
        sheet = self._sheet(workbook, self.env._("Ageing"), [
            Column(self.env._("Days Overdue"), 'label', width=20),
            Column(self.env._("Amount"), 'amount', MONEY, 18, total=True)])
        self._write_rows(sheet, self._ageing_bars())

    def _write_debts(self, workbook):
        sheet = self._sheet(workbook, self.env._("Largest Customers"), [
            Column(self.env._("Customer"), 'name', width=36),
            Column(self.env._("Owes"), 'amount', MONEY, 18),
            Column(self.env._("Overdue"), 'overdue', MONEY, 18),
            Column(self.env._("Share %"), 'share', DECIMAL)])
        self._write_rows(sheet, self.content['debts']['rows'])

    def _write_weeks(self, workbook):
        forecast = self.content['forecast']
        if not forecast:
            return
        sheet = self._sheet(workbook, self.env._("Forecast"), [
            Column(self.env._("Week From"), 'day', DATE, 12),
            Column(self.env._("Cash Expected"), 'cash', MONEY, 16, total=True),
            Column(self.env._("At Least"), 'low', MONEY, 16),
            Column(self.env._("At Most"), 'high', MONEY, 16),
            Column(self.env._("Receivable at End"), 'closing', MONEY, 18),
            Column(self.env._("Overdue at End"), 'overdue', MONEY, 18)])
        self._write_rows(sheet, [
            {**week, 'day': fields.Datetime.to_datetime(week['start'])}
            for week in forecast['weeks']])

    def _write_measures(self, workbook):
        page = self._page()
        words = page['words']
        sheet = self._sheet(workbook, self.env._("Measures"), [
            Column(self.env._("What"), 'name', width=50),
            Column(self.env._("Who"), 'owner', width=24),
            Column(self.env._("By When"), 'day', DATE, 12),
            Column(self.env._("State"), 'state', width=14),
            Column(self.env._("What It Is to Bring"), 'expected', width=44),
            Column(self.env._("What It Brought"), 'outcome', width=16),
            Column(self.env._("What Came, and Why"), 'finding', width=44),
            Column(self.env._("Risk Report"), 'origin', width=18)])
        here = format_date(self.env, self.date)
        rows = [*((row, here) for row in page['measures']),
                *((row, "") for row in page['told']['carried'])]
        self._write_rows(sheet, [
            {**row, 'day': fields.Datetime.to_datetime(row['date']), 'origin': origin,
             'state': words['state'].get(row['state']),
             'outcome': words['outcome'].get(row['outcome'])} for row, origin in rows])
