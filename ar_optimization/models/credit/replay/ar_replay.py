from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

# What a person chooses; all else follows from the run.
CHOSEN = {
    'name', 'company_id', 'months', 'date_to', 'review_interval', 'judge_as', 'now_limits',
    'draft_limits', 'policy_ids', 'tier_ids', 'activation_date',
}
# What every replay begins with, whatever defaults somebody has set.
BEGIN = {
    'state': 'draft', 'activation_state': 'none', 'account_total': 0, 'account_done': 0,
    'last_account_id': 0, 'seconds': 0.0, 'error': False, 'tally': False,
    'requests_per_week': 0.0, 'activated_from': False, 'activated_by_id': False,
    'activation_image': False, 'activated_until': False, 'rules_image': False,
    'seen_image': False,
}
# What may still be chosen when the run is over.
FREE = {'name', 'activation_date'}
# Activated: what is kept until it is taken back.
KEPT = ('scheduled', 'active', 'replaced')
LIMITS = [('granted', "As Granted on Each Day"), ('formula', "By the Formula of the Tier")]


class ArReplay(models.Model):
    """A draft of policies, tiers and limit formulas, tried on the company's own past.

    The ledger and the orders of the last months are gone through day by day, once under the rules
    of now and once under the draft; `tools/replay.py` decides what would have been held, with what
    was known on that day and nothing else.
    """
    _name = 'ar.replay'
    _description = "Policy Replay"
    _inherit = ['ar.approval.locked']
    _check_company_auto = True
    _order = 'id desc'

    name = fields.Char(
        required=True, default=lambda self: self.env._("Draft of %s", fields.Date.today()))
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    months = fields.Integer(
        default=12, required=True, help="How many months of the past are gone through.")
    date_to = fields.Date(
        string="Last Day", required=True, default=fields.Date.context_today,
        help="Nothing that was booked for a later day is seen.")
    date_from = fields.Date(string="First Day", compute='_compute_date_from', store=True)
    review_interval = fields.Selection(
        [('month', "Every Month"), ('week', "Every Week")], string="Tiers Reviewed",
        required=True, default='month',
        help="How often the replay looks at tiers and limits, with what was known the evening "
             "before. In daily business it is every night; a week takes four times as long to "
             "compute as a month.")
    judge_as = fields.Selection(
        [('order', "Orders"), ('invoice', "Direct Invoices")], string="Invoices Without Order Are",
        required=True, default='order',
        help="The ledger knows invoices. Judged as orders, the rules for orders are held against "
             "them, as if the order had come on the day of the invoice.")
    now_limits = fields.Selection(
        LIMITS, string="Limits Now", required=True, default='granted',
        help="As granted: what the event log says the customer had on that day.")
    draft_limits = fields.Selection(
        LIMITS, string="Limits in the Draft", required=True, default='formula')
    policy_ids = fields.One2many(
        'ar.replay.policy', 'replay_id', string="Policies", copy=True)
    tier_ids = fields.One2many(
        'ar.replay.tier', 'replay_id', string="Tiers", copy=True)
    can_decide = fields.Boolean(compute='_compute_can_decide')

    # The run
    state = fields.Selection(
        [
            ('draft', "Draft"), ('queued', "Waiting"), ('running', "Running"), ('done', "Done"),
            ('cancelled', "Cancelled"), ('failed', "Failed"),
        ],
        required=True, readonly=True, default='draft', copy=False)
    account_total = fields.Integer(string="Customers", readonly=True, copy=False)
    account_done = fields.Integer(string="Customers Done", readonly=True, copy=False)
    last_account_id = fields.Integer(readonly=True, copy=False)  # where the run goes on
    progress = fields.Float(compute='_compute_progress', help="In percent of the customers.")
    seconds = fields.Float(string="Took Seconds", readonly=True, copy=False)
    error = fields.Char(readonly=True, copy=False)
    tally = fields.Json(readonly=True, copy=False)  # what was looked at, by week

    # The result
    figure_ids = fields.One2many('ar.replay.figure', 'replay_id', readonly=True)
    document_ids = fields.One2many('ar.replay.document', 'replay_id', readonly=True)
    customer_ids = fields.One2many('ar.replay.customer', 'replay_id', readonly=True)
    week_ids = fields.One2many('ar.replay.week', 'replay_id', readonly=True)
    requests_per_week = fields.Float(
        string="Expected Holds per Week", readonly=True, copy=False, digits=(16, 2),
        help="Under the draft, on average over the weeks of the replay.")
    assumptions = fields.Text(compute='_compute_assumptions')

    _months_range = models.Constraint(
        'CHECK (months BETWEEN 1 AND 60)', "A replay takes 1 to 60 months.")

    # === CONSTRAINTS === #

    @api.constrains('date_to')
    def _check_date_to(self):
        today = fields.Date.context_today(self)
        if any(replay.date_to > today for replay in self):
            raise ValidationError(self.env._("What is to come cannot be replayed."))

    # === COMPUTE === #

    @api.depends('months', 'date_to')
    def _compute_date_from(self):
        for replay in self:
            replay.date_from = replay.date_to and (
                replay.date_to - relativedelta(months=replay.months) + relativedelta(days=1))

    @api.depends_context('uid')
    def _compute_can_decide(self):
        self.can_decide = self.env.user.has_group('ar_optimization.group_credit_manager')

    @api.depends('account_total', 'account_done', 'state')
    def _compute_progress(self):
        for replay in self:
            done = replay.account_done / replay.account_total if replay.account_total else 0.0
            replay.progress = 100.0 if replay.state == 'done' else 100.0 * done

    @api.depends('review_interval', 'now_limits', 'draft_limits')
    @api.depends_context('lang')
    def _compute_assumptions(self):
        for replay in self:
            replay.assumptions = "\n".join(f"• {line}" for line in replay._assumption_lines())

    def _assumption_lines(self):
        """What the figures rest on, one sentence each; shown beside them and in the workbook."""
        yield self.env._(
            "Customers order and pay on the days on which they did. Nobody pays sooner because of "
            "a hold, and nobody buys elsewhere: what is avoided is an upper bound.")
        yield self.env._(
            "A hold lasts until its reasons are gone or the document is paid. A person who "
            "releases it sooner is left out: days of delay are an upper bound, too.")
        yield self.env._(
            "Overdue avoided: held documents that were paid late or are overdue on the last day. "
            "Loss avoided: what of them was written off, or is more than 90 days overdue on the "
            "last day.")
        yield self.env._(
            "Good revenue: held documents that were paid by their due dates, without what was "
            "credited or written off.")
        yield self.env._(
            "A day is judged by what is dated before it; payments of the day itself are known in "
            "the evening. Tiers and limits are reviewed by what was known the evening before.")
        yield self.env._(
            "Limits by formula take effect at once, as if every proposal were agreed to. Tiers set "
            "by hand, shared limits, covers, dunning levels and late reviews are left out.")
        yield self.env._(
            "The policies and tiers of now, the score card and the payment terms are taken as if "
            "they always had been. Policies that have a last day or begin later are left out of "
            "both, and stay as they are when the draft is activated.")
        yield self.env._(
            "What contracts grant counts in both, from the day on which it was agreed: limits, "
            "terms and signatures. Payment terms granted by hand are left out.")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_chosen(vals)
        if not self.env.su:
            vals_list = [{**vals, **BEGIN} for vals in vals_list]
        return super().create([self._with_present_rules(vals) for vals in vals_list])

    def write(self, vals):
        self._check_chosen(vals)
        if not self.env.su and vals.keys() - FREE and self.filtered(
                lambda replay: replay.state != 'draft'):
            raise UserError(self.env._("Set the replay back to draft to change what it tries."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_activated(self):
        if self.filtered(lambda replay: replay.activation_state in KEPT):
            raise UserError(self.env._("What was activated is kept: take it back first."))

    def _check_chosen(self, vals):
        """Refuse results that somebody typed instead of a run having found them, and a day of
        activation from who may not activate."""
        if self.env.su:
            return
        if found := vals.keys() - CHOSEN:
            raise AccessError(self.env._(
                "%(field)s follows from the run and cannot be entered by hand.",
                field=min(found)))
        if vals.get('activation_date') or ('activation_date' in vals and self):
            self.env.user._ar_check_role('credit_manager')
            if self.filtered(lambda replay: replay.activation_state in KEPT):
                raise UserError(self.env._("The day counts already: take it back first."))

    # === DEFAULTS === #

    @api.model
    def _with_present_rules(self, vals):
        """Values of a new draft, which begins with what is in force unless it says something."""
        company = self.env['res.company'].browse(vals.get('company_id')) or self.env.company
        return {
            **vals,
            'policy_ids': vals.get('policy_ids') or self._present_policy_lines(company),
            'tier_ids': vals.get('tier_ids') or self._present_tier_lines(company),
        }

    @api.model
    def _present_policy_lines(self, company):
        """The policies in force now, as lines of a draft."""
        present = self.env['ar.credit.policy'].search([
            ('company_id', 'in', (company.id, False))])
        own = {policy._shadow_key() for policy in present if policy.company_id}
        today = fields.Date.context_today(self)
        return [
            Command.create(self.env['ar.replay.policy']._values_of(policy))
            for policy in present
            if (policy.company_id or policy._shadow_key() not in own)
            and policy._is_lasting(today)
        ]

    @api.model
    def _present_tier_lines(self, company):
        """The tiers of now, as lines of a draft."""
        lines = self.env['ar.replay.tier']
        return [
            Command.create(lines._values_of(tier))
            for tier in self.env['ar.credit.tier']._for_company(company)]

    # === ACTIONS === #

    def action_run(self):
        """Put the replay into the queue; the job begins at once, in the background."""
        self.env.user._ar_check_role('credit_analyst')
        self.check_access('write')
        for replay in self.filtered(lambda replay: replay.state != 'draft'):
            raise UserError(self.env._("%s was run already.", replay.name))
        self._check_nothing_waits()
        if self.filtered(lambda replay: replay._company_tiers() and not replay._drafted_tiers()):
            raise UserError(self.env._("One tier at least stays in use."))
        self.sudo().write({'state': 'queued', 'error': False})
        self.env.ref('ar_optimization.ir_cron_replay').sudo()._trigger()

    def action_cancel(self):
        """Stop the run, after the customers at hand."""
        self.env.user._ar_check_role('credit_analyst')
        self.check_access('write')
        waiting = self.filtered(lambda replay: replay.state in ('queued', 'running'))
        waiting.sudo().write({'state': 'cancelled'})

    def action_refresh(self):
        """Show how far the run is."""
        return {'type': 'ir.actions.client', 'tag': 'soft_reload'}

    def action_reset(self):
        """Drop the result, so that the draft can be changed and run again."""
        self.env.user._ar_check_role('credit_analyst')
        self.check_access('write')
        if self.filtered(lambda replay: replay.activation_state in KEPT):
            raise UserError(self.env._("What was activated is kept: take it back first."))
        self._check_nothing_waits()
        over = self.filtered(lambda replay: replay.state in ('done', 'cancelled', 'failed'))
        over.sudo()._drop_result()
        over.sudo().write({'state': 'draft', 'error': False})

    def action_open_documents(self):
        """List what would have been held."""
        return self._open('ar_optimization.ar_replay_document_action')

    def action_open_customers(self):
        """List the customers with their tiers and limits, now and in the draft."""
        return self._open('ar_optimization.ar_replay_customer_action')

    def action_open_weeks(self):
        """Show holds by week."""
        return self._open('ar_optimization.ar_replay_week_action')

    def action_open_outcome(self):
        """Show the holds that were expected beside those that came since activation."""
        return self._open('ar_optimization.ar_replay_outcome_action')

    def _open(self, xmlid):
        action = self.env['ir.actions.act_window']._for_xml_id(xmlid)
        return {**action, 'domain': [('replay_id', 'in', self.ids)]}

    # === BUSINESS === #

    def _drop_result(self):
        """Forget what a run has found."""
        self.figure_ids.unlink()
        self.week_ids.unlink()
        self.customer_ids.unlink()
        self.document_ids.unlink()
        self.write({
            'account_total': 0, 'account_done': 0, 'last_account_id': 0, 'tally': False,
            'requests_per_week': 0.0, 'seconds': 0.0, 'rules_image': False,
            'seen_image': False})
