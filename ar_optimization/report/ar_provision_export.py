from odoo import models
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from .workbook_fields import field_columns, field_row, labels


class ArProvisionMatrix(models.Model):
    """A provision matrix as a workbook: the matrix with the proof above it, and the items that can
    be assessed singly."""
    _name = 'ar.provision.matrix'
    _inherit = ['ar.provision.matrix', 'ar.workbook']
    _workbook_path = 'provision'

    # === BUSINESS === #

    def _ar_printed_rows(self):
        # EXTENDS management: what the page shows of the matrix, and the items by name
        return sum(
            len(matrix.line_ids.filtered('balance')) + len(matrix.item_ids.filtered('is_specific'))
            for matrix in self)

    def _workbook_name(self):
        return f'{self.env._("Provision Matrix")} {self.date}'

    def _write_sheets(self, workbook):
        columns = self._matrix_columns()
        self._write_sheet(workbook, self.env._("Matrix"), columns, [
            # Without history there is no rate of one's own, not one of 0.
            field_row(line, columns) | ({} if line.own_source else {'own_rate': None})
            for line in self.line_ids])
        columns = self._item_columns()
        self._write_sheet(workbook, self.env._("Single Items"), columns, [
            field_row(item, columns) for item in self.item_ids])

    def _write_sheet(self, workbook, name, columns, rows):
        sheet = workbook.add_sheet(
            name, f'{self.env._("Provision Matrix")} – {name}', self._facts(), columns,
            self.currency_id.id)
        for row in rows:
            sheet.append(row)
        sheet.finish(self.env._("Total"))

    def _facts(self):
        """Basis, proof and result as pairs of words, for the workbook and the page."""
        words = labels(self, 'state', 'segment_by')
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
            *((label[name], words[name][self[name]]) for name in words),
            (label['months'], f'{self.history_months} / {self.months}'),
            (label['lost_after'], str(self.lost_after)),
            (label['forward_percent'], f'{self.forward_percent:g}'),
            (label['forward_reason'], self.forward_reason or ""),
            (label['prepared_by_id'], self.prepared_by_id.name or ""),
            (label['approved_by_id'], self.approved_by_id.name or ""), *money.items()]

    def _matrix_columns(self):
        amounts = (
            'balance', 'set_off_amount', 'covered_amount', 'specific_amount', 'exposed_amount')
        return field_columns(self.line_ids, {
            'segment_name': 20, 'bucket_name': 14, **dict.fromkeys(amounts, 14),
            'own_rate': 10, 'own_count': 10, 'typed_rate': 10, 'typed_source': 24, 'rate': 10,
            'rate_source': 16, 'basis': 40, 'loss_amount': 14}, (*amounts, 'loss_amount'))

    def _item_columns(self):
        return field_columns(self.item_ids, {
            'name': 18, 'partner_id': 28, 'date_maturity': 12, 'bucket_name': 14, 'cause': 16,
            'amount': 14, 'rate': 10, 'reason': 40, 'loss_amount': 14}, ('amount', 'loss_amount'))
