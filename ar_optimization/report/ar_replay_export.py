from odoo import models
from odoo.tools import format_date

from .report_workbook import DATE, MONEY, NUMBER, Column, ReportWorkbook

FETCH_ROWS = 2000


class ArReplay(models.Model):
    """A replay as a workbook: the figures with what they rest on, the weeks, the customers, and the
    held documents, read in portions and written as they come."""
    _inherit = 'ar.replay'

    # === ACTIONS === #

    def action_export(self):
        """Download the workbook."""
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_url', 'target': 'download',
            'url': f'/ar_optimization/replay/{self.id}.xlsx',
        }

    # === BUSINESS === #

    def _export(self, stream):
        """Write the workbook.

        :param stream: binary file that is written to.
        :return: file name.
        :raise AccessError: for who may not read it.
        """
        self.ensure_one()
        self.check_access('read')
        currency = self.currency_id
        with ReportWorkbook(stream, {currency.id: currency.decimal_places}) as workbook:
            self._export_figures(workbook)
            self._export_sheet(
                workbook, self.env._("By Week"), 'ar.replay.week', self._week_columns())
            self._export_sheet(
                workbook, self.env._("Tiers and Limits"), 'ar.replay.customer',
                self._customer_columns())
            self._export_sheet(
                workbook, self.env._("Held Documents"), 'ar.replay.document',
                self._document_columns())
        return f'{self.env._("Policy Replay")} {self.date_to.isoformat()}.xlsx'

    def _export_facts(self):
        return [
            (self.env._("Company"), self.company_id.name),
            (self.env._("Past"), f"{format_date(self.env, self.date_from)} – "
                                 f"{format_date(self.env, self.date_to)}"),
            (self.env._("Currency"), self.currency_id.name),
        ]

    def _export_figures(self, workbook):
        """The figures as texts, as they have several units, and the assumptions below the title."""
        facts = self._export_facts() + [("", line) for line in self._assumption_lines()]
        labels = dict(
            self.env['ar.replay.figure']._fields['figure']._description_selection(self.env))
        sheet = workbook.add_sheet(self.env._("Figures"), self.name, facts, [
            Column(self.env._("Figure"), 'label', width=36),
            Column(self.env._("Rules of Now"), 'now_text', width=18),
            Column(self.env._("The Draft"), 'draft_text', width=18),
            Column(self.env._("Difference"), 'difference_text', width=18),
        ])
        for figure in self.figure_ids:
            sheet.append({'label': labels[figure.figure], **{
                name: figure[name] for name in ('now_text', 'draft_text', 'difference_text')}})
        sheet.finish(self.env._("Total"))

    def _export_sheet(self, workbook, title, model_name, columns):
        """One sheet of result rows, read in portions."""
        sheet = workbook.add_sheet(
            title, f"{self.name}: {title}", self._export_facts(), columns, self.currency_id.id)
        rows, last = self.env[model_name], 0
        while not sheet.is_full:
            found = rows.search(
                [('replay_id', '=', self.id), ('id', '>', last)], order='id', limit=FETCH_ROWS)
            for row in found:
                sheet.append({column.key: self._cell(row, column.key) for column in columns})
            found.invalidate_recordset()
            if len(found) < FETCH_ROWS:
                break
            last = found[-1].id
        sheet.finish(self.env._("Total"))

    def _cell(self, row, name):
        """A field of a row as a cell takes it."""
        field, value = row._fields[name], row[name]
        if field.type == 'many2one':
            return value.display_name
        if field.type == 'selection':
            return dict(field._description_selection(self.env)).get(value)
        return value

    def _columns(self, model_name, described):
        """Columns with the labels of the fields."""
        fields_of = self.env[model_name]._fields
        kinds = {'date': DATE, 'integer': NUMBER, 'monetary': MONEY}
        return [
            Column(fields_of[name]._description_string(self.env), name,
                   kinds.get(fields_of[name].type, 'text'), width, total=total)
            for name, width, total in described]

    def _week_columns(self):
        return self._columns('ar.replay.week', [
            ('date', 12, False), ('scenario', 10, False), ('documents', 10, False),
            ('held', 10, False), ('revenue', 16, False), ('revenue_delayed', 16, False)])

    def _customer_columns(self):
        return self._columns('ar.replay.customer', [
            ('partner_id', 36, False), ('now_tier', 8, False), ('draft_tier', 8, False),
            ('now_mode', 16, False), ('now_limit', 16, False),
            ('draft_mode', 16, False), ('draft_limit', 16, False), ('documents', 10, False),
            ('revenue', 16, True), ('now_held', 10, False), ('draft_held', 10, False),
            ('now_revenue', 16, True), ('draft_revenue', 16, True)])

    def _document_columns(self):
        return self._columns('ar.replay.document', [
            ('scenario', 10, False), ('date', 12, False), ('document_name', 20, False),
            ('document_kind', 10, False), ('partner_id', 36, False), ('tier_code', 8, False),
            ('condition', 24, False), ('reasons_text', 60, False), ('total', 16, False),
            ('revenue', 16, False), ('exposure', 16, False), ('credit_limit', 16, False),
            ('overdue_amount', 16, False), ('cleared_date', 12, False),
            ('days_delayed', 10, False), ('outcome', 14, False), ('paid_date', 12, False),
            ('late_days', 10, False), ('overdue_avoided', 16, False),
            ('loss_avoided', 16, False), ('good_revenue', 16, False)])
