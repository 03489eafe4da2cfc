from odoo import api, fields, models


class ArProcessCost(models.Model):
    """What it cost in a month to collect: salaries, postage, agencies, lawyers. Typed by a person,
    and held against what came in."""
    _name = 'ar.process.cost'
    _description = "Cost of Collecting"
    _inherit = ['ar.amount.mixin', 'ar.logged']
    _order = 'month desc, company_id, id'
    _rec_name = 'month'
    _logged_as = 'process.cost_'
    _logged_names = ('amount', 'company_id', 'month', 'note')

    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='cascade',
        default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    month = fields.Date(
        required=True, default=lambda self: fields.Date.context_today(self).replace(day=1),
        help="Any day of the month; its first day is kept.")
    amount = fields.Monetary(
        string="Cost", required=True, help="Of collecting, in that month, in company currency.")
    note = fields.Char(string="What Is in It")

    _month_once = models.UniqueIndex("(company_id, month)", "The cost of this month is known.")
    _amount_positive = models.Constraint('CHECK (amount >= 0)', "A cost is not negative.")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._first_day(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._first_day(vals))

    @api.model
    def _first_day(self, vals):
        month = fields.Date.to_date(vals.get('month'))
        return {**vals, 'month': month.replace(day=1)} if month else vals
