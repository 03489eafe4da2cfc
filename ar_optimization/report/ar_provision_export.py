from odoo import fields, models
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from .report_workbook import DATE, DECIMAL, MONEY, NUMBER, Column, ReportWorkbook


class ArProvisionMatrix(models.Model):
    """A provision matrix as a workbook: the matrix with the proof above it, and the items that can
    be assessed singly."""
    _inherit = 'ar.provision.matrix'

    # === ACTIONS === #

    def action_export(self):
        """Download the workbook."""
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_url', 'target': 'download',
            'url': f'/ar_optimization/provision/{self.id}.xlsx',
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
        with ReportWorkbook(
                stream, {self.currency_id.id: self.currency_id.decimal_places}) as workbook:
            self._export_sheet(
                workbook, self.env._("Matrix"), self._matrix_columns(), self.line_ids)
            self._export_sheet(
                workbook, self.env._("Single Items"), self._item_columns(), self.item_ids)
        return f'{self.env._("Provision Matrix")} {self.date}.xlsx'

    def _export_sheet(self, workbook, name, columns, rows):
        sheet = workbook.add_sheet(
            name, f'{self.env._("Provision Matrix")} – {name}', self._facts(), columns,
            self.currency_id.id)
        for row in rows:
            sheet.append({column.key: self._cell(row, column) for column in columns})
        sheet.finish(self.env._("Total"))

    def _cell(self, row, column):
        """A value as the sheet takes it; without a rate, the cell stays empty."""
        field, value = row._fields[column.key], row[column.key]
        if column.key == 'own_rate' and not row.own_source:
            return None
        if field.type == 'selection':
            return dict(field._description_selection(self.env)).get(value)
        if field.type == 'many2one':
            return value.display_name
        return fields.Datetime.to_datetime(value) if field.type == 'date' else value

    def _facts(self):
        """Basis, proof and result as pairs of words, for the workbook and the page."""
        state, segment = (
            dict(self._fields[name]._description_selection(self.env))[self[name]]
            for name in ('state', 'segment_by'))
        label = {name: field._description_string(self.env)
                 for name, field in self._fields.items()}
        money = {
            label[name]: formatLang(self.env, self[name], currency_obj=self.currency_id)
            for name in (
                'debt_amount', 'credit_amount', 'open_amount', 'ledger_amount',
                'difference_amount', 'total_amount', 'booked_amount', 'entry_amount')}
        return [
            (label['company_id'], self.company_id.name),
            (label['date'], format_date(self.env, self.date)),
            (label['state'], state), (label['segment_by'], segment),
            (label['months'], f'{self.history_months} / {self.months}'),
            (label['lost_after'], str(self.lost_after)),
            (label['forward_percent'], f'{self.forward_percent:g}'),
            (label['forward_reason'], self.forward_reason or ""),
            (label['prepared_by_id'], self.prepared_by_id.name or ""),
            (label['approved_by_id'], self.approved_by_id.name or ""), *money.items()]

    def _columns(self, model, *columns):
        """Columns with the labels of the model's fields.

        :param columns: (field name, kind, width) each; money is added up.
        """
        named = self.env[model]._fields
        return [
            Column(named[name]._description_string(self.env), name, kind, width,
                   total=kind == MONEY)
            for name, kind, width in columns]

    def _matrix_columns(self):
        return self._columns(
            'ar.provision.line', ('segment_name', 'text', 20), ('bucket_name', 'text', 14),
            *((name, MONEY, 14) for name in (
                'balance', 'set_off_amount', 'covered_amount', 'specific_amount',
                'exposed_amount')),
            ('own_rate', DECIMAL, 10), ('own_count', NUMBER, 10), ('typed_rate', DECIMAL, 10),
            ('typed_source', 'text', 24), ('rate', DECIMAL, 10), ('rate_source', 'text', 16),
            ('basis', 'text', 40), ('loss_amount', MONEY, 14))

    def _item_columns(self):
        return self._columns(
            'ar.provision.item', ('name', 'text', 18), ('partner_id', 'text', 28),
            ('date_maturity', DATE, 12), ('bucket_name', 'text', 14), ('cause', 'text', 16),
            ('amount', MONEY, 14), ('rate', DECIMAL, 10), ('reason', 'text', 40),
            ('loss_amount', MONEY, 14))
