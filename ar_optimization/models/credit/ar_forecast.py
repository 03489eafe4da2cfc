from odoo import api, models
from odoo.tools import SQL


class ArForecast(models.Model):
    """The cash forecast by credit tier."""
    _inherit = 'ar.forecast'

    @api.model
    def _segment_sql(self):
        # EXTENDS insight
        return SQL("account.tier_id")

    @api.model
    def _segment_names(self, ids):
        # EXTENDS insight
        tiers = self.env['ar.credit.tier'].sudo().with_context(active_test=False).browse(ids)
        return {tier.id: tier.display_name for tier in tiers}
