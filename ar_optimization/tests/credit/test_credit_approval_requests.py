from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .approval_common import ApprovalCommon


@tagged('post_install', '-at_install')
class TestRequest(ApprovalCommon):
    """From asking to the decision and what it changes."""

    def test_a_request_waits_and_nothing_changes(self):
        request = self.ask(900)
        self.assertRecordValues(request, [{
            'state': 'waiting', 'requester_id': self.seller.id, 'amount': 900,
            'rule_id': self.small.id, 'account_id': self.tested.id, 'origin': 'person',
            'new_limit': 900, 'before': {'credit_mode': 'limit', 'credit_limit': 500},
            'summary': "Credit Limit: $\xa0500.00 → $\xa0900.00",
        }])
        self.assertEqual(self.tested.credit_limit, 500)
        self.assertEqual(self.events('request.submitted', request).user_id, self.seller.id)

    def test_approved_it_is_done_and_told(self):
        request = self.ask(900)
        request.with_user(self.analyst).action_approve()
        self.assertRecordValues(request, [{
            'state': 'approved', 'decided_how': 'steps', 'hours_to_decision': 0.0}])
        self.assertRecordValues(request.step_ids, [{
            'decision': 'approved', 'decided_by_id': self.analyst.id, 'behalf_id': False}])
        self.assertEqual(self.tested.credit_limit, 900)
        self.assertEqual(self.native(self.tested.partner_id)[0], 900)
        event = self.events('limit.changed', self.tested)
        self.assertEqual((event.user_id, event.after['credit_limit']), (self.analyst.id, 900))
        message = self.env['mail.message'].sudo().search([
            ('model', '=', request._name), ('res_id', '=', request.id),
            ('partner_ids', 'in', self.seller.partner_id.ids)])
        self.assertIn("Approved", message.body)

    def test_refused_with_a_reason_nothing_changes(self):
        request = self.ask(900)
        with self.assertRaises(UserError):
            request.with_user(self.analyst)._decide('refused')
        request.with_user(self.analyst)._decide('refused', "Pays late")
        self.assertRecordValues(request, [{'state': 'refused', 'decision_comment': "Pays late"}])
        self.assertEqual(self.tested.credit_limit, 500)
        self.assertEqual(self.events('request.refused', request).reason, "Pays late")

    def test_two_steps_two_people_in_order(self):
        request = self.ask(9_000)
        self.assertEqual(request.waits_for, "Credit Analyst")
        request.with_user(self.manager).action_approve()
        self.assertEqual((request.state, request.waits_for), ('waiting', "Credit Manager"))
        self.assertEqual(self.tested.credit_limit, 500)
        request.with_user(self.chief).action_approve()
        self.assertEqual((request.state, self.tested.credit_limit), ('approved', 9_000))

    def test_approvers_have_an_activity_until_it_is_decided(self):
        request = self.ask(2_000)
        self.assertIn(self.manager, request.activity_ids.user_id)
        self.assertNotIn(self.analyst, request.activity_ids.user_id)
        request.with_user(self.manager).action_approve()
        self.assertFalse(request.activity_ids)

    def test_what_waits_for_me(self):
        other = self.account("Other", credit_mode='limit', credit_limit=500)
        mine = self.ask(2_000)
        self.assertEqual(self.ask(2_000, self.manager, other).state, 'approved')
        large = self.requests.with_user(self.seller)._submit(
            'terms', other, {'granted_term_id': self.term((100, 60)).id}, "x", amount=9_000)
        for user, expected in (
            (self.manager, mine | large), (self.analyst, large), (self.collector, self.requests),
            (self.chief, mine | large),
        ):
            found = self.requests.with_user(user).search([
                ('can_decide', '=', True), ('id', 'in', (mine | large).ids)])
            self.assertEqual(found, expected, user.login)
            self.assertEqual(found, found.filtered('can_decide'))

    def test_decided_is_decided(self):
        request = self.ask(900)
        request.with_user(self.analyst).action_approve()
        for call in (lambda: request.with_user(self.manager).action_approve(),
                     lambda: request.with_user(self.manager)._decide('refused', "No"),
                     lambda: request.with_user(self.seller).action_cancel()):
            with self.assertRaises(UserError):
                call()

    def test_taken_back(self):
        request = self.ask(900)
        with self.assertRaises(UserError):
            request.with_user(self.collector).action_cancel()
        request.with_user(self.seller).action_cancel()
        self.assertRecordValues(request, [{'state': 'cancelled', 'decided_how': False}])
        self.assertFalse(request.activity_ids)

    def test_one_waits_at_a_time(self):
        self.ask(900)
        with self.assertRaises(UserError):
            self.ask(800)
        self.requests._submit('status', self.tested, {'status': 'watch'}, "Another thing")

    def test_figures_are_frozen(self):
        self.invoice(self.tested.partner_id, 400, -40, due=-10)
        request = self.ask(900)
        self.pay(self.tested.partner_id.invoice_ids)
        self.tested.invalidate_recordset()
        self.assertEqual(request.figures['exposure'], 400)
        self.assertEqual(request.figures['overdue_amount'], 400)
        request.invalidate_recordset()
        self.assertIn("400.00", request.figures_table)
        self.assertEqual(self.tested.exposure, 0)

    def test_no_rule_means_a_credit_manager(self):
        self.large.active = False
        request = self.ask(9_000, self.manager)
        self.assertRecordValues(request, [{'rule_id': False, 'state': 'waiting'}])
        self.assertEqual(request.waits_for, "Credit Manager")
        request.with_user(self.chief).action_approve()
        self.assertEqual(self.tested.credit_limit, 9_000)

    def test_unlimited_is_above_every_amount(self):
        request = self.requests.with_user(self.manager)._submit(
            'limit', self.tested, {'credit_mode': 'unlimited'}, "Our parent")
        self.assertRecordValues(request, [{
            'rule_id': self.large.id, 'is_unlimited': True, 'state': 'waiting'}])

    def test_impossible_values(self):
        yesterday = str(self.day(-1))
        for kind, values in (
            ('limit', {'credit_limit': -1}), ('limit', {'credit_limit': float('nan')}),
            ('temporary_limit', {'temporary_limit': 5}),
            ('temporary_limit', {'temporary_limit': 5, 'temporary_limit_to': yesterday}),
            ('tier_override', {'tier_override_id': self.tier_a.id}),
            ('terms', {'granted_term_id': self.term((100, 60)).id,
                       'granted_term_until': yesterday}),
            ('status', {'status': 'friend'}),
        ):
            with self.subTest(kind, **values), self.assertRaises(ValidationError), \
                    self.cr.savepoint():
                self.requests._submit(kind, self.tested, values, "x")
        with self.assertRaises(UserError):
            self.requests._submit('nonsense', self.tested, {}, "x")

    def test_a_batch_costs_as_much_as_one(self):
        accounts = self.accounts.concat(*(
            self.account(f"C{number}", credit_mode='limit', credit_limit=100)
            for number in range(12)))

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.requests.with_user(self.seller)._submit_many(
                'limit', {account: {'credit_mode': 'limit', 'credit_limit': 200}
                          for account in some}, "Review")
            self.env.flush_all()
            return self.cr.sql_log_count - before

        queries(accounts[:1])
        self.assertLessEqual(queries(accounts[2:]), queries(accounts[1:2]) + 5)


