from odoo import api, fields, models


class ArCashBudget(models.Model):
    """What a month was planned to bring: receipts, to be compared with what came, and sales, which
    the forecast follows where they are typed."""
    _name = 'ar.cash.budget'
    _description = "Cash Budget"
    _inherit = ['ar.amount.mixin', 'ar.logged']
    _logged_as = 'budget.'
    _logged_names = ('company_id', 'month', 'receipts', 'sales')
    _order = 'month desc, company_id, id'
    _rec_name = 'month'

    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='cascade',
        default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    month = fields.Date(
        required=True, help="Any day of the month; its first day is kept.")
    receipts = fields.Monetary(string="Budgeted Receipts", help="From customers, taxes included.")
    sales = fields.Monetary(
        string="Planned Sales",
        help="Invoices of the month, taxes included. Empty: the invoicing of the last 13 weeks "
             "goes on, with the season of a year ago.")

    _month_once = models.UniqueIndex("(company_id, month)", "This month has a budget.")
    _amounts_positive = models.Constraint(
        'CHECK (receipts >= 0 AND sales >= 0)', "A budget is not negative.")

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

    # === BUSINESS === #

    @api.model
    def _sales_plan(self, company, start):
        """Planned sales from a day on: {first day of the month: amount in company currency}. On a
        past day, those that had been typed by then."""
        domain = [
            ('company_id', '=', company.id), ('month', '>=', start.replace(day=1)),
            ('sales', '>', 0)]
        if start < fields.Date.context_today(self):
            domain.append(('create_date', '<', start))
        return {budget.month: budget.sales for budget in self.search(domain)}
