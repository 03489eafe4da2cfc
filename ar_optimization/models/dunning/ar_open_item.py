from odoo import api, fields, models
from odoo.tools import SQL


class ArOpenItem(models.Model):
    """How far an item has come in dunning."""
    _inherit = 'ar.open.item'

    dunning_level = fields.Integer(
        readonly=True, aggregator='max',
        help="The last level that was given; 0 while there was none.")
    dunning_date = fields.Date(string="Dunned On", readonly=True)

    _depends = {'ar.dunning.item': ['given_date', 'level', 'move_line_id']}

    @api.model
    def _select_extra(self):
        # EXTENDS ledger
        return SQL(
            "%s, COALESCE(dunned.level, 0) AS dunning_level, dunned.given_date AS dunning_date",
            super()._select_extra())

    @api.model
    def _from_extra(self):
        # EXTENDS ledger
        return SQL(
            "%s LEFT JOIN ar_dunning_item dunned ON dunned.move_line_id = line.id",
            super()._from_extra())
