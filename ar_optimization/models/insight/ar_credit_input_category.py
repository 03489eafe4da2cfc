from odoo import fields, models


class ArCreditInputCategory(models.Model):
    """One of the values that a piece of credit information can have, such as a rating of AA."""
    _name = 'ar.credit.input.category'
    _description = "Category of Credit Information"
    _order = 'kind_id, sequence, id'

    kind_id = fields.Many2one(
        'ar.credit.input.kind', required=True, index=True, ondelete='cascade')
    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Stored with every score, so it must not change.")
    sequence = fields.Integer(default=10)

    _code_unique = models.Constraint(
        'UNIQUE (kind_id, code)', "Each category of one kind needs its own code.")
