from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ....tools import target as rules

# What a credit manager says of a draft; everything else follows.
FORM = {'company_id', 'period', 'date_from', 'subject', 'user_id', 'measure', 'value'}
MONTHS = {'month': 1, 'quarter': 3}
PERSONAL = ('collector', 'salesperson')
NAMED = ('team', 'analytic')  # by their results


class ArKpiTarget(models.Model):
    """What a person, a team, an analytic account or the company is to reach in a month or a
    quarter. It is held against what is likely before the period begins, for a target out of reach
    is reached on paper only.
    Once the period runs it stands, unless a credit manager says why."""
    _name = 'ar.kpi.target'
    _description = "Target"
    _inherit = ['ar.logged', 'ar.derived.mixin']
    _order = 'date_from desc, subject, subject_name, measure, id'
    _logged_as = 'target.'
    _logged_names = ('date_from', 'measure', 'period', 'state', 'subject', 'user_id', 'value')

    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='cascade',
        default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    period = fields.Selection(
        [('month', "Month"), ('quarter', "Quarter")], required=True, default='month')
    date_from = fields.Date(
        string="First Day", required=True, index=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(months=1, day=1),
        help="Any day of the month in which it begins; its first day is kept.")
    date_to = fields.Date(string="Last Day", compute='_compute_date_to', store=True)
    subject = fields.Selection(
        [
            ('company', "Company"), ('team', "Team"), ('collector', "Collector"),
            ('salesperson', "Salesperson"), ('analytic', "Analytic Account"),
        ],
        string="Of", required=True, default='company')
    user_id = fields.Many2one(
        'res.users', string="Person", index='btree_not_null', ondelete='cascade',
        domain=[('share', '=', False)])
    team_name = fields.Char(string="Team or Analytic Account", readonly=True)
    subject_ref = fields.Integer(string="Team or Account ID", readonly=True)
    subject_name = fields.Char(string="Whose", compute='_compute_subject_name', store=True)
    measure = fields.Selection(
        selection='_selection_measure', required=True, default='collected')
    unit = fields.Selection(
        [('amount', "Amount"), ('percent', "Percent"), ('days', "Days"), ('count', "Count")],
        compute='_compute_unit')
    value = fields.Float(
        string="Target", required=True, default=0.0, digits=(16, 2), aggregator=None,
        help="Left empty: what is most likely.")

    # What is likely, as long as the period has not begun
    low = fields.Float(
        string="Nine Times of Ten More Than", readonly=True, digits=(16, 2), aggregator=None)
    mid = fields.Float(
        string="Most Likely", readonly=True, digits=(16, 2), aggregator=None)
    high = fields.Float(
        string="Nine Times of Ten Less Than", readonly=True, digits=(16, 2), aggregator=None)
    basis = fields.Selection(
        [
            (rules.FORECAST, "Cash forecast"), (rules.HISTORY, "Results so far"),
            (rules.NOTHING, "Nothing is known yet"),
        ],
        string="Based On", readonly=True, default=rules.NOTHING, required=True,
        help="What is likely is taken from the cash forecast for money collected; of a person, by "
             "the share of the last twelve months. For everything else, from the results of the "
             "last twelve months.")
    has_range = fields.Boolean(readonly=True)
    is_out_of_reach = fields.Boolean(
        string="Out of Reach", compute='_compute_is_out_of_reach', store=True,
        help="Beyond what nine cases of ten stay below, as things stood before the period began.")
    is_begun = fields.Boolean(compute='_compute_is_begun')
    state = fields.Selection(
        [('draft', "Draft"), ('approved', "Approved")], required=True, readonly=True,
        default='draft', copy=False, index=True)
    reason = fields.Char(
        string="Approved Because", readonly=True, copy=False,
        help="Why a target out of reach was approved, or one changed after its period began.")

    _once = models.UniqueIndex(
        "(company_id, date_from, period, subject, measure, COALESCE(user_id, 0),"
        " COALESCE(subject_ref, 0))", "There is such a target already.")
    _value_positive = models.Constraint('CHECK (value >= 0)', "A target is not negative.")

    # === CONSTRAINTS === #

    @api.constrains('subject', 'user_id', 'team_name', 'period', 'date_from')
    def _check_subject(self):
        for target in self:
            if (target.subject in PERSONAL) != bool(target.user_id):
                raise ValidationError(self.env._(
                    "Name the person for a target of a collector or salesperson, else nobody."))
            if target.subject in NAMED and not target.team_name:
                raise ValidationError(self.env._(
                    "Targets of teams and analytic accounts are proposed from their results: use "
                    "Propose Targets."))
            if target.period == 'quarter' and target.date_from.month % 3 != 1:
                raise ValidationError(self.env._(
                    "A quarter begins in January, April, July or October."))

    # === COMPUTE === #

    @api.model
    def _selection_measure(self):
        names = self.env['ar.kpi.result']._measure_names()
        return [(key, label) for key, (label, _unit, _better) in names.items()]

    @api.depends('date_from', 'period')
    def _compute_date_to(self):
        for target in self:
            target.date_to = target.date_from and target.date_from.replace(day=1) + relativedelta(
                months=MONTHS[target.period or 'month'], days=-1)

    @api.depends('subject', 'user_id', 'company_id', 'team_name')
    def _compute_subject_name(self):
        for target in self:
            target.subject_name = (
                target.user_id.name if target.subject in PERSONAL
                else target.team_name if target.subject in NAMED else target.company_id.name)

    @api.depends('measure')
    def _compute_unit(self):
        for target in self:
            target.unit = target._unit()

    @api.depends('value', 'low', 'high', 'has_range', 'measure')
    def _compute_is_out_of_reach(self):
        for target in self:
            target.is_out_of_reach = rules.is_out_of_reach(
                target.value, target._band(), target._better())

    @api.depends('date_from')
    def _compute_is_begun(self):
        today = fields.Date.context_today(self)
        for target in self:
            target.is_begun = bool(target.date_from and target.date_from <= today)

    @api.depends('subject_name', 'measure', 'date_from')
    @api.depends_context('lang')
    def _compute_display_name(self):
        names = dict(self._selection_measure())
        for target in self:
            target.display_name = (
                f"{target.subject_name}, {names.get(target.measure, target.measure)}, "
                f"{target._period_words()}")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [self._spoken(vals) for vals in vals_list]
        targets = super().create([self._first_day(vals) for vals in vals_list])
        if not self.env.su:
            targets._check_not_begun()
        targets.sudo()._fill_band()
        return targets

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - FORM:
                raise AccessError(self.env._("Use the buttons of the target."))
            self._check_open()
        done = super().write(self._first_day(vals))
        if not self.env.su:
            self._check_not_begun()
            if vals.keys() - {'value'}:
                self.sudo()._fill_band()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if not self.env.su:
            self._check_open()

    @api.model
    def _spoken(self, vals):
        """What a person may say of a new target; defaults of the call's context do not count."""
        return {
            'state': 'draft', 'reason': False, 'team_name': False, 'subject_ref': 0,
            'low': 0, 'mid': 0, 'high': 0, 'has_range': False, 'basis': rules.NOTHING,
            **{name: value for name, value in vals.items() if name in FORM}}

    @api.model
    def _first_day(self, vals):
        day = fields.Date.to_date(vals.get('date_from'))
        return {**vals, 'date_from': day.replace(day=1)} if day else vals

    def _check_open(self):
        if any(target.state != 'draft' for target in self):
            raise UserError(self.env._("This target is approved: change it with its button."))
        self._check_not_begun()

    def _check_not_begun(self):
        if begun := self.filtered('is_begun')[:1]:
            raise UserError(self.env._(
                "The period of %s has begun: it is changed with its button, and proposed with "
                "Propose Targets, each with a reason.", begun.display_name))

    # === ACTIONS === #

    def action_approve(self):
        """Approve these targets. Those out of reach, or whose period has begun, ask why.

        :return: the dialog that asks, for one; nothing when it is done.
        :raise UserError: for one's own, or several of which one asks why.
        """
        self._check_decision()
        asked = self.filtered(lambda target: target.is_out_of_reach or target.is_begun)
        if not asked:
            self.sudo()._approve()
            return None
        if len(self) > 1:
            raise UserError(self.env._(
                "%s is out of reach or has begun: approve it alone, with a reason.",
                asked[0].display_name))
        return self._ask('approve')

    def action_change(self):
        """Open the dialog that changes an approved target, or one whose period has begun."""
        self.ensure_one()
        self._check_decision()
        return self._ask('change')

    def action_flags(self):
        """Open what was noticed about this target's money, for credit managers."""
        self.ensure_one()
        self.env.user._ar_check_role('credit_manager')
        self.check_access('read')
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_kpi_flag_action'),
            'domain': self._flag_domain(), 'context': {},
        }

    # === BUSINESS === #

    def _check_decision(self):
        """Refuse who may not decide about these, and about his own anybody."""
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        if self.env.user in self._concerned():
            raise AccessError(self.env._("Somebody else decides about your own target."))

    def _concerned(self):
        """Who does not decide about these."""
        return self.user_id

    def _ask(self, kind):
        return {
            'type': 'ir.actions.act_window', 'res_model': 'ar.kpi.target.change',
            'name': self.display_name, 'view_mode': 'form', 'target': 'new',
            'context': {'default_target_id': self.id, 'default_kind': kind,
                        'default_value': self.value},
        }

    def _approve(self, reason=False):
        """Let these count.

        :param str reason: why, where they are out of reach.
        """
        drafts = self.filtered(lambda target: target.state == 'draft')
        self._decide(drafts, 'target.approved', {'state': 'approved', 'reason': reason}, reason)

    def _change(self, value, reason):
        """Give an approved target, or a running one, another value.

        :param str reason: why, for the log.
        """
        self._decide(self, 'target.moved', {'value': value, 'reason': reason}, reason)

    @api.model
    def _decide(self, targets, kind, values, reason):
        """Write a decision and its event: values before and after, the range of that moment."""
        before = targets._images()
        targets._quiet().write(values)
        self.env['ar.event'].sudo()._log(
            kind, targets, reason=reason or None, before=before, after=targets._images(),
            numbers={target.id: {
                'low': target.low, 'mid': target.mid, 'high': target.high,
                'out_of_reach': target.is_out_of_reach} for target in targets})

    def _unit(self):
        return self.env['ar.kpi.result']._measure_names().get(self.measure, ("", 'count', 'up'))[1]

    def _better(self):
        return self.env['ar.kpi.result']._measure_names().get(self.measure, ("", 'count', 'up'))[2]

    def _adds_up(self):
        return self.measure in rules.FLOWS

    def _months(self):
        """The first days of the months of this target."""
        return [self.date_from + relativedelta(months=month)
                for month in range(MONTHS[self.period])]

    def _period_words(self):
        """The month or quarter, as the reader writes it."""
        if not self.date_from:
            return ""
        return self.env['res.lang']._ar_period_name(
            self.date_from, 'yQQQ' if self.period == 'quarter' else 'yMMM')

    def _words(self, value):
        """A figure of this target's measure, as the reader writes it.

        :param float value: None or False is not known.
        """
        if value is None or value is False:
            return ""
        return self.env['ar.kpi.result']._words(value, self._unit(), self.currency_id)
