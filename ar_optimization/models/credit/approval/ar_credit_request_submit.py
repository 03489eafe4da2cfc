from math import isinf

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ....tools import approval


class ArCreditRequest(models.Model):
    """How a request is made, and under which rule it falls."""
    _inherit = 'ar.credit.request'

    # === ACTIONS === #

    def action_submit(self):
        """Ask for what the form says. Whoever asks is the requester, also of a request that a
        review had prepared."""
        for request in self:
            request.check_access('write')
            if request.state != 'draft':
                raise UserError(self.env._("This was asked for already."))
            if request.type not in self._person_types():
                raise UserError(self.env._("This kind of request is made on its own document."))
            if not (request.reason or '').strip():
                raise UserError(self.env._("Say why: the approver needs a reason."))
            document = request._document_of_person(request.new_values)
            if not document:
                request._check_may_ask(request.partner_id)
            request.sudo().write({
                **document, 'requester_id': self.env.uid, 'values': request._form_values()})
        self.sudo()._open()

    def action_cancel(self):
        """Take back what was asked for and not decided yet."""
        for request in self:
            request.check_access('write')
            manager = self.env.user.has_group('ar_optimization.group_credit_manager')
            if request.requester_id != self.env.user and not manager:
                raise UserError(self.env._("Only who asked for it can take it back."))
        self.sudo()._close('cancelled')

    # === BUSINESS === #

    @api.model
    def _person_types(self):
        """Hook: what a person may ask for on the request's own form."""
        return ('limit', 'temporary_limit', 'tier_override', 'terms', 'status', 'shared_limit',
                'cover', 'policy')

    @api.model
    def _submit(self, type, account, values, reason, document=None, amount=None, origin=None,
                company=None):
        """Ask for a change in the user's name; it is approved at once when a rule says so or when
        the user may decide alone.

        :param str type: value of the field `type`.
        :param account: one `ar.credit.account`, or none for what is about no customer.
        :param dict values: what would be written, for `_prepare_<type>`.
        :param str reason: why.
        :param document: the source document, one record of any model.
        :param float amount: in company currency, in place of what `_prepare_<type>` says.
        :param str origin: value of the field `origin`.
        :param company: whose rules decide, where there is no account.
        :return: the request, with all rights.
        """
        return self._submit_many(
            type, {account: values}, reason, documents={account: document},
            amounts={account: amount}, origin=origin, company=company)

    @api.model
    def _submit_many(self, type, values_by_account, reason, documents=None, amounts=None,
                     origin=None, requesters=None, ask=True, company=None):
        """Ask for the same kind of change on many accounts, see `_submit`.

        :param values_by_account: {account: values}
        :param requesters: {account: `res.users`}, default the user.
        :param bool ask: whether the approvers of what waits are asked at once.
        :return: the requests, with all rights.
        """
        vals_list = []
        for account, values in values_by_account.items():
            document = (documents or {}).get(account)
            values = self._prepare(type, account, values)[0]
            vals_list.append({
                **self._to_form(type, values),
                'type': type, 'account_id': account.id, 'partner_id': account.partner_id.id,
                'company_id': (account.company_id or company).id,
                'reason': reason, 'values': values,
                'requester_id': ((requesters or {}).get(account) or self.env.user).id,
                'origin': origin or ('document' if document else 'person'),
                **self._document_values(document),
            })
        requests = self.sudo().with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True).create(vals_list)
        requests._open(amounts, ask)
        return requests

    @api.model
    def _document_values(self, document):
        if not document:
            return {}
        return {'res_model': document._name, 'res_id': document.id,
                'res_name': document.display_name}

    @api.model
    def _has_authority(self, user, type, account, amount, values=None, company=None):
        """Whether a change by a user would be approved at once: by a rule or by the user's own
        authority.

        :param float amount: in company currency, `math.inf` for unlimited credit.
        :param dict values: what would be written, where a rule's fast path looks at it.
        :param company: whose rules decide, where there is no account.
        """
        company = account.company_id or company
        rules = self.env['ar.approval.rule']._for_company(company)
        rule = self._choose_rule(rules, type, account, amount)[0]
        return bool(rule) and (
            self._is_fast(rule, type, account.sudo(), values or {}, self._last_fast(account))
            or self._is_own(rule, user, company))

    @api.model
    def _is_fast(self, rule, kind, account, values, last):
        """Whether a rule lets a request pass without a person.

        :param last: what `_last_fast` gave.
        """
        fast = rule._fast() if rule else None
        return bool(fast and account) and approval.is_fast(
            fast, self._facts(account, values, last.get((account.id, kind))))

    @api.model
    def _is_own(self, rule, user, company):
        """Whether a user decides alone under a rule."""
        return rule.own_authority and all(
            user in step._approvers(company) for step in rule.step_ids)

    @api.model
    def _choose_rule(self, rules, kind, account, amount):
        """The rule for a case and those as specific that it overrules.

        :param rules: what `_for_company` gave.
        :return: two `ar.approval.rule`.
        """
        case = approval.Case(kind, amount, account.sudo().tier_id.id)
        chosen, overruled = approval.choose(rules.values(), case)
        found = self.env['ar.approval.rule'].sudo().browse
        return found((chosen and chosen.key) or ()), found(rule.key for rule in overruled)

    def _open(self, amounts=None, ask=True):
        """Take requests with their values in: figures, rule, steps; then decide what needs no
        other person, and ask the approvers of the rest.

        :param amounts: {account: amount} in place of what the types say.
        """
        now, deadlines = fields.Datetime.now(), {}
        for company, requests in self.grouped('company_id').items():
            rules = self.env['ar.approval.rule']._for_company(company)
            for request in requests:
                request._freeze(rules, now, deadlines, (amounts or {}).get(request.account_id))
        self._create_steps()
        self.env['ar.event']._log(
            'request.submitted', self,
            before={request.id: request.before for request in self},
            after={request.id: request.values for request in self},
            numbers={request.id: request.figures for request in self})
        self._decide_at_once()
        waiting = self.filtered(lambda request: request.state == 'draft')
        waiting._check_waiting()
        waiting.state = 'waiting'
        if ask:
            waiting._ask_approvers()

    def _check_waiting(self):
        """Refuse a second request of a kind while one waits; documents ask one by one."""
        waiting = self.search([
            ('state', '=', 'waiting'), ('account_id', 'in', self.account_id.ids),
            ('type', 'in', list(set(self.mapped('type')))), ('id', 'not in', self.ids),
            ('res_model', '=', False)])
        open_kinds = {(request.account_id, request.type): request for request in waiting}
        for request in self.filtered(lambda request: not request.res_model):
            if other := open_kinds.get((request.account_id, request.type)):
                raise UserError(self.env._(
                    "%(request)s waits for a decision on the same thing. Have it decided or take "
                    "it back first.", request=other.display_name))

    def _freeze(self, rules, now, deadlines, amount=None):
        """Keep what was asked for, the figures and the rule of this moment.

        :param rules: the company's, as `_for_company` gives them.
        :param datetime now: naive UTC.
        :param deadlines: {rule: deadline}, filled in.
        """
        values, stake, rule, overruled = self._matched(rules, amount)
        if rule not in deadlines:
            deadlines[rule] = self._deadline(now, rule)
        parties = self._parties() | (self.party_ids - self.requester_id)
        self.write({
            'name': f'CR{self.id:05}', 'date_submitted': now, 'values': values,
            'figures': self._figures_now(), 'before': self._image_now(values),
            'amount': 0.0 if isinf(stake) else stake, 'is_unlimited': isinf(stake),
            'rule_id': rule.id, 'deadline': deadlines[rule],
            **({'amount_given': True} if amount is not None else {}),
            **({'other_rule_ids': [Command.set(overruled.ids)]} if overruled else {}),
            **({'party_ids': [Command.set(parties.ids)]}
               if parties != self.party_ids else {}),
        })

    def _matched(self, rules, amount=None):
        """What is asked for as of now, and the rule it falls under.

        :param rules: the company's, as `_for_company` gives them.
        :param float amount: in place of what the type says.
        :return: (values, amount at stake, rule, rules overruled)
        """
        values, stake = self._prepare(self.type, self.account_id, self.values or {})
        stake = stake if amount is None else amount
        return values, stake, *self._choose_rule(rules, self.type, self.account_id, stake)

    def _parties(self):
        """Who has a part in what is asked for: who filled in the form that another one sent, and
        who the type says.

        :return: `res.users`.
        """
        writer = self.create_uid if self.origin == 'person' else self.env['res.users']
        parties = getattr(self, f'_parties_{self.type}', None)
        return (writer - self.requester_id) | (parties() if parties else writer.browse())

    def _create_steps(self):
        """The steps of each request as its rule has them now; without a rule, a credit manager."""
        manager = self.env.ref('ar_optimization.group_credit_manager')
        self.env['ar.credit.request.step'].create([
            {'request_id': request.id, 'sequence': number, 'group_id': group.id,
             'user_ids': [Command.set(users.ids)]}
            for request in self
            for number, (group, users) in enumerate(
                [(step.group_id, step.user_ids) for step in request.rule_id.step_ids]
                or [(manager, self.env['res.users'])], start=1)
        ])

    def _decide_at_once(self):
        """Approve what a rule lets pass, what the requester may decide alone, and in a firm with
        one person what that person may."""
        ways, last = {}, self._last_fast(self.account_id)
        for request in self:
            if way := request._way_at_once(last):
                ways.setdefault(way, self.browse())
                ways[way] |= request
        for way, requests in ways.items():
            requests._finish('approved', way)
        self.filtered(lambda request: request.decided_how == 'alone')._tell_owner()

    def _way_at_once(self, last):
        """How this request is decided without another person; None when it is not.

        :param last: what `_last_fast` gave.
        """
        rule, user = self.rule_id, self.requester_id
        if self._is_fast(rule, self.type, self.account_id, self.values, last):
            return 'rule'
        if user != self.env.user or user._is_superuser():
            return None
        if rule and user not in self.party_ids and self._is_own(rule, user, self.company_id):
            return 'own'
        return 'alone' if self._is_alone(user) else None

    def _is_alone(self, user):
        """Whether single-person mode lets the requester decide: switched on, inside its cap, with
        a reason, and an approver of every step."""
        company = self.company_id
        return (
            company.ar_single_person and not self.is_unlimited and user == self.requester_id
            and company.currency_id.compare_amounts(
                self.amount, company.ar_single_person_cap) <= 0
            and bool((self.reason or '').strip())
            and all(user in step._approvers(company) for step in self.step_ids))
