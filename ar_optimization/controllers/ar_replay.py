from odoo import http

from .workbook import find_record, send_workbook


class ArReplayController(http.Controller):

    @http.route('/ar_optimization/replay/<int:replay_id>.xlsx', type='http', auth='user')
    def export(self, replay_id, **_unused):
        """The workbook of a replay, as a download.

        :param replay_id: id of an `ar.replay` that the user may read.
        :return: 200 with the file, 403 for who may not, 404 for one that is not there.
        """
        return send_workbook(find_record('ar.replay', replay_id)._export)
