from odoo import http
from odoo.http import request

from .workbook import send_workbook


class ArRiskReportController(http.Controller):

    @http.route('/ar_optimization/risk_report/<int:report_id>.xlsx', type='http', auth='user')
    def export(self, report_id, **_unused):
        """A risk report as a workbook.

        :param int report_id: id of an `ar.risk.report`.
        :return: 200 with the file, 403 for who is neither a credit manager nor one of its readers,
            400 where there is no such report.
        """
        companies = request.env.user.company_ids.ids
        reports = request.env['ar.risk.report'].with_context(allowed_company_ids=companies)
        return send_workbook(reports.browse(report_id)._export)
