from contextlib import contextmanager

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import limits, tiers

# What makes up the strategy of a tier: every change of these is logged and can be undone.
POLICY = (
    'needs_fresh', 'is_starter', 'credit_mode', 'sales_multiple', 'net_worth_percent',
    'fixed_limit', 'limit_floor', 'limit_cap', 'limit_step', 'terms_policy',
    'max_payment_term_id', 'default_payment_term_id', 'order_control', 'prepayment_percent',
    'review_months', 'trust', 'sequence', 'active',
)
# Of these, what a limit is computed from.
FORMULA = (
    'credit_mode', 'sales_multiple', 'net_worth_percent', 'fixed_limit', 'limit_floor',
    'limit_cap', 'limit_step', 'review_months',
)
# Marks a context inside which changes are already being logged. An object of our own: no caller
# from outside can put it into a context.
LOGGED = object()


class ArCreditTier(models.Model):
    """A class of customers, and the whole strategy for them: who gets in, how much credit, on
    which terms, what happens to their orders, how often they are looked at again.

    Tiers without company are shared; a company with tiers of its own uses only these. The first
    in sequence is the best, the last one takes everybody who fits nowhere else.
    """
    _name = 'ar.credit.tier'
    _description = "Credit Tier"
    _inherit = ['ar.approval.locked']
    _check_company_auto = True
    _rec_names_search = ['code', 'name']
    _order = 'company_id, sequence, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        string="Letter", required=True, size=3, help="A, B, C, D, as shown on customers.")
    description = fields.Char(string="Who They Are", translate=True)
    sequence = fields.Integer(default=10, help="From the best tier to the worst.")
    color = fields.Integer()
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        'res.company', index=True,
        help="Empty: for every company that has no tiers of its own.")

    # Who gets in
    condition_ids = fields.One2many(
        'ar.credit.tier.condition', 'tier_id', string="Conditions", copy=True)
    needs_fresh = fields.Boolean(
        string="No Information Out of Date",
        help="A mandatory input of the score card that is missing or out of date keeps a customer "
             "out of this tier, however good it looks.")
    is_starter = fields.Boolean(
        string="New Customers Start Here",
        help="Customers whose payments nothing is known of yet are put into this tier.")

    # How much credit
    credit_mode = fields.Selection(
        [('unlimited', "Unlimited"), ('limit', "Up to a Limit"), ('prepay', "Prepayment Only")],
        string="Credit", required=True, default='limit')
    sales_multiple = fields.Float(
        string="Times Average Monthly Sales", digits=(6, 2), help="0: not used.")
    net_worth_percent = fields.Float(
        string="Percent of Net Worth", digits=(6, 2),
        help="0: not used. Of the customer's own funds, where the credit file has them.")
    fixed_limit = fields.Float(
        string="Fixed Amount", digits='Account', help="0: not used. In the company's currency.")
    limit_floor = fields.Float(string="At Least", digits='Account')
    limit_cap = fields.Float(string="At Most", digits='Account', help="0: no such amount.")
    limit_step = fields.Float(
        string="Rounded to", digits='Account', help="Limits are rounded to multiples of this.")

    # On which terms
    terms_policy = fields.Selection(
        [
            ('keep', "Leave the customer's terms alone"),
            ('shorten', "Shorten terms longer than allowed"),
            ('set', "Give every customer the usual term"),
        ],
        string="Payment Terms", required=True, default='keep')
    max_payment_term_id = fields.Many2one(
        'account.payment.term', string="Longest Term", check_company=True, ondelete='restrict')
    default_payment_term_id = fields.Many2one(
        'account.payment.term', string="Usual Term", check_company=True, ondelete='restrict',
        help="Given in place of a term that is too long; empty: the longest term.")

    # What happens to orders and to the customer
    order_control = fields.Selection(
        [
            ('none', "Let Pass"), ('warn', "Warn"), ('hold', "Hold for a Decision"),
            ('prepay', "Ask for Prepayment"),
        ],
        string="Orders Over the Limit", required=True, default='warn')
    prepayment_percent = fields.Float(string="Prepayment", help="In percent of an order.")
    review_months = fields.Integer(
        string="Review Every", required=True, default=12, help="In months.")
    trust = fields.Selection(
        [('good', "Good"), ('normal', "Normal"), ('bad', "Bad")], string="Degree of Trust",
        required=True, default='normal',
        help="Written to the customer's degree of trust in this debtor.")

    account_ids = fields.One2many('ar.credit.account', 'tier_id', string="Credit Accounts")
    account_count = fields.Integer(string="Customers", compute='_compute_account_count')
    preview_count = fields.Integer(
        string="Would Be Here", compute='_compute_preview_count',
        help="How many customers this tier would have if tiers were assigned now, with the "
             "conditions as they stand on the screen.")
    conditions_text = fields.Text(string="In Words", compute='_compute_conditions_text')

    _code_unique = models.UniqueIndex(
        '(code, COALESCE(company_id, 0)) WHERE active IS TRUE',
        "Two tiers of a company cannot have the same letter.")
    _amounts_positive = models.Constraint(
        'CHECK (sales_multiple >= 0 AND net_worth_percent >= 0 AND fixed_limit >= 0 '
        'AND limit_floor >= 0 AND limit_cap >= 0 AND limit_step >= 0)',
        "The figures of a limit formula cannot be negative.")
    _prepayment_percent_range = models.Constraint(
        'CHECK (prepayment_percent >= 0 AND prepayment_percent <= 100)',
        "A prepayment is between 0 and 100 percent.")
    _review_months_positive = models.Constraint(
        'CHECK (review_months > 0)', "A review comes after one month at the earliest.")

    # === CONSTRAINTS === #

    @api.constrains('is_starter', 'company_id', 'active')
    def _check_one_starter(self):
        for tier in self.filtered(lambda t: t.is_starter and t.active):
            if self.search_count([
                ('is_starter', '=', True), ('company_id', '=', tier.company_id.id),
            ]) > 1:
                raise ValidationError(self.env._("New customers can start in one tier only."))

    @api.constrains('credit_mode', 'sales_multiple', 'net_worth_percent', 'fixed_limit',
                    'limit_floor')
    def _check_formula(self):
        for tier in self.filtered(lambda t: t.credit_mode == 'limit'):
            formula = tier._formula()
            if not any((formula.sales_multiple, formula.net_worth_share, formula.fixed)):
                raise ValidationError(self.env._(
                    "Tier %(tier)s gives credit up to a limit: say how the limit is computed.",
                    tier=tier.code))

    @api.constrains('limit_floor', 'limit_cap')
    def _check_floor(self):
        if any(tier.limit_cap and tier.limit_floor > tier.limit_cap for tier in self):
            raise ValidationError(self.env._("The lowest limit is above the highest one."))

    @api.constrains('terms_policy', 'max_payment_term_id', 'default_payment_term_id')
    def _check_terms(self):
        for tier in self.filtered(lambda t: t.terms_policy != 'keep'):
            if not (tier.max_payment_term_id or tier.default_payment_term_id):
                raise ValidationError(self.env._(
                    "Tier %(tier)s changes payment terms: say to which.", tier=tier.code))
            usual, longest = tier.default_payment_term_id, tier.max_payment_term_id
            if usual and longest and usual._ar_longest_days() > longest._ar_longest_days():
                raise ValidationError(self.env._(
                    "Tier %(tier)s: the usual term is longer than the longest one.",
                    tier=tier.code))

    # === COMPUTE === #

    @api.depends('code', 'name')
    def _compute_display_name(self):
        for tier in self:
            tier.display_name = f"{tier.code} · {tier.name}" if tier.name else tier.code

    @api.depends('account_ids.active')
    def _compute_account_count(self):
        counts = dict(self.env['ar.credit.account']._read_group(
            [('tier_id', 'in', self.ids)], ['tier_id'], ['__count']))
        for tier in self:
            tier.account_count = counts.get(tier._origin, 0)

    @api.depends('condition_ids.condition', 'condition_ids.value', 'needs_fresh', 'sequence')
    @api.depends_context('allowed_company_ids')
    def _compute_preview_count(self):
        for tier in self:
            counts = tier._preview_counts(tier.company_id or self.env.companies)
            tier.preview_count = counts.get(tier.code, 0)

    @api.depends('condition_ids.name', 'needs_fresh', 'is_starter')
    @api.depends_context('lang')
    def _compute_conditions_text(self):
        for tier in self:
            lines = [condition.name for condition in tier.condition_ids if condition.name]
            if tier.needs_fresh:
                lines.append(self.env._("No information out of date"))
            tier.conditions_text = "\n".join(lines) or self.env._(
                "Everybody who fits into no better tier")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # Its conditions are part of the new tier, not changes of it.
        made = super(ArCreditTier, self.with_context(ar_policy_logged=LOGGED)).create(vals_list)
        made = self.browse(made.ids)
        self.env['ar.event']._log(
            'tier.created', made, after={tier.id: tier._policy() for tier in made})
        return made

    def write(self, vals):
        with self._policy_logged() as tiers_logged:
            result = super(ArCreditTier, tiers_logged).write(vals)
        if any(name in FORMULA for name in vals):
            # Limits of these customers are computed anew in the next nightly run.
            self.account_ids.sudo()._forget_limit_date()
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for vals in vals_list:
            vals.update(code=vals['code'][:2] + '*', is_starter=False)
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        if used := self.filtered('account_count'):
            raise UserError(self.env._(
                "Customers are in tier %(tiers)s: archive it instead.",
                tiers=", ".join(used.mapped('code'))))

    # === ACTIONS === #

    def action_open_accounts(self):
        """List the customers now in this tier."""
        action = self.env['ir.actions.act_window']._for_xml_id(
            'ar_optimization.ar_credit_account_action')
        return {**action, 'domain': [('tier_id', 'in', self.ids)]}

    # === BUSINESS === #

    @api.model
    def _for_company(self, company):
        """The tiers a company uses, the best first: its own, else the shared ones."""
        found = self.search([('company_id', 'in', (company.id, False))])
        return found.filtered('company_id') or found

    def _ladder(self, company, drafts=None):
        """These tiers, the best first, ready for `tools.tiers.assign`, with the company's margin.

        :param drafts: {tier: {name of condition: bound}} in place of a tier's own conditions.
        :return: `tools.tiers.Ladder`, None when there are no tiers.
        """
        if not self:
            return None
        return tiers.compile_tiers(
            [tier._rule((drafts or {}).get(tier)) for tier in self],
            starter=self.filtered('is_starter')[:1].code or None,
            hysteresis=tiers.Hysteresis(company.ar_tier_margin, company.ar_tier_days),
        )

    def _rule(self, bounds=None):
        """Entry conditions as `tools.tiers` wants them, or these in their place."""
        if bounds is None:
            bounds = {
                condition.condition: condition._plain_value()
                for condition in self.condition_ids if condition.condition
            }
        return tiers.Tier(self.code or '', needs_fresh=self.needs_fresh, **bounds)

    def _formula(self, company=None):
        """The limit formula as `tools.limits` wants it; 0 in a field means that it is not used.

        :param company: whose bounds of automatic changes go in; None leaves them out.
        """
        return limits.Formula(
            sales_multiple=self.sales_multiple or None,
            net_worth_share=self.net_worth_percent / 100 or None,
            fixed=self.fixed_limit or None,
            floor=self.limit_floor or None,
            cap=self.limit_cap or None,
            step=self.limit_step or None,
            max_up=company.ar_limit_auto_up if company else None,
            max_down=company.ar_limit_auto_down if company else None,
        )

    def _preview_counts(self, companies):
        """How many customers each letter would have now, with this tier as on the screen.

        :return: {letter: number}
        """
        accounts, counts = self.env['ar.credit.account'], {}
        for company in companies:
            ladder_tiers = self._for_company(company)
            if self._origin and self._origin not in ladder_tiers:
                continue
            if not self._origin:
                ladder_tiers |= self
            swapped = [self if tier == self._origin else tier for tier in ladder_tiers]
            ladder = self.browse().concat(*swapped).sorted('sequence')._ladder(company)
            for code in accounts._preview_tiers(company, ladder).values():
                counts[code] = counts.get(code, 0) + 1
        return counts

    # === LOG === #

    @contextmanager
    def _policy_logged(self):
        """Log what the block changes of these tiers' policy, before and after, as values that can
        be written back. Inside such a block another one logs nothing: one change, one event.

        :return: these tiers, to make the change with.
        """
        if self.env.context.get('ar_policy_logged') is LOGGED:
            yield self
            return
        before = {tier.id: tier._policy() for tier in self}
        yield self.with_context(ar_policy_logged=LOGGED)
        kept = self.exists()
        self.env['ar.event']._log_changes(
            'tier.policy_changed', kept, before, {tier.id: tier._policy() for tier in kept})

    def _policy(self):
        """The strategy as JSON values that `write` takes back."""
        self.ensure_one()
        conditions = [
            {'condition': item.condition, 'value': item.value, 'sequence': item.sequence}
            for item in self.condition_ids
        ]
        return {
            **{name: self._fields[name].convert_to_write(self[name], self) for name in POLICY},
            'condition_ids': [Command.clear(), *map(Command.create, conditions)],
        }
