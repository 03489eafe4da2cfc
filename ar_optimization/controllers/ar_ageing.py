import json

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .workbook import read_companies, send_workbook


class ArAgeingController(http.Controller):

    @http.route('/ar_optimization/ageing/<string:kind>.xlsx', type='http', auth='user')
    def export(self, kind, options='{}', companies='', **_unused):
        """One of the workbooks of the ageing, as a download.

        :param kind: `customers`, `items` or `ledger`.
        :param options: JSON as for `ar.ageing.get_report`.
        :param companies: ids of the selected companies, with commas; without it, the user's
            company. Ids that are not the user's are refused.
        :return: 200 with the file, 403 for who may not, 400 with a sentence for what cannot be
            used, 404 for another kind.
        """
        if kind not in ('customers', 'items', 'ledger'):
            raise request.not_found()
        ageing = request.env['ar.ageing'].with_context(
            allowed_company_ids=read_companies(companies))
        return send_workbook(
            lambda stream: ageing._export(kind, self._read_options(options), stream))

    def _read_options(self, text):
        try:
            return json.loads(text)
        except ValueError:
            raise UserError(request.env._("The options of the ageing are not JSON.")) from None
