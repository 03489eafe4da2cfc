from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request

from .workbook import send_workbook


class ArPlacementController(http.Controller):

    @http.route('/ar_optimization/placement/<int:placement_id>.xlsx', type='http', auth='user')
    def workbook(self, placement_id, **_unused):
        """The hand-over file of a placement, as a download.

        :return: 200 with the file, 403 for who may not, 400 before the hand-over, 404 for one that
            is not there.
        """
        return send_workbook(self._placement(placement_id)._export)

    @http.route('/ar_optimization/placement/<int:placement_id>.pdf', type='http', auth='user')
    def dossier(self, placement_id, **_unused):
        """The dossier of a placement, as a download; answers as `workbook`."""
        try:
            name, content = self._placement(placement_id)._dossier()
        except AccessError as error:
            return self._refuse(error, 403)
        except UserError as error:
            return self._refuse(error, 400)
        return request.make_response(content, headers=[
            ('Content-Type', 'application/pdf'), ('Content-Length', len(content)),
            ('Content-Disposition', content_disposition(name))])

    def _placement(self, placement_id):
        placement = request.env['ar.placement'].browse(placement_id)
        if not placement.exists():
            raise request.not_found()
        return placement

    def _refuse(self, error, status):
        return request.make_response(
            str(error), headers=[('Content-Type', 'text/plain; charset=utf-8')], status=status)
