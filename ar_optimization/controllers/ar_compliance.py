from odoo import http
from odoo.http import request

from .workbook import read_companies, read_ids, send_workbook


class ArComplianceController(http.Controller):

    @http.route('/ar_optimization/breaches.xlsx', type='http', auth='user')
    def breaches(self, companies='', ids='', **_unused):
        """The list of breaches as a workbook.

        :param companies: ids of the selected companies, with commas.
        :param ids: ids of the breaches that were ticked, with commas; empty: all.
        """
        breaches = request.env['ar.compliance.breach'].with_context(
            allowed_company_ids=read_companies(companies))
        return send_workbook(lambda stream: breaches._export(stream, read_ids(ids)))
