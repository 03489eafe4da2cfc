from odoo import fields, models


class ArTierSuggestionMove(models.TransientModel):
    """One customer who would change its tier if a suggestion were applied."""
    _name = 'ar.tier.suggestion.move'
    _description = "Customer Who Would Change Its Tier"

    suggestion_id = fields.Many2one(
        'ar.tier.suggestion', required=True, index=True, ondelete='cascade')
    account_id = fields.Many2one(
        'ar.credit.account', string="Customer", required=True, readonly=True)
    from_code = fields.Char(string="Now", readonly=True)
    to_code = fields.Char(string="Would Be", readonly=True)
