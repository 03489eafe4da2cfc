from odoo import fields, models


class ArCreditPolicy(models.Model):
    """A policy may ask for a signed contract before credit is given."""
    _inherit = 'ar.credit.policy'

    condition = fields.Selection(
        selection_add=[('unsigned', "No Signed Contract")], ondelete={'unsigned': 'cascade'})