@tagged('post_install', '-at_install')
class TestTypes(ApprovalCommon):
    """What an approved request of each type does."""

    def approved(self, kind, values):
        """A request of a type, approved by one or two others."""
        request = self.requests.with_user(self.seller)._submit(kind, self.tested, values, "Asked")
        request.with_user(self.manager).action_approve()
        if request.state == 'waiting':
            request.with_user(self.chief).action_approve()
        self.assertEqual(request.state, 'approved')
        return request

    def test_temporary_limit_reverts_by_itself(self):
        self.approved('temporary_limit', {
            'temporary_limit': 3_000, 'temporary_limit_to': str(self.day(10))})
        self.assertEqual(self.tested.effective_limit, 3_000)
        with freeze_time(self.day(11)):
            self.tested.invalidate_recordset()
            self.night(11)
            self.assertEqual(self.tested.effective_limit, 500)

    def test_tier(self):
        self.approved('tier_override', {
            'tier_override_id': self.tier_d.id, 'tier_override_until': str(self.day(30)),
            'tier_override_reason': "Fraud"})
        self.assertEqual(self.tested.tier_id, self.tier_d)

    def test_a_tier_is_worth_the_limit_it_gives(self):
        self.tier_b.sudo().write({
            'credit_mode': 'limit', 'order_control': 'hold', 'limit_floor': 8_000,
            'limit_cap': 8_000})
        outcome = self.tested._preview_limits(self.tier_b, self.today)[self.tested]
        self.assertGreater(outcome.limit, 500)
        amount = self.requests._prepare('tier_override', self.tested, {
            'tier_override_id': self.tier_b.id, 'tier_override_until': str(self.day(9)),
            'tier_override_reason': "Friend"})[1]
        self.assertEqual(amount, outcome.limit)

    def test_payment_term_is_given_kept_and_ends(self):
        short, long = self.term((100, 30)), self.term((100, 90))
        partner = self.tested.partner_id.with_company(self.company)
        partner.property_payment_term_id = short
        self.approved('terms', {
            'granted_term_id': long.id, 'granted_term_until': str(self.day(30))})
        self.assertEqual(partner.property_payment_term_id, long)
        self.night(30)
        self.assertEqual(partner.property_payment_term_id, long)
        self.accounts._nightly_terms(self.company, self.day(31))
        self.assertEqual(partner.property_payment_term_id, short)
        self.assertFalse(self.tested.granted_term_id)
        self.assertEqual(len(self.events('terms.changed', self.tested)), 2)

    def test_status(self):
        self.approved('status', {'status': 'watch'})
        self.assertEqual(self.tested.status, 'watch')

    def test_stopping_a_customer_is_no_big_decision(self):
        self.tested.credit_limit = 9_000
        request = self.requests.with_user(self.analyst)._submit(
            'status', self.tested, {'status': 'blocked'}, "Bankrupt")
        self.assertEqual((request.amount, request.decided_how), (0, 'own'))
        self.assertEqual(self.tested.status, 'blocked')
        request = self.requests.with_user(self.analyst)._submit(
            'status', self.tested, {'status': 'open'}, "Came back")
        self.assertEqual((request.amount, request.state), (9_000, 'waiting'))

    def test_what_was_possible_may_be_past(self):
        request = self.requests.with_user(self.seller)._submit(
            'temporary_limit', self.tested,
            {'temporary_limit': 900, 'temporary_limit_to': str(self.day(2))}, "Fair")
        with freeze_time(self.day(3)), self.assertRaises(ValidationError):
            request.with_user(self.analyst).action_approve()
        with freeze_time(self.day(3)):
            self.requests._cron_deadlines()
        self.assertEqual(request.state, 'expired')


