from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .approval_common import ApprovalCommon


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

    def test_approvers_see_what_they_decide_on(self):
        stranger = self.role_user('employee', login='ar_stranger')
        for vals in (
                {'step_ids': [Command.create({'user_ids': stranger.ids})]},
                {'step_ids': [Command.create({'group_id': self.lonely_group(stranger).id})]},
                {'escalate_user_id': stranger.id}):
            with self.assertRaisesRegex(ValidationError, "access to Receivables"), \
                    self.cr.savepoint():
                self.small.write(vals)

    def test_who_has_lost_access_is_named_in_the_request(self):
        judge = self.role_user('credit_analyst', login='ar_judge')
        self.small.step_ids.write({'group_id': False, 'user_ids': [Command.set(judge.ids)]})
        request = self.ask(900)
        self.assertFalse(request.nobody_decides or request.without_access)
        judge.group_ids = self.env.ref('base.group_user')
        request.invalidate_recordset()
        self.assertEqual((request.nobody_decides, request.without_access), (True, judge.name))

    def lonely_group(self, user):
        return self.env['res.groups'].create({'name': "Board", 'user_ids': user.ids})

    def test_every_change_of_a_rule_is_logged(self):
        self.small.amount_to = 2_000
        event = self.events('request.rule_changed', self.small)[0]
        self.assertEqual((event.before['amount_to'], event.after['amount_to']), (1_000, 2_000))
        self.small.step_ids.group_id = self.env.ref('ar_optimization.group_collector')
        self.assertEqual(len(self.events('request.rule_changed', self.small)), 2)
        self.assertIn("Collector", self.events('request.rule_changed', self.small)[0].change)
        step = self.small.step_ids.with_context(default_rule_id=self.small.id).create({
            'user_ids': self.chief.ids})
        self.assertEqual(len(self.events('request.rule_changed', self.small)), 3)
        step.rule_id = self.large
        for rule, count in ((self.small, 4), (self.large, 1)):
            self.assertEqual(len(self.events('request.rule_changed', rule)), count)
        with self.assertRaises(ValidationError):
            self.small.step_ids.rule_id = self.large

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

    def test_without_a_rule_there_is_a_deadline_too(self):
        (self.small | self.medium | self.large).active = False
        with freeze_time('2026-07-03 10:00:00'):  # a Friday
            request = self.ask(900)
        self.assertFalse(request.rule_id)
        self.assertEqual(request.deadline.date(), self.day('2026-07-06'))
        self.company.ar_credit_manager_id = self.chief
        with freeze_time('2026-07-08 10:00:00'):
            self.requests._cron_deadlines()
        self.assertEqual(request.step_ids.escalated_user_id, self.chief)

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
            self.assertEqual(request.waits_for, f"Credit Analyst, {self.chief.name}")
            self.assertEqual(len(self.events('request.escalated', request)), 1)
            self.assertIn(self.chief, request.activity_ids.user_id)
            self.assertEqual(len(request.activity_ids), len(request.activity_ids.user_id))
            request.with_user(self.chief).action_approve()
        self.assertTrue(request.is_late)

    def test_not_escalated_to_who_asked(self):
        self.small.escalate_user_id = self.collector
        request = self.ask(900, self.collector)
        with freeze_time(request.deadline + timedelta(days=1)):
            self.requests._cron_deadlines()
        self.assertFalse(request.escalated)
