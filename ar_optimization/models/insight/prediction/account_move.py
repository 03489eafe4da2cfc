from odoo import api, fields, models


class AccountMove(models.Model):
    """What last night's predictions say of an invoice: of its instalments the worst and latest."""
    _inherit = 'account.move'

    ar_prediction_ids = fields.One2many(
        'ar.prediction', 'move_id', string="Predictions", readonly=True,
        groups='ar_optimization.group_collector')
    ar_probability_late = fields.Float(
        string="Probably Late", compute='_compute_ar_prediction',
        groups='ar_optimization.group_collector',
        help="Probability that it is paid after its due date, as of last night.")
    ar_expected_date = fields.Date(
        string="Payment Expected", compute='_compute_ar_prediction',
        groups='ar_optimization.group_collector',
        help="Half of such payments have come by this day.")
    ar_prediction_factors = fields.Text(
        string="Why", compute='_compute_ar_prediction',
        groups='ar_optimization.group_collector')

    @api.depends('ar_prediction_ids')
    @api.depends_context('lang')
    def _compute_ar_prediction(self):
        for move in self:
            worst = move.ar_prediction_ids.sorted('probability_late')[-1:]
            move.ar_probability_late = worst.probability_late
            move.ar_prediction_factors = worst.factors
            move.ar_expected_date = max(
                (day for day in move.ar_prediction_ids.mapped('expected_date') if day),
                default=False)
