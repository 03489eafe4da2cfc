from odoo import fields, models


class ArProcessCost(models.Model):
    """What it cost in a month to collect: salaries, postage, agencies, lawyers. Typed by a person,
    and held against what came in."""
    _name = 'ar.process.cost'
    _description = "Cost of Collecting"
    _inherit = ['ar.monthly']
    _logged_as = 'process.cost_'
    _logged_names = ('amount', 'company_id', 'month', 'note')

    month = fields.Date(default=lambda self: fields.Date.context_today(self).replace(day=1))
    amount = fields.Monetary(
        string="Cost", required=True, help="Of collecting, in that month, in company currency.")
    note = fields.Char(string="What Is in It")

    _month_once = models.UniqueIndex("(company_id, month)", "The cost of this month is known.")
    _amount_positive = models.Constraint('CHECK (amount >= 0)', "A cost is not negative.")
