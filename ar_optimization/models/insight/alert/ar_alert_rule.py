from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ....tools import alerting

LOGGED = (
    'active', 'company_id', 'cooldown_days', 'finance_owner', 'limit_cut', 'name', 'red',
    'response', 'response_hours', 'sales_user_id', 'tells_sales', 'user_id', 'weight',
    'window_days', 'yellow')


class ArAlertRule(models.Model):
    """From which value on a measure of a customer is an early warning, who looks into it by when,
    and what is proposed then. The measure is found by SQL, see `ar.alert._alert_terms`."""
    _name = 'ar.alert.rule'
    _description = "Early Warning Rule"
    _inherit = ['ar.logged']
    _order = 'sequence, id'
    _logged_as = 'alert.rule_'
    _logged_names = LOGGED

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    indicator = fields.Selection(
        selection='_selection_indicator', required=True, help="What is measured.")
    company_id = fields.Many2one(
        'res.company', index='btree_not_null', ondelete='cascade',
        help="A rule of one company goes before the one of all companies about the same measure.")
    unit = fields.Char(compute='_compute_indicator', help="What is counted.")
    falls = fields.Boolean(compute='_compute_indicator')
    has_window = fields.Boolean(compute='_compute_indicator')
    yellow = fields.Float(
        string="Yellow From", required=True, default=1.0, digits=(16, 2), aggregator=None,
        help="Worth a look from this value on; for what runs out, down to this value.")
    red = fields.Float(
        string="Red From", digits=(16, 2), aggregator=None,
        help="Urgent from this value on. 0: never urgent.")
    window_days = fields.Integer(
        string="Window (Days)", aggregator=None, help="How far the measure looks back or ahead.")
    weight = fields.Float(
        digits=(5, 1), aggregator=None,
        help="Points of the deterioration score when it is urgent; half of them when it warns.")

    finance_owner = fields.Selection(
        [
            ('manager', "Credit Manager"), ('collector', "Collector of the Customer"),
            ('user', "Somebody Named"),
        ],
        string="Owner in Finance", required=True, default='manager')
    user_id = fields.Many2one(
        'res.users', string="Named Owner", ondelete='set null', domain=[('share', '=', False)])
    tells_sales = fields.Boolean(
        string="Owner in Sales", default=True,
        help="The customer's salesperson answers for it, too.")
    sales_user_id = fields.Many2one(
        'res.users', string="Without Salesperson", ondelete='set null',
        domain=[('share', '=', False)],
        help="Who stands in where the customer has no salesperson.")
    response = fields.Selection(
        [
            ('look', "Look Into It"), ('limit', "Lower the Limit"), ('terms', "Shorter Terms"),
            ('prepay', "Ask for Prepayment"), ('visit', "Visit the Customer"),
        ],
        required=True, default='look',
        help="What is proposed. The button opens a prefilled draft; nothing happens by itself.")
    limit_cut = fields.Float(
        string="Limit Lower By (%)", default=20.0, digits=(5, 1), aggregator=None,
        help="What the draft of a limit request begins with.")
    playbook = fields.Text(
        string="Response Playbook", translate=True,
        help="What to do, step by step, for whoever looks into it.")
    response_hours = fields.Float(
        string="Answer Within (Hours)", required=True, default=alerting.USUAL_HOURS,
        aggregator=None, help="Working hours of the company.")
    cooldown_days = fields.Integer(
        string="Rest (Days)", default=30, aggregator=None,
        help="So long it stays away once a person has closed it. Then it comes back only when the "
             "measure was in order in between or is clearly worse.")

    alert_ids = fields.One2many('ar.alert', 'rule_id', string="Warnings")
    open_count = fields.Integer(string="Open", compute='_compute_results')
    confirmed_count = fields.Integer(string="Confirmed", compute='_compute_results')
    false_count = fields.Integer(string="False Alarms", compute='_compute_results')
    precision = fields.Float(
        compute='_compute_results',
        help="Confirmed ÷ (confirmed + false alarms), as closed by persons.")
    precision_text = fields.Char(string="Precision Shown", compute='_compute_results')
    median_hours = fields.Float(
        string="Median Response (Hours)", compute='_compute_median_hours', digits=(16, 1),
        help="Working hours until somebody took a warning up: half of them were faster.")

    _indicator_unique = models.UniqueIndex(
        '(indicator, COALESCE(company_id, 0))',
        "There is a rule about this measure already. Archived ones can be put to use again.")
    _yellow_positive = models.Constraint(
        'CHECK (yellow > 0 AND COALESCE(red, 0) >= 0)',
        "A warning needs a value above zero.")
    _figures_positive = models.Constraint(
        'CHECK (weight >= 0 AND response_hours > 0 AND cooldown_days >= 0 AND window_days >= 0 '
        'AND limit_cut BETWEEN 0 AND 100)',
        "Weights, hours and days are not negative, and a limit is lowered by 0 to 100 %.")

    # === CONSTRAINTS === #

    @api.constrains('yellow', 'red', 'indicator')
    def _check_order(self):
        for rule in self.filtered('red'):
            if (rule.red > rule.yellow) == rule.falls and rule.red != rule.yellow:
                raise ValidationError(self.env._(
                    "%s: red is graver than yellow, so its value lies beyond it.", rule.name))

    @api.constrains('window_days', 'indicator')
    def _check_window(self):
        for rule in self:
            if rule.has_window and rule.window_days < 1:
                raise ValidationError(self.env._(
                    "%s: say how many days the measure looks at.", rule.name))

    # === COMPUTE === #

    @api.model
    def _selection_indicator(self):
        return [
            (code, indicator.name)
            for code, indicator in self.env['ar.alert']._indicators().items()]

    @api.depends('indicator')
    @api.depends_context('lang')
    def _compute_indicator(self):
        indicators = self.env['ar.alert']._indicators()
        for rule in self:
            known = indicators.get(rule.indicator)
            rule.unit = known and known.unit
            rule.falls = bool(known and known.falls)
            rule.has_window = bool(known and known.has_window)

    @api.depends('alert_ids.outcome', 'alert_ids.state')
    @api.depends_context('allowed_company_ids', 'lang')
    def _compute_results(self):
        counts = {
            (rule, outcome): count for rule, outcome, count in self.env['ar.alert'].sudo()
            ._read_group(
                [('rule_id', 'in', self.ids), ('company_id', 'in', self.env.companies.ids)],
                ['rule_id', 'outcome'], ['__count'])}
        for rule in self:
            rule.open_count = counts.get((rule._origin, False), 0)
            rule.confirmed_count = counts.get((rule._origin, 'real'), 0)
            rule.false_count = counts.get((rule._origin, 'false'), 0)
            judged = rule.confirmed_count + rule.false_count
            rule.precision = rule.confirmed_count / judged if judged else 0.0
            rule.precision_text = self.env._(
                "%(percent)s %% of %(count)s", percent=round(100 * rule.precision),
                count=judged) if judged else self.env._("not judged yet")

    @api.depends('alert_ids.response_hours')
    @api.depends_context('allowed_company_ids')
    def _compute_median_hours(self):
        self.env['ar.alert'].flush_model(['company_id', 'rule_id', 'response_hours', 'seen_on'])
        medians = dict(self.env.execute_query(SQL(
            """
            SELECT rule_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY response_hours)
              FROM ar_alert
             WHERE rule_id = ANY(%s) AND company_id = ANY(%s) AND seen_on IS NOT NULL
          GROUP BY rule_id
            """, self.ids, self.env.companies.ids)))
        for rule in self:
            rule.median_hours = medians.get(rule._origin.id, 0.0)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # Warnings are made by the night and by persons, never as a part of their rule.
        return super().create([self._without_alerts(vals) for vals in vals_list])

    def write(self, vals):
        # The night finds open warnings by their measure, and a rule has one about a customer.
        if any(rule.indicator != vals.get('indicator', rule.indicator) for rule in self):
            raise UserError(self.env._("What a rule measures stays: make another rule."))
        return super().write(self._without_alerts(vals))

    @api.model
    def _without_alerts(self, vals):
        return {name: value for name, value in vals.items() if name != 'alert_ids'}

    # === ACTIONS === #

    def action_open_alerts(self):
        """List the warnings of this rule, open and closed."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id('ar_optimization.ar_alert_action'),
            'domain': [('rule_id', '=', self.id)], 'context': {},
        }

    # === BUSINESS === #

    @api.model
    def _for_company(self, company):
        """The rules that hold in a company: its own go before those of all companies. A rule of
        its own that is archived switches the measure off there.

        :return: dict indicator → `ar.alert.rule`.
        """
        rules = self.with_context(active_test=False).search(
            [('company_id', 'in', (company.id, False))])
        by_code = {}
        for rule in rules.sorted(lambda rule: bool(rule.company_id)):
            by_code[rule.indicator] = rule
        return {code: rule for code, rule in by_code.items() if rule.active}

    def _bounds(self):
        """The bounds as `tools.alerting` reads them."""
        return alerting.Bounds(self.yellow, self.red or None, self.falls)
