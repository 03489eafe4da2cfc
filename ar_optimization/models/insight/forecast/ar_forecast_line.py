from odoo import api, fields, models


class ArForecastLine(models.Model):
    """The cash of one week or month of a forecast, in one currency from customers of one tier."""
    _name = 'ar.forecast.line'
    _description = "Line of a Cash Forecast"
    _inherit = ['ar.amount.mixin']
    _order = 'forecast_id desc, period, date_start, kind, id'
    _rec_name = 'date_start'
    _log_access = False

    forecast_id = fields.Many2one(
        'ar.forecast', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, ondelete='cascade')
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency")
    period = fields.Selection([('week', "Week"), ('month', "Month")], required=True, readonly=True)
    date_start = fields.Date(string="From", required=True, readonly=True)
    date_end = fields.Date(
        string="Ends Before", required=True, readonly=True, help="First day after the period.")
    ahead = fields.Integer(
        string="Periods Ahead", readonly=True, aggregator=None, help="1 is the first one.")
    currency_id = fields.Many2one(
        'res.currency', required=True, readonly=True, help="Of the documents.")
    tier = fields.Char(readonly=True, help="Of the customer when the forecast was made.")
    kind = fields.Selection(
        [
            ('receivable', "Open Items"), ('order', "Open Orders"),
            ('invoicing', "Invoices to Come"),
        ],
        string="Source", required=True, readonly=True)
    amount = fields.Monetary(
        string="Expected", readonly=True, currency_field='company_currency_id')
    amount_currency = fields.Monetary(string="Expected in Currency", readonly=True)
    low = fields.Monetary(
        string="At Least", readonly=True, currency_field='company_currency_id', aggregator=None,
        help="Less than this comes in one of ten cases. 80 % of the cases are between both ends. "
             "The ends of several lines do not add up.")
    high = fields.Monetary(
        string="At Most", readonly=True, currency_field='company_currency_id', aggregator=None)
    actual = fields.Monetary(
        string="Came", readonly=True, currency_field='company_currency_id',
        help="Payments matched with invoices in the period, once it is over.")
    is_over = fields.Boolean(string="Compared", readonly=True)

    _forecast_idx = models.UniqueIndex(
        "(forecast_id, period, date_start, kind, currency_id, tier)",
        "There is a line of this period.")

    @api.depends('date_start', 'period')
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.date_start}"
