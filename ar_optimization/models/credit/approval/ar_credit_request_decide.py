from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ....tools import approval
from .effect import Effect

EVENTS = {
    'approved': 'request.approved', 'refused': 'request.refused',
    'cancelled': 'request.cancelled', 'expired': 'request.expired',
}


class ArCreditRequest(models.Model):
    """Who may decide on a request, and what follows. All of it is checked here, on the server,
    whatever way a decision comes in."""
    _inherit = 'ar.credit.request'

    step_id = fields.Many2one(
        'ar.credit.request.step', string="Next Step", compute='_compute_step_id',
        compute_sudo=True)
    waits_for = fields.Char(compute='_compute_step_id', compute_sudo=True)
    can_decide = fields.Boolean(compute='_compute_can_decide', search='_search_can_decide')
    why_not = fields.Char(compute='_compute_can_decide')
    is_mine = fields.Boolean(compute='_compute_can_decide')
    nobody_decides = fields.Boolean(
        compute='_compute_nobody_decides', compute_sudo=True,
        help="No approver but the person who asked is there today.")
    without_access = fields.Char(
        compute='_compute_nobody_decides', compute_sudo=True,
        help="Named by the rule, but without access to Receivables.")

    # === COMPUTE === #

    def _compute_step_id(self):
        for request in self:
            stored = request._origin
            step = stored.state == 'waiting' and stored.step_ids.filtered(
                lambda step: not step.decision)[:1]
            request.step_id = step
            request.waits_for = step and ", ".join(
                filter(None, [step._who(), step.escalated_user_id.name]))

    def _compute_can_decide(self):
        delegators = self.sudo()._delegators_by_company(self.env.user)
        for request in self:
            request.can_decide = request.state == 'waiting' and bool(request._mandate(
                self.env.user, delegators[request.sudo().company_id]).principal)
            request.is_mine = request.requester_id == self.env.user
            request.why_not = request.state == 'waiting' and request._why_not(self.env.user)

    def _search_can_decide(self, operator, value):
        if operator != 'in':
            return NotImplemented
        mine = self.sudo().search([('state', '=', 'waiting')])._decidable_by(self.env.user)
        return [('id', 'in' if True in value else 'not in', mine.ids)]

    def _compute_nobody_decides(self):
        today = fields.Date.context_today(self)
        for request in self:
            stored = request._origin
            step = stored.step_id
            request.nobody_decides = bool(step) and not stored._deciders(today)
            request.without_access = request.nobody_decides and ", ".join(
                step._without_access(stored.company_id)[:5].mapped('name'))

    # === ACTIONS === #

    def action_approve(self):
        """Approve these requests as far as the user's part in them goes. What has changed since
        they were asked for is said, and asked again."""
        renewed = self._decide('approved')
        return self._notify_renewed(renewed) if renewed else None

    def action_refuse(self):
        """Ask for the reason, then refuse these requests."""
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_credit_decision_action'),
            'context': {'default_request_ids': self.ids},
        }

    # === BUSINESS === #

    def _decidable_by(self, user):
        """Those of these requests that a user may decide on, found circle by circle.

        Single-person mode looks at the request itself: who asked is looked at one by one.
        """
        delegators, mine = self._delegators_by_company(user), self.browse()
        for requests in self.grouped(lambda request: request._circle()).values():
            own = requests[:1].requester_id == user
            for part in requests if own else [requests]:
                if part[:1]._mandate(user, delegators[part.company_id]).principal:
                    mine |= part
        return mine

    def _delegators_by_company(self, user):
        """For whom a user stands in today: {company: `res.users`}."""
        delegations, today = self.env['ar.approval.delegation'], fields.Date.context_today(self)
        return {
            company: delegations._delegators(user, company, today) for company in self.company_id}

    def _mandate(self, user, delegators=None):
        """In whose name a user may decide on the next step, or why not.

        :param delegators: for whom the user stands in, where that is known already.
        :return: `tools.approval.Mandate` of user ids.
        """
        request = self.sudo()
        step = request.step_id
        if delegators is None:
            delegators = request._delegators_by_company(user)[request.company_id]
        return approval.mandate(
            user.id, request.requester_id.id,
            set(step._approvers(request.company_id).ids) if step else set(),
            delegators.ids, request.step_ids._deciders(), request._is_alone(user),
            request.party_ids.ids)

    def _why_not(self, user):
        """Why a user may not decide, in words; empty when he may."""
        return {
            None: "",
            approval.OWN: self.env._("You asked for it yourself: somebody else decides."),
            approval.BEHALF: self.env._(
                "You would decide in the name of the person who asked for it."),
            approval.PARTY: self.env._("You have a part in it yourself: somebody else decides."),
            approval.TWICE: self.env._("You have decided on an earlier step already."),
            approval.STRANGER: self.env._("%s decides on this.", self.sudo().waits_for or ""),
        }[self._mandate(user).refusal]

    def _deciders(self, today):
        """Who may decide on the next step today.

        :return: `res.users`.
        """
        self.ensure_one()
        candidates = self.step_id._mandated(self.company_id, today)
        return candidates.filtered(lambda user: self._mandate(user).principal)

    def _decide(self, decision, comment=None):
        """Decide on the next step of these requests in the user's name.

        Two who decide at once: the second one finds the row locked, or is made to try again and
        finds the decision.

        :param str decision: `approved` or `refused`.
        :param str comment: why; a refusal needs one.
        :return: requests that are not decided but asked again, see `_renew_outdated`.
        :raise AccessError: for who may not; UserError for what is decided already.
        """
        if decision == 'refused' and not (comment or '').strip():
            raise UserError(self.env._("Say why: whoever asked is told."))
        self.check_access('read')
        requests = self.sudo()
        requests.lock_for_update()
        requests.invalidate_recordset()
        delegators = requests._delegators_by_company(self.env.user)
        for request in requests:
            request._check_mandate(delegators[request.company_id])
        renewed = requests._renew_outdated() if decision == 'approved' else requests.browse()
        requests -= renewed
        for request in requests:
            request._decide_step(decision, comment, delegators[request.company_id])
        requests.activity_unlink(['ar_optimization.mail_activity_approve'])
        done = requests.filtered(lambda request: decision == 'refused' or not request.step_id)
        for alone, group in done.grouped(
                lambda request: request.requester_id == self.env.user).items():
            group._finish(decision, 'alone' if alone else 'steps', comment)
            if alone and decision == 'approved':
                group._tell_owner()
        (requests - done)._ask_approvers()
        return renewed

    def _check_mandate(self, delegators):
        """Refuse a user who may not decide on the next step.

        :param delegators: for whom the user stands in.
        :return: `tools.approval.Mandate`
        """
        if self.state != 'waiting':
            raise UserError(self.env._("%s is decided already.", self.name))
        mandate = self._mandate(self.env.user, delegators)
        if not mandate.principal:
            raise AccessError(self._why_not(self.env.user))
        return mandate

    def _decide_step(self, decision, comment, delegators):
        mandate, step = self._check_mandate(delegators), self.step_id
        step.write({
            'decision': decision, 'decided_by_id': self.env.uid, 'comment': comment,
            'behalf_id': mandate.principal != self.env.uid and mandate.principal,
            'date': fields.Datetime.now(),
        })
        self.invalidate_recordset(['step_id', 'waits_for'])
        if self.step_id and decision == 'approved':
            self.env['ar.event']._log('request.step_approved', self, reason=comment)

    def _close(self, state, comment=None):
        """End requests that nobody decides on any more: `cancelled` or `expired`."""
        if any(request.state not in ('draft', 'waiting') for request in self):
            raise UserError(self.env._("What is decided cannot be taken back: ask anew."))
        self.activity_unlink(['ar_optimization.mail_activity_approve'])
        self._finish(state, None, comment)

    def _finish(self, state, how, comment=None):
        """Write the outcome, do what was asked for, tell who asked.

        :param str state: the new state.
        :param str how: value of `decided_how`, None where nobody decided.
        """
        now = fields.Datetime.now()
        self.write({
            'state': state, 'decided_how': how, 'date_decided': now, 'decision_comment': comment})
        for (company, start), group in self.filtered('date_submitted').grouped(
                lambda request: (request.company_id, request.date_submitted)).items():
            group.hours_to_decision = group._working_hours(company, start, now)
        for request in self.filtered('deadline'):
            request.is_late = bool(how) and now > request.deadline
        if state == 'approved':
            self._apply()
        else:
            for kind, requests in self.grouped('type').items():
                if consequences := getattr(requests, f'_{state}_{kind}', None):
                    consequences()
        self.env['ar.event']._log(
            EVENTS[state], self, reason=comment, rule=self._how_text(how),
            before={request.id: request.before for request in self},
            after={request.id: request.values for request in self if state == 'approved'},
            numbers={request.id: request._figures_now() for request in self})
        self._tell_requester()

    def _apply(self):
        """Do what was approved, checked again: what was possible then may be past by now. Events of
        what is done name the request."""
        for request in self:
            self._prepare(request.type, request.account_id, request.values)
        for kind, requests in self.grouped('type').items():
            effect = Effect(requests)
            getattr(requests.with_context(ar_effect=effect), f'_apply_{kind}')()

    def _how_text(self, how):
        """The rule of an event: how it was decided, in English as all rules in the log."""
        return {
            'rule': self.env._("Approved at once by rule"),
            'own': self.env._("Within own authority"),
            'alone': self.env._("Single-person mode"),
            'steps': self.env._("Decided by approvers"),
        }.get(how)

    # === TELLING === #

    def _ask_approvers(self):
        """Give everybody who may decide on the next step an activity; where nobody may, whom the
        rule names for that."""
        today, activities = fields.Date.context_today(self), []
        kind = self.env.ref('ar_optimization.mail_activity_approve')
        for requests in self.grouped(lambda request: request._circle()).values():
            users = requests[:1]._deciders(today)
            for request in requests:
                activities += [
                    {'res_model_id': self.env['ir.model']._get_id(self._name),
                     'res_id': request.id, 'activity_type_id': kind.id, 'user_id': user.id,
                     'date_deadline': (request.deadline or fields.Datetime.now()).date(),
                     'summary': request.summary, 'automated': True}
                    for user in users or request._escalate_to()]
        self.env['mail.activity'].with_context(mail_activity_quick_update=True).create(activities)

    def _circle(self):
        """What makes who may decide: the same for most requests of a batch."""
        step = self.step_id
        return (self.company_id, self.requester_id, step.group_id, step.user_ids,
                step.escalated_user_id, frozenset(self.step_ids._deciders()), self.party_ids)

    def _tell_requester(self):
        """Tell who asked what became of it, unless he decided himself."""
        states = dict(self._fields['state']._description_selection(self.env))
        silent = self.env.user | self.env.ref('base.user_root')
        for request in self.filtered(lambda request: request.requester_id not in silent):
            request.message_notify(
                partner_ids=request.requester_id.partner_id.ids,
                subject=f"{request.display_name}: {states[request.state]}",
                body="\n".join(filter(None, [
                    f"{states[request.state]}: {request.summary or ''}",
                    request.decision_comment])))

    def _tell_owner(self):
        """In a firm with one person: tell the owner what that person decided on alone."""
        for request in self:
            owner = request.company_id.ar_single_person_owner_id
            request.message_notify(
                partner_ids=owner.partner_id.ids,
                subject=self.env._("Decided alone: %s", request.display_name),
                body="\n".join(filter(None, [request.summary, request.reason])))
