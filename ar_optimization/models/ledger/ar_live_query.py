from odoo import api, models


class ArLiveQuery(models.AbstractModel):
    """A model that is a query, and not a table, of amounts. Nothing tells its cache that an invoice
    was posted or paid in the same transaction, so what it holds is forgotten at each new search."""
    _name = 'ar.live.query'
    _description = "Query of What Is Booked Now"
    _inherit = ['ar.amount.mixin']

    @api.model
    def _search(self, *args, **kwargs):
        # EXTENDS 'base'
        self.invalidate_model(flush=False)
        return super()._search(*args, **kwargs)
