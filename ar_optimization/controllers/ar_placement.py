from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from .workbook import find_record, refuse, send_workbook


class ArPlacementController(http.Controller):

    @http.route('/ar_optimization/placement/<int:placement_id>.xlsx', type='http', auth='user')
    def workbook(self, placement_id, **_unused):
        """The hand-over file of a placement, as a download.

        :return: 200 with the file, 403 for who may not, 400 before the hand-over, 404 for one that
            is not there.
        """
        return send_workbook(find_record('ar.placement', placement_id)._export)

    @http.route('/ar_optimization/placement/<int:placement_id>.pdf', type='http', auth='user')
    def dossier(self, placement_id, **_unused):
        """The dossier of a placement, as a download; answers as `workbook`, and a large one is in
        the event log as well."""
        placement = find_record('ar.placement', placement_id)
        try:
            name, content = placement._dossier()
        except UserError as error:
            return refuse(error)
        request.env['ar.event']._log_export(name, placement._ar_printed_rows())
        return request.make_response(content, headers=[
            ('Content-Type', 'application/pdf'), ('Content-Length', len(content)),
            ('Content-Disposition', content_disposition(name))])
