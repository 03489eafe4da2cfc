from odoo import api, models
from odoo.tools import SQL


class ArDunningRun(models.Model):
    """Whom Snailmail can post a letter to."""
    _inherit = 'ar.dunning.run'

    @api.model
    def _address_terms(self):
        # EXTENDS 'ar_optimization'
        return {**super()._address_terms(), 'snailmail': self._known_sql(SQL(
            "COALESCE(each.street, '') <> '' AND COALESCE(each.city, '') <> ''"
            " AND COALESCE(each.zip, '') <> '' AND each.country_id IS NOT NULL"))}
