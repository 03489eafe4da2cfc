from odoo import http
from odoo.http import request

from .workbook import read_companies, send_workbook


class ArIncentiveController(http.Controller):

    @http.route('/ar_optimization/incentives.xlsx', type='http', auth='user')
    def lab(self, companies='', **_unused):
        """The incentive lab as a workbook.

        :param companies: ids of the selected companies, with commas.
        """
        policies = request.env['ar.incentive.policy'].with_context(
            allowed_company_ids=read_companies(companies))
        return send_workbook(policies._export_lab)
