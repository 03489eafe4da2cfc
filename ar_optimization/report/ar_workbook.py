from odoo import models

from .download import download
from .report_workbook import ReportWorkbook


class ArWorkbook(models.AbstractModel):
    """A record that can be downloaded as a workbook. A model that inherits this says where, what
    the file is called, and what is in it."""
    _name = 'ar.workbook'
    _description = "Can Be Downloaded as a Workbook"

    # Of the route, before the id.
    _workbook_path = None

    # === ACTIONS === #

    def action_export(self):
        """Download the workbook."""
        self.ensure_one()
        self.check_access('read')
        return download(f'{self._workbook_path}/{self.id}.xlsx')

    # === BUSINESS === #

    def _export(self, stream):
        """Write the workbook.

        :param stream: binary file that is written to.
        :return: file name.
        :raise AccessError: for who may not read the record.
        """
        self.ensure_one()
        self.check_access('read')
        with ReportWorkbook(stream, self._workbook_currencies()) as workbook:
            self._write_sheets(workbook)
        return f'{self._workbook_name()}.xlsx'

    # === HOOKS === #

    def _workbook_name(self):
        """Hook: the name of the file, without its ending."""
        return self.display_name

    def _workbook_currencies(self):
        """Hook: the `res.currency` of the amounts in it."""
        return self.currency_id

    def _write_sheets(self, workbook):
        """Hook: write the sheets.

        :param workbook: `ReportWorkbook`.
        """
        raise NotImplementedError
