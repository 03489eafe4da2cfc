from odoo import api, fields, models
from odoo.tools import SQL


class ArOpenItem(models.Model):
    """The contract that an item falls under."""
    _inherit = 'ar.open.item'

    contract_id = fields.Many2one('ar.contract', readonly=True)
    contract_ref = fields.Char(string="Contract Number", readonly=True)

    _depends = {
        'account.move': ['ar_contract_id'], 'ar.contract': ['name'],
        'ar.legal.term': ['active', 'country_id', 'limitation_years'],
    }

    @api.model
    def _select_extra(self):
        # EXTENDS ledger
        return SQL(
            "%s, move.ar_contract_id AS contract_id, contract.name AS contract_ref",
            super()._select_extra())

    @api.model
    def _from_extra(self):
        # EXTENDS ledger
        return SQL(
            "%s LEFT JOIN ar_contract contract ON contract.id = move.ar_contract_id",
            super()._from_extra())
