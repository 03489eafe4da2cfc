from odoo import api, models
from odoo.tools import SQL


class ArInterestStop(models.Model):
    """No interest runs while everything is stopped for a customer."""
    _inherit = 'ar.interest.stop'

    @api.model
    def _origin_selection(self):
        # EXTENDS dunning
        return [*super()._origin_selection(), ('stopped', self.env._("Everything Stopped"))]

    @api.model
    def _stopping_sql(self, today):
        # EXTENDS dunning
        return {**super()._stopping_sql(today), 'stopped': SQL("account.stop_until >= %s", today)}
