from odoo import api, fields, models


class ArMonthly(models.AbstractModel):
    """What a person types about a month of a company. Any day of the month stands for its first,
    and every change is in the log."""
    _name = 'ar.monthly'
    _description = "Typed for a Month"
    _inherit = ['ar.amount.mixin', 'ar.logged']
    _order = 'month desc, company_id, id'
    _rec_name = 'month'

    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='cascade',
        default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    month = fields.Date(required=True, help="Any day of the month; its first day is kept.")

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
