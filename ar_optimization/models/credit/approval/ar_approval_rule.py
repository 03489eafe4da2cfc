from contextlib import contextmanager

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ....tools import approval
from ....tools.chain import plain

# What a rule says: every change of these is logged.
MATRIX = (
    'type', 'company_id', 'amount_from', 'amount_to', 'own_authority', 'automatic',
    'auto_min_score', 'auto_max_overdue_days', 'auto_max_raise', 'auto_pause_days', 'sla_hours',
    'escalate_user_id', 'active',
)
# Working hours to decide in, where no rule says others.
USUAL_HOURS = 8.0
# Marks a context inside which a rule's change is already being logged; nobody outside has it.
LOGGED = object()


class ArApprovalRule(models.Model):
    """One line of the approval matrix: which requests it speaks about, who decides, one step after
    the other, and how fast.

    The more specific rule counts; of two that contradict each other, the stricter one. Requests
    keep the steps of the day they were made.
    """
    _name = 'ar.approval.rule'
    _description = "Approval Rule"
    _inherit = ['ar.approval.locked', 'ar.reviewed']
    _review_date = 'review_date'
    _check_company_auto = True
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        'res.company', index=True,
        help="Empty: for every company. A company's own rule counts before a shared one.")

    # Which requests
    type = fields.Selection(
        selection=lambda self: self.env['ar.credit.request']._fields['type']
        ._description_selection(self.env),
        string="What For", help="Empty: for everything no other rule speaks about.")
    tier_ids = fields.Many2many(
        'ar.credit.tier', string="Tiers", check_company=True, help="Empty: whatever the tier.")
    amount_from = fields.Float(
        string="Above", digits='Account', help="In the company's currency.")
    amount_to = fields.Float(
        string="Up To", digits='Account',
        help="In the company's currency, inclusive. 0: no upper end, unlimited credit included.")

    # Who decides
    step_ids = fields.One2many('ar.approval.rule.step', 'rule_id', string="Steps", copy=True)
    own_authority = fields.Boolean(
        string="Approvers Decide Alone",
        help="Whoever may approve under this rule may also change the customer's terms himself: "
             "it is recorded as a request approved at once. Only for rules of one step. "
             "Otherwise a second person is always needed.")

    # The fast path
    automatic = fields.Boolean(
        string="Approve at Once",
        help="A request that meets these conditions is approved without a person.")
    auto_min_score = fields.Float(string="Score at Least", digits=(5, 1), help="0: any.")
    auto_max_overdue_days = fields.Integer(
        string="Oldest Item Overdue at Most", default=0, help="In days.")
    auto_max_raise = fields.Float(
        string="Limit Raised by at Most", digits=(6, 2), default=10.0,
        help="In percent of the present limit. 0: any.")
    auto_pause_days = fields.Integer(
        string="Not Again Within", default=90,
        help="In days: so that many small raises do not add up to a large one.")

    # How fast, and who answers for the rule
    sla_hours = fields.Float(
        string="Decide Within", default=USUAL_HOURS,
        help="Working hours of the company's calendar.")
    escalate_user_id = fields.Many2one(
        'res.users', string="Then Ask", domain=[('share', '=', False)],
        help="Is asked when the time is over, or when nobody else may decide, and may decide from "
             "then on. Empty: the company's credit manager.")
    owner_id = fields.Many2one(
        'res.users', domain=[('share', '=', False)],
        default=lambda self: self.env.user, help="Answers for this rule.")
    review_date = fields.Date(string="Next Review", help="When the owner looks at this rule again.")
    who = fields.Char(string="Who Decides", compute='_compute_who')
    request_count = fields.Integer(compute='_compute_request_count')

    _amounts_in_order = models.Constraint(
        'CHECK (amount_from >= 0 AND amount_to >= 0 AND sla_hours > 0 '
        'AND (amount_to = 0 OR amount_to > amount_from))',
        "Amounts are not negative, the upper one is above the lower one, and the time to decide is "
        "more than nothing.")

    # === CONSTRAINTS === #

    @api.constrains('escalate_user_id')
    def _check_escalation(self):
        users = self.sudo().escalate_user_id
        if outside := users - self.env['ar.approval.rule.step']._with_access(users):
            raise ValidationError(self.env._(
                "%s has no access to Receivables and cannot decide there.", outside[0].name))

    @api.constrains('step_ids', 'automatic', 'own_authority', 'amount_to')
    def _check_steps(self):
        for rule in self:
            if not rule.step_ids:
                raise ValidationError(self.env._(
                    "Rule %s needs a step: somebody who decides.", rule.name))
            if rule.own_authority and len(rule.step_ids) > 1:
                raise ValidationError(self.env._(
                    "Rule %s: nobody decides alone where several have to.", rule.name))
            if rule.automatic and not rule.amount_to:
                raise ValidationError(self.env._(
                    "Rule %s: what is approved at once needs an upper amount.", rule.name))

    # === COMPUTE === #

    @api.depends('step_ids.group_id', 'step_ids.user_ids')
    def _compute_who(self):
        for rule in self:
            rule.who = " → ".join(step._who() for step in rule.step_ids)

    def _compute_request_count(self):
        counts = dict(self.env['ar.credit.request']._read_group(
            [('rule_id', 'in', self.ids)], ['rule_id'], ['__count']))
        for rule in self:
            rule.request_count = counts.get(rule, 0)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        made = super(ArApprovalRule, self.with_context(ar_rule_logged=LOGGED)).create(vals_list)
        made = self.browse(made.ids)
        self.env['ar.event']._log(
            'request.rule_created', made, after={rule.id: rule._matrix() for rule in made})
        return made

    def write(self, vals):
        with self._logged():
            return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if used := self.sudo().filtered('request_count'):
            raise UserError(self.env._(
                "Requests were decided by rule %s: archive it instead.", used[0].name))

    # === ACTIONS === #

    def action_open_requests(self):
        """List the requests that fell under this rule."""
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_credit_request_action_all'),
            'domain': [('rule_id', 'in', self.ids)], 'context': {},
        }

    # === BUSINESS === #

    @api.model
    def _for_company(self, company):
        """The rules that speak about a company's requests, as {id: `tools.approval.Rule`}."""
        rules = self.sudo().with_context(active_test=True).search([
            ('company_id', 'in', (company.id, False))])
        return {rule.id: rule._rule() for rule in rules}

    def _rule(self):
        return approval.Rule(
            self.id, self.type or None, frozenset(self.tier_ids.ids), self.amount_from,
            self.amount_to or None, bool(self.company_id), len(self.step_ids),
            self._fast(), self.sequence)

    def _fast(self):
        """The conditions of the fast path, None where a person always decides."""
        if not self.automatic:
            return None
        return approval.Fast(
            self.auto_min_score or None, self.auto_max_overdue_days, self.auto_max_raise or None,
            self.auto_pause_days)

    def _escalation_user(self, company):
        """Who is asked when the approvers do not answer in time."""
        return self.sudo().escalate_user_id or company.sudo().ar_credit_manager_id

    # === LOG === #

    @contextmanager
    def _logged(self):
        """Log what the block changes of these rules; inside another such block, nothing."""
        if self.env.context.get('ar_rule_logged') is LOGGED:
            yield
            return
        before = {rule.id: rule._matrix() for rule in self}
        yield
        kept = self.exists()
        self.env['ar.event']._log_changes(
            'request.rule_changed', kept, before, {rule.id: rule._matrix() for rule in kept})

    def _matrix(self):
        """The rule as JSON values."""
        self.ensure_one()
        return plain({
            **{name: self._fields[name].convert_to_write(self[name], self) for name in MATRIX},
            'tier_ids': self.tier_ids.mapped('code'),
            'step_ids': [Command.create({
                'group_id': step.group_id.id, 'user_ids': step.user_ids.ids,
            }) for step in self.step_ids],
        })
