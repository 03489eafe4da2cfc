from odoo import fields, models


class ArCreditRule(models.AbstractModel):
    """A rule may ask for a signed contract before credit is given."""
    _inherit = 'ar.credit.rule'

    condition = fields.Selection(
        selection_add=[('unsigned', "No Signed Contract")], ondelete={'unsigned': 'cascade'})
