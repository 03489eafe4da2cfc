from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import clean_context

from ....tools import goals
from .ar_management_figure import OWN

# What a person says of a goal; the rest follows from buttons and figures.
FORM = (
    'name', 'company_id', 'why', 'owner_id', 'measure', 'lower', 'target', 'date_by',
    'next_review_date', 'typed_value', 'evaluation', 'change_reason')
# What stands once it has begun: another target is another version.
FIXED = {'measure', 'lower', 'target', 'date_by', 'company_id', 'change_reason'}
# What whoever answers for it says, and is no credit manager.
OWNERS = {'typed_value', 'evaluation', 'next_review_date'}


class ArGoal(models.Model):
    """A goal of the strategy for receivables: a figure that is to reach a target by a day, who
    answers for it, and when somebody looks again. Whether it was reached, and why, is said at the
    end; a target that is changed makes a new version, and the old one stays."""
    _name = 'ar.goal'
    _description = "Goal for Receivables"
    _inherit = ['ar.reviewed', 'ar.logged', 'ar.management.figure']
    _check_company_auto = True
    _order = 'state, date_by, id'
    _logged_as = 'goal.'
    _logged_names = (
        'change_reason', 'date_by', 'evaluation', 'measure', 'name', 'next_review_date', 'owner_id',
        'state', 'target', 'typed_value', 'why')

    name = fields.Char(string="Goal", required=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='cascade',
        default=lambda self: self.env.company)
    why = fields.Text(help="Which goal of the company it serves, and how it is to be reached.")
    owner_id = fields.Many2one(
        'res.users', required=True, default=lambda self: self.env.user, ondelete='restrict',
        domain=[('share', '=', False)], help="Who answers for it.")
    measure = fields.Selection(
        selection='_measure_selection', string="Measured By", required=True, default='dso')
    lower = fields.Boolean(
        string="Less Is Better", compute='_compute_lower', store=True, readonly=False,
        precompute=True)
    start_value = fields.Float(
        string="Value at the Beginning", readonly=True, copy=False, digits=(16, 2),
        aggregator=None)
    start_known = fields.Boolean(readonly=True, copy=False)
    begun_on = fields.Date(readonly=True, copy=False)
    target = fields.Float(required=True, digits=(16, 2), aggregator=None)
    date_by = fields.Date(string="By When", required=True)
    next_review_date = fields.Date(
        string="Next Review", default=lambda self: self._next_review(),
        help="On this day the owner is reminded to look at it again.")
    typed_value = fields.Float(
        string="Value Now", digits=(16, 2), copy=False, aggregator=None,
        help="Of what only people can measure: its owner types it.")
    # Typed by somebody, or there when the goal ended; nothing typed is no 0.
    value_known = fields.Boolean(readonly=True, copy=False)
    value = fields.Float(
        string="Now", compute='_compute_value', digits=(16, 2), aggregator=None,
        help="At the end of the last month that is over.")
    value_text = fields.Char(string="Value", compute='_compute_value')
    value_date = fields.Date(string="Value Of", compute='_compute_value')
    progress = fields.Float(
        string="Way Done %", compute='_compute_value', aggregator=None,
        help="From the value at the beginning to the target.")
    standing = fields.Selection(
        [
            (goals.UNKNOWN, "Not Known"), (goals.ON_TRACK, "On Track"), (goals.BEHIND, "Behind"),
            (goals.REACHED, "Target Reached"), (goals.MISSED, "Target Missed"),
        ],
        string="How It Stands", compute='_compute_value',
        help="Behind: less of the way is done than of the time.")
    state = fields.Selection(
        [
            ('draft', "Proposed"), ('running', "Running"), ('reached', "Goal Reached"),
            ('missed', "Not Reached"), ('dropped', "Dropped"), ('replaced', "Changed"),
        ],
        required=True, default='draft', readonly=True, copy=False, index=True)
    evaluation = fields.Text(
        string="Reached or Not, and Why", copy=False,
        help="What helped, what stood in the way, and what follows from it.")
    closed_on = fields.Date(readonly=True, copy=False)
    final_value = fields.Float(
        string="Value at the End", readonly=True, copy=False, digits=(16, 2), aggregator=None)
    version = fields.Integer(readonly=True, default=1, copy=False, aggregator=None)
    previous_id = fields.Many2one(
        'ar.goal', string="Changed From", readonly=True, copy=False, index='btree_not_null',
        ondelete='set null')
    change_reason = fields.Text(string="Why It Was Changed", copy=False)
    decision_ids = fields.One2many('ar.management.decision', 'goal_id', string="Measures")

    # === CONSTRAINTS === #

    @api.constrains('state', 'version', 'change_reason')
    def _check_change_reason(self):
        for goal in self:
            if goal.version > 1 and goal.state == 'running' and not (
                    goal.change_reason or "").strip():
                raise ValidationError(self.env._("Say why the goal was changed."))

    # === COMPUTE === #

    @api.model
    def _measure_selection(self):
        return [*self._figure_selection(), (OWN, self.env._("What its owner says"))]

    @api.depends('measure')
    def _compute_lower(self):
        figures = self._figures()
        for goal in self:
            goal.lower = figures[goal.measure][2] if goal.measure in figures else goal.lower

    @api.depends(
        'measure', 'typed_value', 'target', 'lower', 'state', 'date_by', 'begun_on', 'closed_on',
        'final_value', 'value_known', 'start_known', 'start_value', 'company_id')
    @api.depends_context('lang', 'uid', 'allowed_company_ids')
    def _compute_value(self):
        today = fields.Date.context_today(self)
        # Over `onchange` a client says of which company, and what: only managers may ask.
        manager = self.env.su or self.env.user.has_group('ar_optimization.group_credit_manager')
        told = {goal: goal if manager else goal._origin for goal in self}
        latest = {
            company: self._latest_figures(company, today)[0] for company in self.browse().concat(
                *told.values()).filtered(lambda goal: goal.measure != OWN).company_id}
        for goal, asked in told.items():
            figures = latest.get(asked.company_id, {}) if goal.measure == asked.measure else {}
            goal.update(goal._now(figures, today))

    def _now(self, figures, today):
        """The values of `_compute_value`.

        :param dict figures: of the last month of the company.
        """
        value, day = figures.get(self.measure), figures.get('date')
        if self.closed_on:
            value, day = self.final_value if self.value_known else None, self.closed_on
        elif self.measure == OWN:
            value, day = self.typed_value if self.value_known else None, today
        # As the start is kept: what is left of rounding is no step back.
        value = None if value is None else round(value, 2)
        start = self.start_value if self.start_known else None
        over = goals.elapsed(self.begun_on, self.date_by, self.closed_on or today) if (
            self.begun_on and self.date_by) else 0
        done = goals.progress(start, value, self.target)
        return {
            'value': value or 0.0, 'value_text': self._figure_text(self.measure, value),
            'value_date': day if value is not None else False, 'progress': done or 0.0,
            'standing': goals.standing(start, value, self.target, self.lower, over)}

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self = self.with_context(clean_context(self.env.context))
        if not self.env.su:
            vals_list = [
                {name: vals[name] for name in FORM if name in vals} for vals in vals_list]
        # A form sends the 0 that nobody has touched.
        return super().create([
            {'value_known': bool(vals.get('typed_value')), **vals} for vals in vals_list])

    def write(self, vals):
        if not self.env.su:
            self._check_writable(vals.keys())
        if 'typed_value' in vals:
            vals = {**vals, 'value_known': True}
        return super().write(vals)

    def _check_writable(self, names):
        if names - {*FORM}:
            raise AccessError(self.env._("Goals begin, end and change by their buttons."))
        if not self.env.user.has_group('ar_optimization.group_credit_manager') and (
                names - OWNERS or any(goal.owner_id != self.env.user for goal in self)):
            raise AccessError(self.env._("A credit manager changes what was decided."))
        if names & FIXED and any(goal.state != 'draft' for goal in self):
            raise UserError(self.env._("The goal has begun: change it by a new version."))
        if any(goal.closed_on for goal in self):
            raise UserError(self.env._("The goal has ended: set a new one."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if any(goal.state != 'draft' for goal in self):
            raise UserError(self.env._("A goal that has begun stays. Drop it instead."))

    # === ACTIONS === #

    def action_start(self):
        """Begin: the value of now is the one that progress is counted from. What it replaces is
        over."""
        self._check_manager('draft')
        today = fields.Date.context_today(self)
        if any(goal.date_by <= today for goal in self):
            raise UserError(self.env._("The day of a goal lies in the future."))
        for goal in self.sudo():
            goal.write({
                'state': 'running', 'begun_on': today, 'start_value': goal.value,
                'start_known': bool(goal.value_date)})
            goal.previous_id.filtered(lambda old: old.state == 'running')._end('replaced', today)

    def action_reached(self):
        """Close it as reached."""
        self._close('reached')

    def action_missed(self):
        """Close it as not reached."""
        self._close('missed')

    def action_drop(self):
        """Give it up."""
        self._close('dropped')

    def action_reopen(self):
        """Open a goal again that was closed by mistake."""
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        if any(goal.state not in ('reached', 'missed', 'dropped') for goal in self):
            raise UserError(self.env._("The goal is not in the state for that."))
        self.sudo().write({'state': 'running', 'closed_on': False, 'final_value': 0.0})

    def action_adjust(self):
        """Propose another version of a running goal; this one goes on until that one begins."""
        self.ensure_one()
        self._check_manager('running')
        new = self.sudo().copy({
            'version': self.version + 1, 'previous_id': self.id, 'name': self.name,
            'typed_value': self.typed_value, 'value_known': self.value_known})
        return new.sudo(False)._get_records_action()

    # === BUSINESS === #

    def _check_manager(self, state):
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        if any(goal.state != state for goal in self):
            raise UserError(self.env._("The goal is not in the state for that."))

    def _close(self, state):
        self._check_manager('running')
        if any(not (goal.evaluation or "").strip() for goal in self):
            raise UserError(self.env._("Say first whether it was reached, and why."))
        today = fields.Date.context_today(self)
        for goal in self.sudo():
            goal._end(state, today)
        self.sudo().activity_unlink(['ar_optimization.mail_activity_review'])

    def _end(self, state, today):
        """End a goal with the value of now, if anybody knows it."""
        for goal in self:
            goal.write({
                'state': state, 'final_value': goal.value, 'closed_on': today,
                'value_known': bool(goal.value_date)})

    @api.model
    def _review_domain(self, today):
        # EXTENDS ledger
        return [*super()._review_domain(today), ('state', '=', 'running')]

    def _row(self):
        """What a report keeps of this goal."""
        return {
            'name': self.name, 'owner': self.owner_id.sudo().name, 'measure': self.measure,
            'target': self.target, 'value': self.value if self.value_date else None,
            'progress': self.progress, 'standing': self.standing, 'lower': self.lower,
            'by': fields.Date.to_string(self.date_by)}
