from odoo import fields, models


class ArScorecardVersion(models.Model):
    """A scorecard as it stood when scores were made with it: frozen, so that an old score can be
    read and made again after the card has changed."""
    _name = 'ar.scorecard.version'
    _description = "Scorecard Version"
    _order = 'id desc'
    _rec_name = 'number'

    scorecard_id = fields.Many2one(
        'ar.scorecard', required=True, index=True, ondelete='restrict', readonly=True)
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    fingerprint = fields.Char(required=True, readonly=True)
    definition = fields.Json(required=True, readonly=True)

    _fingerprint_unique = models.Constraint(
        'UNIQUE (scorecard_id, fingerprint)', "This version of the scorecard is known already.")
