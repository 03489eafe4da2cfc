from odoo import http
from odoo.http import request

from .workbook import read_companies, send_workbook


class ArForecastController(http.Controller):

    @http.route('/ar_optimization/forecast.xlsx', type='http', auth='user')
    def export(self, companies='', **_unused):
        """The newest cash forecasts as a workbook.

        :param companies: ids of the selected companies, with commas; without it, the user's
            company. Ids that are not the user's are refused.
        :return: 200 with the file, 403 for who may not, 400 with a sentence for what cannot be
            used.
        """
        forecasts = request.env['ar.forecast'].with_context(
            allowed_company_ids=read_companies(companies))
        return send_workbook(forecasts._export)
