from odoo import api, fields, models
from odoo.tools import format_amount

MODEL, RATE, NONE = 'model', 'rate', 'none'


class ArPrediction(models.Model):
    """What is expected of one open instalment, from what was known on the morning of a day: how
    likely it is late, and when the money comes. Written every night; no rule acts on it alone."""
    _name = 'ar.prediction'
    _description = "Prediction of a Payment"
    _inherit = ['ar.amount.mixin']
    _order = 'amount_at_risk desc, id'
    _rec_name = 'move_id'
    _log_access = False

    line_id = fields.Many2one(
        'account.move.line', string="Journal Item", required=True, readonly=True,
        ondelete='cascade')
    move_id = fields.Many2one(
        'account.move', string="Invoice or Entry", required=True, readonly=True,
        index=True, ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, index=True, ondelete='cascade')
    currency_id = fields.Many2one(related='company_id.currency_id')
    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, readonly=True, index=True,
        ondelete='cascade')
    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", readonly=True, index='btree_not_null',
        ondelete='set null')
    date = fields.Date(
        string="As Of", required=True, readonly=True,
        help="Made on the morning of this day, from invoices and payments dated before it.")
    date_maturity = fields.Date(string="Due Date", readonly=True)
    amount_residual = fields.Monetary(string="Open Amount", readonly=True)
    amount_at_risk = fields.Monetary(
        string="Likely Late", readonly=True,
        help="Open amount × probability that it is late. 0 where nothing is predicted.")
    state = fields.Selection(
        [
            (MODEL, "Model"),
            (RATE, "Customer's own late rate"),
            (NONE, "No history"),
        ],
        string="Based On", required=True, readonly=True,
        help="The model is used while its backtest beats the customer's own late rate. No history: "
             "the customer has not paid any invoice yet, so no probability is given, and the date "
             "is that of the company's other customers.")
    probability_late = fields.Float(
        string="Late", readonly=True, aggregator='avg',
        help="Probability that it is paid after its due date; 100 % when that is past. Without "
             "history there is none.")
    probability_late_7 = fields.Float(
        string="Late > 7 Days", readonly=True, aggregator='avg')
    probability_late_30 = fields.Float(
        string="Late > 30 Days", readonly=True, aggregator='avg')
    step_date = fields.Date(
        string="Next Step", readonly=True,
        help="The day on which the customer is turned to next: until when dunning rests, or when "
             "somebody comes back to it as agreed. Without such a day it can be today.")
    probability_paid = fields.Float(
        string="Paid After Next Step", readonly=True, aggregator='avg',
        help="Probability that it is paid within 14 days of the next step, if it is still open on "
             "that day. Without history there is none.")
    expected_date = fields.Date(
        string="Expected On", readonly=True,
        help="Half of such payments have come by this day.")
    expected_low = fields.Date(
        string="Earliest", readonly=True, help="A tenth of such payments come before this day.")
    expected_high = fields.Date(
        string="Latest", readonly=True, help="A tenth of such payments come after this day.")
    reasons = fields.Json(readonly=True)  # [[code, what it adds to the log odds, its value]]
    factors = fields.Text(
        compute='_compute_factors', string="Why",
        help="What makes it later (▲) or earlier (▼) than the company's average invoice, the "
             "strongest first.")

    _unique_line = models.UniqueIndex("(line_id)", "This item has a prediction.")

    # === COMPUTE === #

    @api.depends('reasons', 'state', 'date_maturity', 'date')
    @api.depends_context('lang')
    def _compute_factors(self):
        for prediction in self:
            prediction.factors = prediction._factors()

    def _factors(self):
        self.ensure_one()
        if self.state == NONE:
            return self.env._("No history: this customer has not paid any invoice yet.")
        if self.date_maturity < self.date:
            return self.env._(
                "▲ Overdue by %(days)s days",
                days=(self.date - self.date_maturity).days)
        return "\n".join(
            f"{'▲' if added > 0 else '▼'} {self._reason_text(code, value)}"
            for code, added, value in self.reasons or ())

    def _reason_text(self, code, value):
        """A reason in the user's language.

        :param str code: one of `tools.lateness.REASONS`.
        :param float value: its figure.
        """
        days = round(value)
        texts = {
            'own_rate': lambda: self.env._(
                "Late in %(share)s %% of its invoices", share=round(100 * value)),
            'curve': lambda: self._delay_text(days),
            'last': lambda: self.env._(
                "Last payment %(days)s days after the due date", days=days) if days >= 0
            else self.env._("Last payment %(days)s days before the due date", days=-days),
            'amount': lambda: self.env._(
                "Amount of %(amount)s", amount=format_amount(self.env, value, self.currency_id)),
            'overdue': lambda: self.env._(
                "Oldest debt overdue by %(days)s days", days=days) if days
            else self.env._("Nothing overdue now"),
            'since': lambda: self.env._("Last payment %(days)s days ago", days=days),
            'count': lambda: self.env._("%(count)s invoices so far", count=days),
            'month_end': lambda: self.env._("Due %(days)s days before month end", days=days - 1),
            'weekday': lambda: self.env._("Due on a %(weekday)s", weekday=self._weekday_text(days)),
            'terms': lambda: self.env._("%(days)s days to pay", days=days),
            'age': lambda: self.env._("Issued %(days)s days ago", days=days),
        }
        return texts[code]()

    def _delay_text(self, days):
        if days >= 0:
            return self.env._("Pays %(days)s days after the due date on average", days=days)
        return self.env._("Pays %(days)s days before the due date on average", days=-days)

    def _weekday_text(self, number):
        return [
            self.env._("Monday"), self.env._("Tuesday"), self.env._("Wednesday"),
            self.env._("Thursday"), self.env._("Friday"), self.env._("Saturday"),
            self.env._("Sunday"),
        ][number]
