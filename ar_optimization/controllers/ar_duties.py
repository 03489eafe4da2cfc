from odoo import http
from odoo.http import request

from .workbook import read_companies, send_workbook


class ArDutiesController(http.Controller):

    @http.route('/ar_optimization/duties.xlsx', type='http', auth='user')
    def duties(self, companies='', **_unused):
        """The report on segregation of duties as a workbook.

        :param companies: ids of the selected companies, with commas.
        """
        findings = request.env['ar.duty.finding'].with_context(
            allowed_company_ids=read_companies(companies))
        return send_workbook(findings._export)

    @http.route('/ar_optimization/audit/<int:extract_id>.xlsx', type='http', auth='user')
    def audit(self, extract_id, **_unused):
        """An audit extract as a workbook."""
        return send_workbook(request.env['ar.audit.extract'].browse(extract_id)._export)