@tagged('post_install', '-at_install')
class TestAtOnce(ApprovalCommon):
    """What needs nobody else: a rule, one's own authority, a firm with one person."""

    def test_fast_path(self):
        self.small.write({
            'automatic': True, 'auto_min_score': 60, 'auto_max_raise': 10, 'auto_pause_days': 90})
        request = self.ask(551)
        self.assertEqual(request.state, 'waiting')
        request.action_cancel()
        request = self.ask(550)
        self.assertRecordValues(request, [{'state': 'approved', 'decided_how': 'rule'}])
        self.assertEqual(
            self.events('request.approved', request).rule, "Approved at once by rule")
        self.assertEqual(self.ask(560).state, 'waiting', "not twice in a row")

    def test_fast_path_looks_at_the_customer(self):
        self.small.write({'automatic': True, 'auto_min_score': 60, 'auto_max_raise': 10})
        self.invoice(self.tested.partner_id, 10, -40, due=-1)
        self.assertEqual(self.ask(550).state, 'waiting')

    def test_own_authority(self):
        request = self.ask(1_000, self.analyst)
        self.assertRecordValues(request, [{'state': 'approved', 'decided_how': 'own'}])
        self.assertEqual(self.tested.credit_limit, 1_000)
        self.assertEqual(self.ask(1_001, self.analyst).state, 'waiting')

    def test_several_steps_are_nobodys_own(self):
        self.assertEqual(self.ask(9_000, self.manager).state, 'waiting')
        with self.assertRaises(ValidationError):
            self.large.own_authority = True

    def test_who_has_authority(self):
        has = self.requests._has_authority
        self.assertTrue(has(self.analyst, 'limit', self.tested, 1_000))
        self.assertFalse(has(self.analyst, 'limit', self.tested, 1_001))
        self.assertTrue(has(self.manager, 'terms', self.tested, 5_000))
        self.assertFalse(has(self.manager, 'limit', self.tested, float('inf')))
        self.assertFalse(has(self.collector, 'limit', self.tested, 1))

    def test_single_person(self):
        self.company.write({
            'ar_single_person': True, 'ar_single_person_cap': 8_000,
            'ar_single_person_owner_id': self.chief.id})
        request = self.ask(8_000, self.manager)
        self.assertRecordValues(request, [{'state': 'approved', 'decided_how': 'alone'}])
        told = self.env['mail.message'].sudo().search([
            ('model', '=', request._name), ('res_id', '=', request.id),
            ('partner_ids', 'in', self.chief.partner_id.ids)])
        self.assertTrue(told)
        self.assertEqual(self.ask(8_001, self.manager).state, 'waiting')

    def test_single_person_must_be_an_approver_and_give_a_reason(self):
        self.company.write({
            'ar_single_person': True, 'ar_single_person_cap': 8_000,
            'ar_single_person_owner_id': self.chief.id})
        self.assertEqual(self.ask(900, self.collector).state, 'waiting')
        request = self.requests.with_user(self.manager)._submit(
            'limit', self.account("Other"), {'credit_mode': 'limit', 'credit_limit': 7_000}, " ")
        self.assertEqual(request.state, 'waiting')

    def test_single_person_mode_needs_a_cap_and_an_owner(self):
        with self.assertRaises(ValidationError):
            self.company.ar_single_person = True

    def test_single_person_mode_is_in_the_log(self):
        self.company.write({
            'ar_single_person': True, 'ar_single_person_cap': 8_000,
            'ar_single_person_owner_id': self.chief.id})
        event = self.events('rules.changed', self.company)[:1]
        self.assertTrue(event.after['ar_single_person'])


