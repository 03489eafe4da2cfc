from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.report import ReportController


class ArReportController(ReportController):
    """Prints of our records by Odoo's own route are in the log of exports, as our workbooks are:
    those of a button, and those of an address that somebody typed. What our own routes and mails
    print does not come by here."""

    def _is_readonly(self, rule, args):
        """A print that may be logged writes."""
        return not args['reportname'].startswith('ar_optimization')

    @http.route(readonly=_is_readonly)
    def report_routes(self, reportname, docids=None, converter=None, **data):
        # EXTENDS 'web'
        response = super().report_routes(reportname, docids=docids, converter=converter, **data)
        self._log_print(request.env['ir.actions.report']._get_report(reportname), docids)
        return response

    def _log_print(self, report, docids):
        if not report.model.startswith('ar.'):
            return
        # As Odoo reads them: what it prints, and nothing else, is counted.
        ids = {int(word) for word in (docids or '').split(',') if word.isdigit()}
        records = request.env[report.model].browse(ids).exists()
        request.env['ar.event']._log_export(report.model, records._ar_printed_rows())
