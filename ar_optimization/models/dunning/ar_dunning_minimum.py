from odoo import fields, models


class ArDunningMinimum(models.Model):
    """The least amount of one currency for which a level is worth its trouble."""
    _name = 'ar.dunning.minimum'
    _description = "Least Amount of a Dunning Level"
    _order = 'level_id, currency_id'
    _rec_name = 'currency_id'

    level_id = fields.Many2one('ar.dunning.level', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='level_id.company_id', store=True)
    currency_id = fields.Many2one(
        'res.currency', required=True, default=lambda self: self.env.company.currency_id)
    amount = fields.Monetary(required=True, string="Least Amount")

    _currency_unique = models.Constraint(
        'UNIQUE (level_id, currency_id)', "A level has one least amount per currency.")
    _amount_positive = models.Constraint(
        'CHECK (amount >= 0)', "A least amount cannot be negative.")
