from odoo import http

from .workbook import find_record, send_workbook


class ArProvisionController(http.Controller):

    @http.route('/ar_optimization/provision/<int:matrix_id>.xlsx', type='http', auth='user')
    def export(self, matrix_id, **_unused):
        """The workbook of a provision matrix, as a download.

        :param matrix_id: id of an `ar.provision.matrix` that the user may read.
        :return: 200 with the file, 403 for who may not, 404 for one that is not there.
        """
        return send_workbook(find_record('ar.provision.matrix', matrix_id)._export)
