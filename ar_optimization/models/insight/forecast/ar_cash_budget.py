from odoo import api, fields, models


class ArCashBudget(models.Model):
    """What a month was planned to bring: receipts, to be compared with what came, and sales, which
    the forecast follows where they are typed."""
    _name = 'ar.cash.budget'
    _description = "Cash Budget"
    _inherit = ['ar.monthly']
    _logged_as = 'budget.'
    _logged_names = ('company_id', 'month', 'receipts', 'sales')

    receipts = fields.Monetary(string="Budgeted Receipts", help="From customers, taxes included.")
    sales = fields.Monetary(
        string="Planned Sales",
        help="Invoices of the month, taxes included. Empty: the invoicing of the last 13 weeks "
             "goes on, with the season of a year ago.")

    _month_once = models.UniqueIndex("(company_id, month)", "This month has a budget.")
    _amounts_positive = models.Constraint(
        'CHECK (receipts >= 0 AND sales >= 0)', "A budget is not negative.")

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
