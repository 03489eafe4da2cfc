from odoo import fields, models


class ArLegalCost(models.Model):
    """What a legal case costs us, and whether the customer has to bear it."""
    _name = 'ar.legal.cost'
    _description = "Cost of a Legal Case"
    _order = 'date desc, id desc'

    case_id = fields.Many2one('ar.legal.case', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='case_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='case_id.currency_id')
    date = fields.Date(required=True, default=fields.Date.context_today)
    kind = fields.Selection(
        [('court', "Court"), ('lawyer', "Lawyer"), ('expert', "Expert"), ('bailiff', "Bailiff"),
         ('other', "Other")], required=True, default='court')
    name = fields.Char(string="Purpose", required=True)
    amount = fields.Monetary(required=True)
    is_awarded = fields.Boolean(
        string="Borne by the Customer", help="By law, judgment or settlement.")

    _amount_positive = models.Constraint('CHECK (amount > 0)', "A cost is more than nothing.")
