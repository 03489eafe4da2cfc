from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# What a person says of a decision; what it was worth is said when it is evaluated.
FORM = (
    'name', 'owner_id', 'date_due', 'note', 'company_id', 'report_id', 'goal_id', 'expected',
    'measure', 'expected_value', 'evaluate_on')
LATER = ('name', 'owner_id', 'date_due', 'note', 'evaluate_on', 'outcome', 'finding')
# What of it is said by who does it, and is no credit manager.
OWNERS = {'note', 'outcome', 'finding'}


class ArManagementDecision(models.Model):
    """What management decided, or a measure of a risk report: who does it by when, what it is
    expected to bring, and, on the day of its evaluation, what it brought."""
    _name = 'ar.management.decision'
    _description = "Measure or Decision of Management"
    _inherit = ['ar.to.do', 'ar.reviewed', 'ar.logged', 'ar.management.figure']
    _check_company_auto = True
    _order = 'date_due, id'
    _logged_as = 'management.decision_'
    _logged_names = (
        'date_due', 'evaluate_on', 'evaluated_on', 'expected', 'expected_value', 'finding',
        'goal_id', 'measure', 'name', 'note', 'outcome', 'owner_id', 'report_id', 'state')
    _review_date = 'evaluate_on'
    _form, _form_later = FORM, LATER

    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='cascade',
        default=lambda self: self.env.company)
    report_id = fields.Many2one(
        'ar.risk.report', string="Risk Report", index='btree_not_null', ondelete='set null',
        check_company=True, help="The report that proposed it.")
    goal_id = fields.Many2one(
        'ar.goal', index='btree_not_null', ondelete='set null', check_company=True,
        help="What it is to help reach.")
    expected = fields.Text(string="What It Is to Bring", help="In words, so that it can be judged.")
    measure = fields.Selection(
        selection='_figure_selection', string="Measured By",
        help="Empty: it is judged by what people say.")
    expected_value = fields.Float(digits=(16, 2), aggregator=None)
    value_before = fields.Float(
        string="Value When Decided", readonly=True, copy=False, digits=(16, 2), aggregator=None)
    before_date = fields.Date(string="Value Of", readonly=True, copy=False)
    evaluate_on = fields.Date(
        string="Evaluation On", help="On this day the owner is asked what it brought.")
    value_after = fields.Float(
        string="Value When Evaluated", readonly=True, copy=False, digits=(16, 2), aggregator=None)
    after_date = fields.Date(string="Evaluated Value Of", readonly=True, copy=False)
    outcome = fields.Selection(
        [
            ('reached', "As Expected"), ('partly', "In Part"), ('missed', "Not as Expected"),
        ],
        copy=False, help="What it brought, against what was expected.")
    finding = fields.Text(
        string="What Came, and Why", copy=False, help="So that the next decision is a better one.")
    evaluated_on = fields.Date(readonly=True, copy=False)
    evaluated_by_id = fields.Many2one(
        'res.users', readonly=True, copy=False, ondelete='set null')

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        decisions = super().create([self._with_company(vals) for vals in vals_list])
        decisions._check_report()
        today = fields.Date.context_today(self)
        for company, made in decisions.filtered('measure').grouped('company_id').items():
            latest = self._latest_figures(company, today)[0]
            for decision in made.sudo():
                if latest.get(decision.measure) is not None:
                    decision.write({
                        'value_before': latest[decision.measure], 'before_date': latest['date']})
        return decisions

    @api.model
    def _with_company(self, vals):
        """A measure belongs to the company of its report or goal, whatever company is open."""
        origin = self.env['ar.risk.report'].browse(vals.get('report_id') or ()) or self.env[
            'ar.goal'].browse(vals.get('goal_id') or ())
        if not origin:
            return vals
        origin.check_access('read')
        return {**vals, 'company_id': origin.sudo().company_id.id}

    def write(self, vals):
        if not self.env.su:
            if not self.env.user.has_group('ar_optimization.group_credit_manager') and (
                    vals.keys() - OWNERS
                    or any(decision.owner_id != self.env.user for decision in self)):
                raise AccessError(self.env._("A credit manager changes what was decided."))
            if vals.keys() & {'outcome', 'finding'}:
                self._check_not_evaluated()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_report()

    def _check_report(self):
        if any(decision.report_id.sudo().state == 'signed' for decision in self):
            raise UserError(self.env._(
                "The report was signed with its measures. Decide anew in the next one."))

    # === ACTIONS === #

    def action_evaluate(self):
        """Keep the evaluation that is on the screen, with the figure of today.

        :raise AccessError: for who is neither its owner nor a credit manager.
        :raise UserError: while nobody has said what it brought; when it was evaluated already.
        """
        self._check_may_evaluate()
        self._check_not_evaluated()
        today = fields.Date.context_today(self)
        for decision in self:
            if not decision.outcome or not (decision.finding or "").strip():
                raise UserError(self.env._("Say what it brought, and why."))
            values = {'evaluated_on': today, 'evaluated_by_id': self.env.uid}
            latest = decision.measure and decision._latest_figures(decision.company_id, today)[0]
            if latest and latest.get(decision.measure) is not None:
                values.update(
                    value_after=latest[decision.measure], after_date=latest['date'])
            decision.sudo().write(values)
            decision.sudo().activity_unlink(['ar_optimization.mail_activity_review'])

    def action_evaluate_again(self):
        """Open the evaluation again: a credit manager."""
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        self.sudo().write({
            'evaluated_on': False, 'evaluated_by_id': False, 'value_after': 0.0,
            'after_date': False})

    # === BUSINESS === #

    def _check_may_evaluate(self):
        self.check_access('read')
        manager = self.env.user.has_group('ar_optimization.group_credit_manager')
        if not manager and any(decision.owner_id != self.env.user for decision in self):
            raise AccessError(self.env._("Only who does it, or a credit manager, says so."))

    def _check_not_evaluated(self):
        if any(decision.evaluated_on for decision in self):
            raise UserError(self.env._("It was evaluated. Open the evaluation again first."))

    @api.model
    def _review_domain(self, today):
        # EXTENDS ledger
        return [*super()._review_domain(today), ('evaluated_on', '=', False),
                ('state', '!=', 'cancelled')]

    def _row(self, day):
        """What a report keeps of this measure.

        :param date day: of the report.
        """
        return {
            'id': self.id, 'name': self.name, 'owner': self.owner_id.sudo().name,
            'date': fields.Date.to_string(self.date_due), 'state': self.state,
            'late': self.state == 'open' and self.date_due < day,
            'expected': self.expected or "", 'outcome': self.outcome or "",
            'finding': self.finding or ""}
