from odoo import api, fields, models
from odoo.tools import SQL


class ArOpenItem(models.Model):
    """What last night's prediction says of an item."""
    _inherit = 'ar.open.item'

    probability_late = fields.Float(
        readonly=True, aggregator='avg',
        help="That it is paid after its due date, as of last night. 0 without history.")
    expected_date = fields.Date(
        string="Expected On", readonly=True, help="Half of such payments have come by this day.")

    _depends = {'ar.prediction': ['expected_date', 'line_id', 'probability_late']}

    @api.model
    def _select_extra(self):
        # EXTENDS ledger
        return SQL(
            "%s, predicted.probability_late, predicted.expected_date", super()._select_extra())

    @api.model
    def _from_extra(self):
        # EXTENDS ledger
        return SQL(
            "%s LEFT JOIN ar_prediction predicted ON predicted.line_id = line.id",
            super()._from_extra())
