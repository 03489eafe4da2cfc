import json

from odoo import models
from odoo.http import request


class Base(models.AbstractModel):
    """Exports of our figures by Odoo's own export are in the log, whoever makes them; prints by
    its own route, too."""
    _inherit = 'base'

    def export_data(self, fields_to_export):
        # EXTENDS 'base'
        result = super().export_data(fields_to_export)
        if self._name.startswith('ar.') or any(
                part.startswith('ar_') for path in fields_to_export for part in path.split('/')):
            self.env['ar.event']._log_export(
                self._name, len(result['datas']), domain=self._ar_export_domain())
        return result

    def _ar_export_domain(self):
        """What was searched for, where the export came from a list; None for ticked records."""
        if not request or not request.httprequest.path.startswith('/web/export/'):
            return None
        asked = json.loads(request.params.get('data') or '{}')
        return None if asked.get('ids') else str(asked.get('domain'))

    def _ar_printed_rows(self):
        """Hook: how many rows a print of these records takes out of the program. Where the page of
        a record lists others, these count."""
        return len(self)
