from odoo import api, fields, models

from .ar_approval_rule import USUAL_HOURS


class ArCreditRequest(models.Model):
    """The clock of a request: working hours of the company, escalation, expiry."""
    _inherit = 'ar.credit.request'

    hours_open = fields.Float(
        string="Working Hours Open", compute='_compute_hours_open', compute_sudo=True)
    is_overdue = fields.Boolean(
        string="Past Its Time", compute='_compute_hours_open', search='_search_is_overdue',
        compute_sudo=True)

    # === COMPUTE === #

    def _compute_hours_open(self):
        now = fields.Datetime.now()
        for request in self:
            stored = request._origin
            waiting = stored.state == 'waiting'
            request.hours_open = waiting and stored._working_hours(
                stored.company_id, stored.date_submitted, now)
            request.is_overdue = waiting and bool(stored.deadline) and stored.deadline < now

    def _search_is_overdue(self, operator, value):
        if operator != 'in' or True not in value:
            return NotImplemented
        return [('state', '=', 'waiting'), ('deadline', '<', fields.Datetime.now())]

    # === BUSINESS === #

    def _deadline(self, start, rule):
        """When the time to decide is over: the rule's hours, or the usual ones where there is no
        rule, counted in working hours.

        :param datetime start: naive UTC.
        :return: naive UTC.
        """
        return self.company_id._ar_after_hours(start, rule.sla_hours or USUAL_HOURS)

    @api.model
    def _working_hours(self, company, start, end):
        """Hours between two moments (naive UTC), by the company's calendar where it has one."""
        return company._ar_hours_between(start, end)

    def _escalate_to(self):
        """Let the person whom the rule names for that decide on the next step, too.

        :return: `res.users`, empty when there is none who may.
        """
        user = self.rule_id._escalation_user(self.company_id)
        there = self.step_id._with_access(user).filtered(
            lambda user: user.active and self.company_id in user.company_ids)
        if not there - self.requester_id - self.party_ids:
            return self.env['res.users']
        self.step_id.escalated_user_id = user
        self.escalated = True
        self.env['ar.event']._log('request.escalated', self, numbers={
            self.id: {'user_id': user.id}})
        return user

    # === CRON === #

    @api.model
    def _cron_deadlines(self):
        """Ask whom the rules name for that about requests past their time, once per step, and end
        requests that nobody can fulfil any more."""
        waiting = self.sudo().search([('state', '=', 'waiting')])
        today, now = fields.Date.context_today(self), fields.Datetime.now()
        past = waiting.filtered(
            lambda request: request._last_day() and request._last_day() < today)
        past._close('expired', self.env._("The last day asked for has passed."))
        for request in (waiting - past).filtered(
                lambda r: r.deadline and r.deadline < now and not r.step_id.escalated_user_id):
            if request._escalate_to():
                request.activity_unlink(['ar_optimization.mail_activity_approve'])
                request._ask_approvers()

    def _last_day(self):
        """Hook: the day after which what was asked for makes no sense any more."""
        return self.date_to if self.type in ('temporary_limit', 'tier_override', 'terms') else None
