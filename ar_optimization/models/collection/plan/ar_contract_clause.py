from odoo import fields, models


class ArContractClause(models.Model):
    """A contract may say that the rest of a payment plan falls due when an instalment is missed."""
    _inherit = 'ar.contract.clause'

    kind = fields.Selection(
        selection_add=[('acceleration', "Calling In the Rest")],
        ondelete={'acceleration': 'set default'})
