from odoo import api, fields, models

from ....tools import cash_forecast as rules

EXPECTED, SLOWER, FAILURE, LESS = 'expected', 'slower', 'failure', 'less'
CURVE, DELAY, DUE, NUMPY = 'curve', 'delay', 'due', 'numpy'


class ArForecast(models.Model):
    """The cash that customers are expected to pay, made on the morning of a day from what was
    known then, under one assumption. Those of the first night of each week are kept and compared
    with what came; the others are replaced by the next night's."""
    _name = 'ar.forecast'
    _description = "Cash Forecast"
    _inherit = ['ar.amount.mixin']
    _order = 'date desc, company_id, scenario, id'

    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, index=True, ondelete='cascade')
    currency_id = fields.Many2one(related='company_id.currency_id')
    date = fields.Date(
        string="As Of", required=True, readonly=True,
        help="Made on the morning of this day, from what was booked before it.")
    scenario = fields.Selection(
        [
            (EXPECTED, "Expected"), (SLOWER, "Customers Pay Later"),
            (FAILURE, "A Customer Fails"), (LESS, "Less Comes In"),
        ],
        required=True, readonly=True)
    slower_days = fields.Integer(
        string="Days Later", readonly=True, aggregator=None,
        help="All customers pay so many days later.")
    off = fields.Float(
        string="Less %", readonly=True, aggregator=None, help="So much of every payment is lost.")
    failed_id = fields.Many2one(
        'res.partner', string="Fails", readonly=True, ondelete='set null',
        help="This customer pays nothing more and buys nothing more.")
    basis = fields.Selection(
        [
            (CURVE, "How each customer has paid"),
            (DUE, "Due dates: how customers have paid says no more than they do"),
            (DELAY, "Due dates: nobody has paid anything yet"),
            (NUMPY, "Due date and the customer's mean delay, without a range: numpy missing"),
        ],
        string="Based On", required=True, readonly=True)
    is_kept = fields.Boolean(
        string="Compared Later", readonly=True, help="The first expected one of its week.")
    actual_until = fields.Date(
        string="Compared Until", readonly=True, help="What came before this day is filled in.")
    opening = fields.Monetary(
        string="Receivable", readonly=True,
        help="By the general ledger, at the end of the day before.")
    held_back = fields.Monetary(
        readonly=True,
        help="Disputed: not expected before the dispute is decided.")
    cash_13_weeks = fields.Monetary(string="Cash in 13 Weeks", readonly=True)
    figures = fields.Json(readonly=True)  # see `_figures`
    funds = fields.Json(readonly=True, groups='ar_optimization.group_credit_manager')
    line_ids = fields.One2many('ar.forecast.line', 'forecast_id', string="Lines", readonly=True)

    _one_per_day = models.UniqueIndex(
        "(company_id, date, scenario)", "There is a forecast of this day.")

    # === COMPUTE === #

    @api.depends('date', 'scenario')
    @api.depends_context('lang')
    def _compute_display_name(self):
        names = dict(self._fields['scenario']._description_selection(self.env))
        for forecast in self:
            forecast.display_name = f"{forecast.date} {names.get(forecast.scenario, '')}"

    # === BUSINESS === #

    def _assumption(self):
        """The `tools.cash_forecast.Scenario` of this forecast."""
        self.ensure_one()
        return rules.Scenario(self.slower_days, self.failed_id.id or None, self.off)

    @api.model
    def _latest(self, company, scenarios=None):
        """The forecasts of the newest day of a company, by scenario."""
        newest = self.search([('company_id', '=', company.id)], limit=1)
        found = self.search([
            ('company_id', '=', company.id), ('date', '=', newest.date)]) if newest else newest
        return {forecast.scenario: forecast for forecast in found
                if scenarios is None or forecast.scenario in scenarios}

    def action_open_lines(self):
        """Open the lines of this forecast."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_forecast_line_action'),
            'domain': [('forecast_id', '=', self.id)],
        }