@tagged('post_install', '-at_install')
class TestMatrix(ApprovalCommon):
    """Which rule counts."""

    def test_more_specific_counts(self):
        self.tested.sudo()._write_set({self.tested.id: {'tier_id': self.tier_a.id}}, ['tier_id'])
        tier = self.rule("Best", 0, 0, 'credit_analyst', tier_ids=[
            Command.set(self.tier_a.ids)])
        self.assertEqual(self.ask(9_000).rule_id, tier)
        kind = self.rule("Terms", 0, 0, 'credit_manager', type='terms')
        request = self.requests.with_user(self.seller)._submit(
            'terms', self.tested, {'granted_term_id': self.term((100, 60)).id}, "x")
        self.assertEqual(request.rule_id, kind)

    def test_the_companys_own_before_the_shared(self):
        own = self.rule("Ours", 0, 0, 'credit_manager', company_id=self.company.id)
        self.assertEqual(self.ask(10).rule_id, own)
        other = self.other_company()
        there = self.account("There", other)
        request = self.requests._submit(
            'limit', there, {'credit_mode': 'limit', 'credit_limit': 10}, "x")
        self.assertEqual(request.rule_id, self.small)

    def test_two_contradicting_rules_the_stricter_counts_and_the_other_is_named(self):
        lax = self.rule("Lax", 0, 0, 'collector', automatic=True, amount_to=10_000)
        request = self.ask(900)
        self.assertEqual((request.rule_id, request.other_rule_ids), (self.small, lax))
        request.with_user(self.analyst).action_approve()
        self.assertEqual(self.ask(9_000).rule_id, self.large)

    def test_a_request_keeps_its_steps_when_the_rule_changes(self):
        request = self.ask(9_000)
        self.large.step_ids[1].unlink()
        request.with_user(self.analyst).action_approve()
        self.assertEqual(request.state, 'waiting')

    def test_rules_without_steps_or_upper_end(self):
        with self.assertRaises(ValidationError):
            self.small.step_ids.unlink()
        with self.assertRaises(ValidationError):
            self.large.automatic = True

    def test_every_change_of_a_rule_is_logged(self):
        self.small.amount_to = 2_000
        event = self.events('request.rule_changed', self.small)[0]
        self.assertEqual((event.before['amount_to'], event.after['amount_to']), (1_000, 2_000))
        self.small.step_ids.group_id = self.env.ref('ar_optimization.group_collector')
        self.assertEqual(len(self.events('request.rule_changed', self.small)), 2)
        self.assertIn("Collector", self.events('request.rule_changed', self.small)[0].change)

    def test_a_rule_that_decided_is_archived_not_deleted(self):
        self.ask(900)
        with self.assertRaises(UserError):
            self.small.unlink()
        self.medium.unlink()


