from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ...tools import incentive

# What makes up a policy: every change of these is logged.
TERMS = (
    'active', 'company_id', 'kind', 'way', 'yearly_percent', 'every_days', 'counted', 'automatic',
    'amount_from', 'amount_to', 'date_from', 'date_to', 'margin_floor', 'skip_early',
    'grace_days', 'parts', 'tax_computation', 'rebate_percent', 'rebate_period', 'rebate_least',
)


class ArIncentivePolicy(models.Model):
    """How customers are rewarded for paying early or on time.

    Which policy counts for an invoice is said by its contract, else by the customer's tier, else
    by the company.
    """
    _name = 'ar.incentive.policy'
    _description = "Incentive Policy"
    _inherit = ['ar.reviewed', 'ar.logged']
    _check_company_auto = True
    _order = 'sequence, id'
    _logged_as = 'incentive.policy_'
    _logged_names = TERMS

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', index=True, help="Empty: for all companies.")
    kind = fields.Selection(
        [('discount', "Discount for Early Payment"), ('rebate', "Rebate for Paying on Time")],
        required=True, default='discount')

    # Discount
    way = fields.Selection(
        [('steps', "In Steps"), ('rate', "By a Rate per Year")], string="Computed",
        required=True, default='steps')
    step_ids = fields.One2many('ar.incentive.policy.step', 'policy_id', string="Steps", copy=True)
    yearly_percent = fields.Float(
        string="Rate per Year", digits=(6, 2),
        help="What the customer earns on the money that he pays earlier, as interest per year.")
    every_days = fields.Integer(
        string="A Step Every", default=7, help="Days between the steps that are printed.")
    counted = fields.Selection(
        [('before_due', "Before the Due Date"), ('from_start', "From Invoice or Offer")],
        string="Days Counted", required=True, default='before_due')
    automatic = fields.Boolean(
        string="On New Invoices", default=True,
        help="Every new invoice that the policy is for is offered it when it is posted. Otherwise "
             "it is offered in bulk only.")
    grace_days = fields.Integer(
        string="Tolerance", default=1,
        help="Days after a step's last day on which a payment still counts. Customers are not told "
             "of it.")
    parts = fields.Boolean(
        string="Parts Earn Their Part",
        help="Who pays a part in time keeps the discount on this part. Otherwise the whole invoice "
             "is to be paid in time, in one payment or in several.")
    tax_computation = fields.Selection(
        [
            ('included', "On the Total, Lowers the Tax"),
            ('excluded', "On the Net Amount, Leaves the Tax"),
            ('mixed', "On the Net Amount, Tax as Invoiced"),
        ],
        string="Tax", required=True, default='included',
        help="As with Odoo's early payment discount. An invoice whose payment term has one keeps "
             "to what the term says. Only a payment term lowers the tax on the invoice itself.")

    # For what, and for whom not
    amount_from = fields.Float(
        string="From an Amount of", digits='Account', help="In the company's currency.")
    amount_to = fields.Float(string="Up to", digits='Account', help="0: no such amount.")
    date_from = fields.Date(string="Season From", help="Invoices or offers from this day on.")
    date_to = fields.Date(string="Season To", help="Invoices or offers up to this day.")
    margin_floor = fields.Float(
        string="Margin Left", digits=(5, 2),
        help="In percent of what is left of the net sale. Less than this is not offered, where "
             "the cost of the products is known. 0: not looked at.")
    skip_early = fields.Boolean(
        string="Not to Early Payers", default=True,
        help="A step is offered only when the customer uses to pay after it.")

    # Rebate
    rebate_percent = fields.Float(
        string="Rebate", digits=(6, 3), help="In percent of the net amount paid on time.")
    rebate_period = fields.Selection(
        [('1', "Month"), ('3', "Quarter"), ('12', "Year")], string="Per", default='3')
    rebate_least = fields.Float(
        string="At Least on Time", digits=(5, 2), default=80.0,
        help="In percent of the invoices due in the period, by amount.")

    owner_id = fields.Many2one(
        'res.users', default=lambda self: self.env.user, help="Answers for this rule.")
    next_review_date = fields.Date(
        string="Next Review", default=lambda self: self._next_review(),
        help="On this day the owner is reminded to look at the rule again.")
    text = fields.Text(string="In Words", compute='_compute_text')
    offer_ids = fields.One2many('ar.incentive.offer', 'policy_id')

    _figures_positive = models.Constraint(
        'CHECK (yearly_percent >= 0 AND yearly_percent < 100 AND every_days > 0 '
        'AND grace_days >= 0 AND amount_from >= 0 AND amount_to >= 0 AND margin_floor >= 0 '
        'AND margin_floor < 100)',
        "Days and amounts of an incentive are not negative, and percent are below 100.")
    _rebate_range = models.Constraint(
        'CHECK (rebate_percent >= 0 AND rebate_percent < 50 '
        'AND rebate_least >= 0 AND rebate_least <= 100)',
        "A rebate is below 50 percent, and at most 100 percent are on time.")
    _dates_in_order = models.Constraint(
        'CHECK (date_from <= date_to)', "A season cannot end before it begins.")

    # === CONSTRAINTS === #

    @api.constrains('kind', 'way', 'yearly_percent', 'rebate_percent', 'step_ids')
    def _check_gives_something(self):
        for policy in self:
            if policy.kind == 'rebate':
                given = policy.rebate_percent
            else:
                given = policy.yearly_percent if policy.way == 'rate' else policy.step_ids
            if not given:
                raise ValidationError(self.env._(
                    "%s rewards nothing: say how much.", policy.display_name))

    # === COMPUTE === #

    @api.depends(
        'kind', 'way', 'step_ids.days', 'step_ids.percent', 'yearly_percent', 'counted',
        'rebate_percent', 'rebate_least', 'amount_from', 'date_from', 'date_to')
    @api.depends_context('lang')
    def _compute_text(self):
        for policy in self:
            policy.text = " ".join(policy._sentences())

    def _sentences(self):
        if self.kind == 'rebate':
            yield self.env._(
                "%(percent)s %% of what was paid on time, once %(least)s %% were.",
                percent=f"{self.rebate_percent:g}", least=f"{self.rebate_least:g}")
        elif self.way == 'rate':
            yield self.env._(
                "Interest of %s %% a year on what is paid before the due date.",
                f"{self.yearly_percent:g}")
        else:
            yield from (self._step_words(step) for step in self.step_ids)
        if self.amount_from:
            yield self.env._("From an amount of %s on.", f"{self.amount_from:,.0f}")
        if self.date_from or self.date_to:
            yield self.env._(
                "Season: %(first)s – %(last)s.",
                first=format_date(self.env, self.date_from) or "…",
                last=format_date(self.env, self.date_to) or "…")

    def _step_words(self, step):
        values = {
            'percent': f"{step.percent:g}", 'days': step.days, 'rate': f"{step.annual_rate:.1f}"}
        if self.counted == 'before_due':
            return self.env._(
                "%(percent)s %% for paying %(days)s days before the due date (%(rate)s %% a "
                "year).", **values)
        return self.env._("%(percent)s %% for paying within %(days)s days.", **values)

    def _image(self):
        # EXTENDS ledger: the steps are part of it
        return {**super()._image(), 'steps': [
            [step.days, step.percent] for step in self.step_ids]}

    # === ACTIONS === #

    def action_offers(self):
        """List the offers made under this policy."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_incentive_offer_action'),
            'domain': [('policy_id', '=', self.id)], 'context': {},
        }

    # === BUSINESS === #

    def _rules(self):
        """The policy as `tools.incentive` wants it."""
        self.ensure_one()
        by_rate = self.way == 'rate'
        return incentive.Rules(
            steps=() if by_rate else tuple((step.days, step.percent) for step in self.step_ids),
            rate=self.yearly_percent if by_rate else 0.0,
            every=self.every_days,
            before_due=self.counted == 'before_due',
            amount_from=self.amount_from, amount_to=self.amount_to,
            season_from=self.date_from or None, season_to=self.date_to or None,
            margin_floor=self.margin_floor, skip_early=self.skip_early,
        )
