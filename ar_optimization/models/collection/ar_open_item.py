from odoo import api, fields, models
from odoo.tools import SQL


class ArOpenItem(models.Model):
    """The collector of an item is that of the customer's credit account."""
    _inherit = 'ar.open.item'

    collector_id = fields.Many2one('res.users', readonly=True)

    _depends = {'ar.credit.account': ['collector_id']}

    @api.model
    def _select_extra(self):
        # EXTENDS ledger
        return SQL("%s, account.collector_id", super()._select_extra())