@tagged('post_install', '-at_install')
class TestClock(ApprovalCommon):
    """Working hours, escalation, turnaround."""

    def test_the_deadline_is_in_working_hours(self):
        with freeze_time(datetime(2026, 7, 3, 15, 0)):  # Friday afternoon
            request = self.ask(900)
        self.assertGreaterEqual(request.deadline, datetime(2026, 7, 6, 7, 0))
        self.assertLessEqual(request.deadline, datetime(2026, 7, 6, 17, 0))

    def test_hours_to_decision_leave_out_the_weekend(self):
        with freeze_time(datetime(2026, 7, 3, 15, 0)):
            request = self.ask(900)
        with freeze_time(datetime(2026, 7, 6, 15, 0)):
            request.with_user(self.analyst).action_approve()
        self.assertGreater(request.hours_to_decision, 0)
        self.assertLessEqual(request.hours_to_decision, 10)
        self.assertFalse(request.is_late and request.deadline > request.date_decided)

    def test_escalated_once_and_the_next_one_may_decide(self):
        self.small.escalate_user_id = self.chief
        request = self.ask(900)
        late = request.deadline + timedelta(minutes=1)
        with freeze_time(late):
            request.invalidate_recordset()
            self.assertTrue(request.is_overdue)
            self.requests._cron_deadlines()
            self.requests._cron_deadlines()
            self.assertTrue(request.escalated)
            self.assertEqual(len(self.events('request.escalated', request)), 1)
            self.assertIn(self.chief, request.activity_ids.user_id)
            self.assertEqual(len(request.activity_ids), len(request.activity_ids.user_id))
            request.with_user(self.chief).action_approve()
        self.assertTrue(request.is_late)

    def test_not_escalated_to_who_asked(self):
        self.small.escalate_user_id = self.seller
        request = self.ask(900)
        with freeze_time(request.deadline + timedelta(days=1)):
            self.requests._cron_deadlines()
        self.assertFalse(request.escalated)


@tagged('post_install', '-at_install')
class TestForm(ApprovalCommon):
    """What a person fills in."""

    def test_a_salesperson_asks_for_his_own_customer(self):
        action = self.tested.partner_id.with_user(self.seller).action_ask_credit()
        form = Form(self.requests.with_user(self.seller).with_context(**action['context']))
        form.new_limit = 900
        form.reason = "Big order"
        request = form.save()
        self.assertEqual((request.state, request.account_id.id), ('draft', self.tested.id))
        request.action_submit()
        self.assertRecordValues(request, [{
            'state': 'waiting', 'requester_id': self.seller.id,
            'values': {'credit_mode': 'limit', 'credit_limit': 900.0}}])

    def test_a_reason_is_needed(self):
        request = self.draft(reason=False)
        with self.assertRaises(UserError):
            request.action_submit()

    def test_asked_once(self):
        request = self.draft()
        request.action_submit()
        with self.assertRaises(UserError):
            request.action_submit()
