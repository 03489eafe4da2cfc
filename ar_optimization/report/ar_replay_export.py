from odoo import models
from odoo.tools import format_date

from .report_workbook import Column
from .workbook_fields import field_columns, field_row, labels

FETCH_ROWS = 2000


class ArReplay(models.Model):
    """A replay as a workbook: the figures with what they rest on, the weeks, the customers, and the
    held documents, read in portions and written as they come."""
    _name = 'ar.replay'
    _inherit = ['ar.replay', 'ar.workbook']
    _workbook_path = 'replay'

    # === BUSINESS === #

    def _workbook_name(self):
        return f'{self.env._("Policy Replay")} {self.date_to.isoformat()}'

    def _write_sheets(self, workbook):
        self._write_figures(workbook)
        self._write_results(
            workbook, self.env._("By Week"), 'ar.replay.week', self._week_columns())
        self._write_results(
            workbook, self.env._("Tiers and Limits"), 'ar.replay.customer',
            self._customer_columns())
        self._write_results(
            workbook, self.env._("Held Documents"), 'ar.replay.document',
            self._document_columns())

    def _export_facts(self):
        return [
            (self.env._("Company"), self.company_id.name),
            (self.env._("Past"), f"{format_date(self.env, self.date_from)} – "
                                 f"{format_date(self.env, self.date_to)}"),
            (self.env._("Currency"), self.currency_id.name),
        ]

    def _write_figures(self, workbook):
        """The figures as texts, as they have several units, and the assumptions below the title."""
        facts = self._export_facts() + [("", line) for line in self._assumption_lines()]
        names = labels(self.figure_ids, 'figure')['figure']
        sheet = workbook.add_sheet(self.env._("Figures"), self.name, facts, [
            Column(self.env._("Figure"), 'label', width=36),
            Column(self.env._("Rules of Now"), 'now_text', width=18),
            Column(self.env._("The Draft"), 'draft_text', width=18),
            Column(self.env._("Difference"), 'difference_text', width=18),
        ])
        for figure in self.figure_ids:
            sheet.append({'label': names[figure.figure], **{
                name: figure[name] for name in ('now_text', 'draft_text', 'difference_text')}})
        sheet.finish(self.env._("Total"))

    def _write_results(self, workbook, title, model_name, columns):
        """One sheet of result rows, read in portions."""
        sheet = workbook.add_sheet(
            title, f"{self.name}: {title}", self._export_facts(), columns, self.currency_id.id)
        rows, last = self.env[model_name], 0
        while not sheet.is_full:
            found = rows.search(
                [('replay_id', '=', self.id), ('id', '>', last)], order='id', limit=FETCH_ROWS)
            for row in found:
                sheet.append(field_row(row, columns))
            found.invalidate_recordset()
            if len(found) < FETCH_ROWS:
                break
            last = found[-1].id
        sheet.finish(self.env._("Total"))

    def _week_columns(self):
        return field_columns(self.env['ar.replay.week'], {
            'date': 12, 'scenario': 10, 'documents': 10, 'held': 10, 'revenue': 16,
            'revenue_delayed': 16})

    def _customer_columns(self):
        return field_columns(self.env['ar.replay.customer'], {
            'partner_id': 36, 'now_tier': 8, 'draft_tier': 8, 'now_mode': 16, 'now_limit': 16,
            'draft_mode': 16, 'draft_limit': 16, 'documents': 10, 'revenue': 16, 'now_held': 10,
            'draft_held': 10, 'now_revenue': 16, 'draft_revenue': 16,
        }, ('revenue', 'now_revenue', 'draft_revenue'))

    def _document_columns(self):
        return field_columns(self.env['ar.replay.document'], {
            'scenario': 10, 'date': 12, 'document_name': 20, 'document_kind': 10,
            'partner_id': 36, 'tier_code': 8, 'condition': 24, 'reasons_text': 60, 'total': 16,
            'revenue': 16, 'exposure': 16, 'credit_limit': 16, 'overdue_amount': 16,
            'cleared_date': 12, 'days_delayed': 10, 'outcome': 14, 'paid_date': 12,
            'late_days': 10, 'overdue_avoided': 16, 'loss_avoided': 16, 'good_revenue': 16})
