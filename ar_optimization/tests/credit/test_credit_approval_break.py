from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from .approval_common import ApprovalCommon


@tagged('post_install', '-at_install')
class TestBreakIt(ApprovalCommon):
    """What people try who want more credit than they may give, asked at the server as a remote
    call would."""

    def call(self, user, records, method, *args, context=None, **kwargs):
        """Call a public method as `user` would over RPC."""
        self.env.flush_all()
        self.env.invalidate_all()
        model = self.env[records._name].with_user(user)
        ids = [] if getattr(getattr(type(model), method), '_api_model', False) else [records.ids]
        result = call_kw(model, method, [*ids, *args], {**kwargs, 'context': {
            'allowed_company_ids': user.company_ids.ids, **(context or {})}})
        self.env.flush_all()
        return result

    def refused(self, user, records, method, *args, **kwargs):
        try:
            with self.cr.savepoint():
                self.call(user, records, method, *args, **kwargs)
        except (AccessError, UserError, ValidationError) as error:
            return error
        self.fail(f"{user.login} may {method} {args}")

    # === ONE'S OWN REQUEST === #

    def test_nobody_approves_what_he_asked_for(self):
        request = self.ask(9_000, self.manager)
        self.refused(self.manager, request, 'action_approve')
        request.with_user(self.analyst).action_approve()
        self.refused(self.manager, request, 'action_approve')
        self.assertEqual(self.tested.credit_limit, 500)

    def test_the_rule_does_not_let_its_own_requester_pass_either(self):
        self.medium.own_authority = False
        request = self.ask(4_000, self.manager)
        self.refused(self.manager, request, 'action_approve')
        request.with_user(self.chief).action_approve()
        self.assertEqual(self.tested.credit_limit, 4_000)

    def test_nor_through_a_substitute_of_his_own(self):
        request = self.ask(9_000, self.manager)
        request.with_user(self.analyst).action_approve()
        self.chief.group_ids = self.env.ref('ar_optimization.group_collector')
        self.env['ar.approval.delegation'].with_user(self.manager).create({
            'user_id': self.manager.id, 'delegate_id': self.collector.id,
            'date_from': self.day(0), 'date_to': self.day(5)})
        error = self.refused(self.collector, request, 'action_approve')
        self.assertIn("in the name of the person who asked", str(error))

    def test_nor_as_the_substitute_of_an_approver(self):
        self.env['ar.approval.delegation'].with_user(self.chief).create({
            'user_id': self.chief.id, 'delegate_id': self.manager.id,
            'date_from': self.day(0), 'date_to': self.day(5)})
        self.medium.own_authority = False
        request = self.ask(4_000, self.manager)
        self.refused(self.manager, request, 'action_approve')

    def test_nobody_decides_twice(self):
        request = self.ask(9_000)
        request.with_user(self.manager).action_approve()
        self.refused(self.manager, request, 'action_approve')

    def test_somebody_elses_authority_is_not_given_away(self):
        delegations = self.env['ar.approval.delegation']
        vals = {'user_id': self.chief.id, 'delegate_id': self.manager.id,
                'date_from': str(self.day(0)), 'date_to': str(self.day(5))}
        self.refused(self.manager, delegations, 'create', [vals])
        self.refused(self.collector, delegations, 'create', [
            {**vals, 'delegate_id': self.collector.id}])
        own = delegations.with_user(self.chief).create(
            {**vals, 'delegate_id': self.analyst.id})
        self.refused(self.manager, own, 'write', {'delegate_id': self.manager.id})
        self.refused(self.manager, own, 'unlink')
        self.refused(self.chief, delegations, 'create', [{**vals, 'delegate_id': self.seller.id}])
        mine = delegations.with_user(self.manager).create(
            {**vals, 'user_id': self.manager.id, 'delegate_id': self.analyst.id})
        self.refused(self.manager, mine, 'write', {'user_id': self.chief.id})

    def test_who_fills_in_anothers_draft_has_a_part_in_it(self):
        draft = self.draft(self.analyst)
        self.call(self.manager, draft, 'write', {'new_limit': 4_000})
        self.call(self.analyst, draft, 'write', {'reason': "Fair"})
        self.call(self.analyst, draft, 'action_submit')
        self.assertEqual((draft.state, draft.party_ids), ('waiting', self.manager))
        self.refused(self.manager, draft, 'action_approve')
        self.call(self.chief, draft, 'action_approve')
        own = self.draft(self.analyst)
        self.call(self.analyst, own, 'write', {'new_limit': 800})
        self.call(self.analyst, own, 'action_submit')
        self.assertEqual(own.decided_how, 'own')

    # === LESSER ROLES === #

    def test_who_is_no_approver(self):
        request = self.ask(4_000)
        for user in (self.seller, self.collector, self.analyst):
            self.refused(user, request, 'action_approve')
        self.assertEqual(request.state, 'waiting')

    def test_what_the_engine_writes_nobody_else_does(self):
        request = self.ask(4_000)
        for user in (self.seller, self.collector, self.manager):
            for vals in (
                {'state': 'approved'}, {'state': 'draft'}, {'values': {'credit_limit': 1}},
                {'amount': 1}, {'rule_id': self.small.id}, {'requester_id': self.chief.id},
                {'new_limit': 99_000}, {'reason': "x"}, {'deadline': False}, {'step_ids': [
                    Command.clear()]}, {'account_id': self.tested.id}, {'decided_how': 'rule'},
            ):
                self.refused(user, request, 'write', vals)
            for vals in ({'decision': 'approved'}, {'group_id': False}):
                self.refused(user, request.step_ids, 'write', vals)
            self.refused(user, request.step_ids, 'unlink')
            self.refused(user, request, 'unlink')

    def test_nor_when_it_is_made(self):
        requests = self.requests
        vals = {'partner_id': self.tested.partner_id.id, 'type': 'limit', 'new_limit': 99_000,
                'reason': "x"}
        for user in (self.seller, self.manager):
            for extra in ({'state': 'approved'}, {'values': {'credit_limit': 1}}, {'amount': 1},
                          {'requester_id': self.chief.id}, {'rule_id': self.small.id}):
                self.refused(user, requests, 'create', [{**vals, **extra}])
            [made] = self.call(user, requests, 'create', [vals], context={
                'default_state': 'approved', 'default_requester_id': self.chief.id,
                'default_values': {'credit_limit': 1}, 'default_rule_id': self.small.id})
            made = requests.browse(made)
            self.assertRecordValues(made, [{
                'state': 'draft', 'requester_id': user.id, 'values': False, 'rule_id': False}])
            made.unlink()

    def test_private_methods_are_private(self):
        request = self.ask(4_000)
        for method in ('_decide', '_finish', '_apply', '_submit', '_apply_limit', '_open'):
            with self.assertRaises(AccessError):
                call_kw(self.requests.with_user(self.manager), method, [request.ids], {})

    def test_salespeople_ask_for_their_own_customers_only(self):
        other = self.account("Not mine")
        self.refused(self.seller, self.requests, 'create', [{
            'partner_id': other.partner_id.id, 'new_limit': 9, 'reason': "x"}])
        draft = self.draft()
        self.refused(self.seller, draft, 'write', {'partner_id': other.partner_id.id})
        self.refused(self.seller, other.partner_id, 'action_ask_credit')
        theirs = self.ask(900, self.analyst, other)
        self.refused(self.seller, theirs, 'read', ['summary'])
        clerk = self.role_user('employee', login='ar_nobody')
        self.refused(clerk, self.requests, 'create', [{
            'partner_id': self.tested.partner_id.id, 'new_limit': 9, 'reason': "x"}])

    def test_what_only_documents_ask_for(self):
        draft = self.draft(type='hold_release')
        self.refused(self.seller, draft, 'action_submit')

    def test_portal(self):
        portal = self.env['res.users'].with_context(no_reset_password=True).create({
            'name': "Portal", 'login': 'ar_portal_requests',
            'group_ids': [Command.set(self.env.ref('base.group_portal').ids)]})
        for name in ('ar.credit.request', 'ar.credit.request.step', 'ar.approval.rule',
                     'ar.approval.delegation', 'ar.credit.application', 'ar.credit.reference'):
            self.refused(portal, self.env[name], 'search_read', [])

    def test_the_matrix_is_the_managers(self):
        for user in (self.seller, self.collector, self.analyst):
            self.refused(user, self.small, 'write', {'amount_to': 99_000})
            self.refused(user, self.small.step_ids, 'write', {'sequence': 3})
            self.refused(user, self.env['ar.approval.rule'], 'create', [{'name': "Mine"}])

    def test_another_company_in_the_browser(self):
        other = self.other_company()
        there = self.account("There", other)
        request = self.requests._submit_many(
            'limit', {there: {'credit_mode': 'limit', 'credit_limit': 900}}, "x",
            requesters={there: self.seller})
        self.refused(self.manager, request, 'action_approve')
        both = self.role_user('credit_manager', 'ar_both', self.company | other)
        self.call(both, request, 'action_approve')
        self.assertEqual(there.credit_limit, 900)
        self.refused(self.manager, self.requests, 'create', [{
            'partner_id': there.partner_id.id, 'company_id': other.id, 'new_limit': 9}])

    # === PEOPLE COME AND GO === #

    def test_an_approver_on_leave_has_a_substitute(self):
        self.env['ar.approval.delegation'].with_user(self.manager).create({
            'user_id': self.manager.id, 'delegate_id': self.collector.id,
            'date_from': self.day(0), 'date_to': self.day(5)})
        request = self.ask(4_000)
        self.assertIn(self.collector, request.activity_ids.user_id)
        self.call(self.collector, request, 'action_approve')
        self.assertRecordValues(request.step_ids, [{
            'decided_by_id': self.collector.id, 'behalf_id': self.manager.id}])
        self.assertEqual(self.tested.credit_limit, 4_000)

    def test_after_his_leave_the_substitute_is_nobody(self):
        self.env['ar.approval.delegation'].with_user(self.manager).create({
            'user_id': self.manager.id, 'delegate_id': self.collector.id,
            'date_from': self.day(0), 'date_to': self.day(0)})
        request = self.ask(4_000)
        with freeze_time(self.today + timedelta(days=1)):
            self.refused(self.collector, request, 'action_approve')

    def test_who_left_decides_nothing(self):
        request = self.ask(4_000)
        self.manager.group_ids = self.env.ref('base.group_user')
        self.refused(self.manager, request, 'action_approve')
        self.chief.active = False
        admins = self.env.ref('ar_optimization.group_credit_manager').all_user_ids
        self.assertNotIn(self.chief, request.step_ids._approvers(self.company))
        self.assertTrue(admins)

    def test_nobody_there_who_may_decide_is_said_and_escalated(self):
        only = self.rule("Only", 0, 0, 'credit_manager', type='limit', escalate_user_id=False)
        only.step_ids.write({'group_id': False, 'user_ids': [Command.set(self.manager.ids)]})
        request = self.ask(4_000, self.manager)
        self.assertTrue(request.nobody_decides)
        self.assertFalse(request.activity_ids)
        request.action_cancel()
        only.escalate_user_id = self.chief
        request = self.ask(4_000, self.manager)
        self.assertTrue(request.escalated)
        self.call(self.chief, request, 'action_approve')
        self.assertEqual(self.tested.credit_limit, 4_000)
