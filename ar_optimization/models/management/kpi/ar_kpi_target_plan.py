from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .ar_kpi_target import MONTHS, NAMED, PERSONAL

# Whoever had a result in these months gets a target.
RECENT_MONTHS = 3


class ArKpiTargetPlan(models.TransientModel):
    """Proposes the targets of a month or a quarter: one for each whose results are known, at what
    is most likely. They are drafts; a credit manager looks at each."""
    _name = 'ar.kpi.target.plan'
    _description = "Propose Targets"

    company_id = fields.Many2one(
        'res.company', required=True, default=lambda self: self.env.company)
    period = fields.Selection(
        [('month', "Month"), ('quarter', "Quarter")], required=True, default='month')
    date_from = fields.Date(
        string="First Day", required=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(months=1, day=1))
    measure = fields.Selection(
        selection=lambda self: self.env['ar.kpi.target']._selection_measure(), required=True,
        default='collected')
    for_company = fields.Boolean(string="The Company Itself", default=True)
    for_teams = fields.Boolean(string="Teams", default=True)
    for_collectors = fields.Boolean(string="Collectors", default=True)
    for_salespeople = fields.Boolean(string="Salespeople", default=True)
    for_accounts = fields.Boolean(string="Analytic Accounts")
    is_begun = fields.Boolean(compute='_compute_is_begun')
    reason = fields.Char(help="Why targets are set after their period began.")

    @api.depends('date_from')
    def _compute_is_begun(self):
        today = fields.Date.context_today(self)
        for plan in self:
            plan.is_begun = bool(plan.date_from) and plan.date_from.replace(day=1) <= today

    # === ACTIONS === #

    def action_propose(self):
        """Make a draft for everybody who has results and no such target yet, and show them.

        :raise UserError: when nobody has results, or without a reason for a running period.
        """
        self.ensure_one()
        self.env.user._ar_check_role('credit_manager')
        self.company_id.check_access('read')
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Switch to the company first."))
        reason = (self.reason or "").strip()
        if self.is_begun and not reason:
            raise UserError(self.env._("The period has begun: please say why."))
        made = self.env['ar.kpi.target'].sudo().create(self._missing())
        if not made:
            raise UserError(self.env._(
                "Nobody has results of this measure in the last three months without such a "
                "target."))
        if reason:
            made._decide(made, 'target.late', {'reason': reason}, reason)
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_kpi_target_action'),
            'domain': [('id', 'in', made.ids)], 'context': {},
        }

    # === BUSINESS === #

    def _missing(self):
        """The values of the targets that are missing."""
        day = self.date_from.replace(day=1)
        common = {'company_id': self.company_id.id, 'period': self.period, 'date_from': day,
                  'measure': self.measure}
        there = {
            (target.subject, target.user_id.id or target.subject_ref or 0)
            for target in self.env['ar.kpi.target'].sudo().search(
                [(name, '=', value) for name, value in common.items()])}
        return [
            {**common, 'subject': subject, 'user_id': user, 'subject_ref': ref, 'team_name': name}
            for (subject, user, ref), name in self._measured(day).items()
            if (subject, user or ref or 0) not in there]

    def _measured(self, day):
        """Whose results are known of the last months: {(subject, user id, team or account
        id): its name}."""
        wanted = [subject for subject, chosen in (
            ('company', self.for_company), ('team', self.for_teams),
            ('collector', self.for_collectors), ('salesperson', self.for_salespeople),
            ('analytic', self.for_accounts)) if chosen]
        today = fields.Date.context_today(self)
        since = min(day, today) - relativedelta(months=RECENT_MONTHS, day=1)
        results = self.env['ar.kpi.result'].sudo().search([
            ('company_id', '=', self.company_id.id), ('measure', '=', self.measure),
            ('subject', 'in', wanted), ('date_from', '>=', since),
            ('date_from', '<', day + relativedelta(months=MONTHS[self.period]))],
            order='date_from')
        return {
            self._whose(result): result.subject in NAMED and result.subject_name
            for result in results if self._is_there(result)}

    @api.model
    def _whose(self, result):
        if result.subject in NAMED:
            return result.subject, False, result.subject_ref
        return result.subject, result.user_id.id, 0

    def _is_there(self, result):
        """Whether a result is of somebody who works here; what nobody answers for has no target."""
        if result.subject in PERSONAL:
            return result.user_id.active and self.company_id in result.user_id.company_ids
        return result.subject == 'company' or result.subject_ref > 0
