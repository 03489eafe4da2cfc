import json
import tempfile

from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request

XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'


class ArAgeingController(http.Controller):

    @http.route('/ar_optimization/ageing/<string:kind>.xlsx', type='http', auth='user',
                readonly=True)
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
        # Not in memory: the file of a large ledger is written, and sent, from disk.
        stream = tempfile.TemporaryFile()  # noqa: SIM115 closed with the response
        try:
            ageing = request.env['ar.ageing'].with_context(
                allowed_company_ids=self._read_companies(companies))
            name = ageing._export(kind, self._read_options(options), stream)
        except AccessError as error:
            return self._refuse(stream, error, 403)
        except UserError as error:
            return self._refuse(stream, error, 400)
        size = stream.tell()
        stream.seek(0)
        response = request.make_response(
            wrap_file(request.httprequest.environ, stream),
            headers=[('Content-Type', XLSX), ('Content-Disposition', content_disposition(name)),
                     ('Content-Length', size)],
        )
        response.direct_passthrough = True
        return response

    def _refuse(self, stream, error, status):
        stream.close()
        return request.make_response(
            str(error), headers=[('Content-Type', 'text/plain; charset=utf-8')], status=status)

    def _read_companies(self, text):
        ids = [int(word) for word in text.split(',') if word.isdecimal() and len(word) < 10]
        return ids or request.env.company.ids

    def _read_options(self, text):
        try:
            return json.loads(text)
        except ValueError:
            raise UserError(request.env._("The options of the ageing are not JSON.")) from None
