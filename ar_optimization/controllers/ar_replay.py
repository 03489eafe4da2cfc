import tempfile

from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request

from .ar_ageing import XLSX


class ArReplayController(http.Controller):

    @http.route('/ar_optimization/replay/<int:replay_id>.xlsx', type='http', auth='user',
                readonly=True)
    def export(self, replay_id, **_unused):
        """The workbook of a replay, as a download.

        :param replay_id: id of an `ar.replay` that the user may read.
        :return: 200 with the file, 403 for who may not, 404 for one that is not there.
        """
        replay = request.env['ar.replay'].browse(replay_id)
        # Not in memory: the file of a large result is written, and sent, from disk.
        stream = tempfile.TemporaryFile()  # noqa: SIM115 closed with the response
        try:
            replay.check_access('read')
            if not replay.exists():
                raise request.not_found()
            name = replay._export(stream)
        except AccessError as error:
            stream.close()
            return request.make_response(
                str(error), headers=[('Content-Type', 'text/plain; charset=utf-8')], status=403)
        size = stream.tell()
        stream.seek(0)
        response = request.make_response(
            wrap_file(request.httprequest.environ, stream),
            headers=[('Content-Type', XLSX), ('Content-Disposition', content_disposition(name)),
                     ('Content-Length', size)],
        )
        response.direct_passthrough = True
        return response
