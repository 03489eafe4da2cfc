
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
