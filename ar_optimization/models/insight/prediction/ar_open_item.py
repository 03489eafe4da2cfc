from odoo import api, fields, models
from odoo.tools import SQL


class ArOpenItem(models.Model):
    """What last night's prediction says of an item."""
    _inherit = 'ar.open.item'

    probability_late = fields.Float(
        readonly=True, aggregator='avg',
        help="That it is paid after its due date, as of last night. 0 without history.")
    probability_paid = fields.Float(
        string="Paid After Next Step", readonly=True, aggregator='avg',
        help="That it is paid within 14 days of the next step, as of last night. 0 without "
             "history.")
    expected_date = fields.Date(
        string="Expected On", readonly=True, help="Half of such payments have come by this day.")

    _depends = {
        'ar.prediction': ['expected_date', 'line_id', 'probability_late', 'probability_paid']}

    @api.model
    def _select_extra(self):
        # EXTENDS ledger
        return SQL(
            "%s, predicted.probability_late, predicted.probability_paid, predicted.expected_date",
            super()._select_extra())

    @api.model
    def _from_extra(self):
        # EXTENDS ledger
        return SQL(
            "%s LEFT JOIN ar_prediction predicted ON predicted.line_id = line.id",
            super()._from_extra())
