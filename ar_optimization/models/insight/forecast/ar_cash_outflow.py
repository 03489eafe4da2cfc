from odoo import api, fields, models

from ....tools.cash_position import recurring

# Months and days between two payments.
STEPS = {'once': (0, 0), 'week': (0, 7), 'month': (1, 0), 'quarter': (3, 0), 'year': (12, 0)}


class ArCashOutflow(models.Model):
    """Money that goes out and is in no vendor bill yet: wages, taxes, rent. Typed by hand, once or
    recurring. Bills are not typed: the forecast reads open payables from the ledger."""
    _name = 'ar.cash.outflow'
    _description = "Planned Payment"
    _inherit = ['ar.amount.mixin', 'ar.logged']
    _logged_as = 'outflow.'
    _logged_names = (
        'name', 'company_id', 'kind', 'amount', 'date', 'recurrence', 'date_end', 'active')
    _order = 'date, id'
    _check_company_auto = True

    name = fields.Char(string="Purpose of Payment", required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='cascade',
        default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    kind = fields.Selection(
        [
            ('payroll', "Payroll"), ('tax', "Taxes"), ('rent', "Rent"), ('loan', "Loans"),
            ('other', "Other"),
        ],
        required=True, default='other')
    amount = fields.Monetary(required=True, help="Each time, in the company's currency.")
    date = fields.Date(
        string="First Payment", required=True, default=fields.Date.context_today)
    recurrence = fields.Selection(
        [
            ('once', "Once"), ('week', "Every Week"), ('month', "Every Month"),
            ('quarter', "Every Three Months"), ('year', "Every Year"),
        ],
        required=True, default='month')
    date_end = fields.Date(string="Last Day", help="Nothing is paid after it. Empty: no end.")

    _amount_positive = models.Constraint(
        'CHECK (amount > 0)', "A planned payment is more than zero.")
    _dates_in_order = models.Constraint(
        'CHECK (date_end IS NULL OR date_end >= date)',
        "The last day is not before the first payment.")

    # === BUSINESS === #

    @api.model
    def _planned(self, company, start, end):
        """Planned payments of a company.

        :param date start: first day.
        :param date end: first day after.
        :return: list of (day, amount in company currency).
        """
        return [
            (day, outflow.amount)
            for outflow in self.search([('company_id', '=', company.id), ('date', '<', end)])
            for day in recurring(
                outflow.date, *STEPS[outflow.recurrence], outflow.date_end or None, start, end)
        ]
