from odoo import models


class ResourceCalendar(models.Model):
    _inherit = 'resource.calendar'

    def write(self, vals):
        # EXTENDS 'resource': days of companies begin elsewhere, see `res.company._ar_zones`
        result = super().write(vals)
        if 'tz' in vals:
            self.env.registry.clear_cache()
        return result
