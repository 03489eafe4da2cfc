from odoo import fields, models


class AccountMove(models.Model):
    _inherit = 'account.move'

    ar_prediction_ids = fields.One2many(
        'ar.prediction', 'move_id', string="Predictions", readonly=True,
        groups='ar_optimization.group_collector')
