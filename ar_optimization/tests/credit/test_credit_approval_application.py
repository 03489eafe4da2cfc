from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .approval_common import ApprovalCommon


@tagged('post_install', '-at_install')
class TestApplication(ApprovalCommon):
    """A new customer, from the checklist to its limit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['ar.credit.checklist'].search([]).active = False
        cls.env['ar.credit.checklist'].create([
            {'name': "Licence", 'needs_document': True}, {'name': "Statements", 'required': False}])
        cls.newcomer = cls.customer("Newcomer")

    def apply(self, user=None, **vals):
        return self.env['ar.credit.application'].with_user(user or self.collector).create({
            'partner_id': self.newcomer.id, 'wanted_limit': 800, **vals})

    def complete(self, application):
        item = application.item_ids.filtered('required')
        item.write({'done': True, 'attachment_ids': [Command.create({
            'name': "licence.txt", 'raw': b"ok"})]})

    def test_prepayment_until_decided(self):
        application = self.apply()
        account = application.account_id.sudo()
        self.assertEqual((account.credit_mode, account.effective_limit), ('prepay', 0))
        self.assertEqual(application.item_ids.mapped('name'), ["Licence", "Statements"])

    def test_who_buys_already_keeps_its_terms(self):
        known = self.account("Known")
        self.invoice(known.partner_id, 100)
        self.apply(partner_id=known.partner_id.id)
        self.assertEqual(known.credit_mode, 'unlimited')

    def test_nothing_is_asked_before_all_is_there(self):
        application = self.apply()
        with self.assertRaises(UserError):
            application.action_submit()
        application.item_ids.filtered('required').done = True
        with self.assertRaises(UserError):  # still without its document
            application.action_submit()
        self.assertEqual(application.missing_count, 1)

    def test_granted(self):
        term = self.term((100, 30))
        application = self.apply(wanted_term_id=term.id)
        self.complete(application)
        application.action_submit()
        self.assertEqual((application.state, application.request_id.rule_id),
                         ('waiting', self.small))
        application.request_id.with_user(self.analyst).action_approve()
        account = application.account_id.sudo()
        self.assertEqual(application.state, 'granted')
        self.assertEqual((account.credit_mode, account.credit_limit), ('limit', 800))
        self.assertEqual(self.native(self.newcomer)[2], term)

    def test_refused_goes_on_paying_in_advance(self):
        application = self.apply()
        self.complete(application)
        application.action_submit()
        application.request_id.with_user(self.analyst)._decide('refused', "No references")
        self.assertEqual(application.state, 'refused')
        self.assertEqual(application.account_id.sudo().credit_mode, 'prepay')

    def test_no_more_than_the_starter_tier_gives(self):
        tiers = self.env['ar.credit.tier']._for_company(self.company)
        tiers.filtered('is_starter').limit_cap = 700
        application = self.apply()
        self.complete(application)
        with self.assertRaises(ValidationError):
            application.action_submit()
        application.wanted_limit = 700
        application.action_submit()

    def test_state_and_limit_are_not_written_by_hand(self):
        application = self.apply()
        for vals in ({'state': 'granted'}, {'account_id': self.tested.id}):
            with self.assertRaises(UserError):
                application.write(vals)
        self.complete(application)
        application.action_submit()
        with self.assertRaises(UserError):
            application.wanted_limit = 9_000
        with self.assertRaises(AccessError):
            self.apply(self.seller, partner_id=self.customer("X").id)

    def test_whom_it_is_for_is_known_from_the_beginning(self):
        application = self.apply()
        for vals in ({'partner_id': self.tested.partner_id.id},
                     {'company_id': self.other_company().id}):
            with self.assertRaises(UserError):
                application.write(vals)

    def test_the_checklist_is_not_made_easier(self):
        application = self.apply(item_ids=[Command.clear()])
        licence = application.item_ids.filtered('required')
        self.assertEqual(licence.name, "Licence")
        for vals in ({'required': False}, {'name': "x"}, {'needs_document': False}):
            with self.assertRaises(AccessError):
                licence.write(vals)
        with self.assertRaises(AccessError):
            licence.unlink()
        licence.with_user(self.manager).needs_document = False
        self.complete(application)
        application.action_submit()
        with self.assertRaises(UserError):
            licence.with_user(self.manager).required = False

    def test_a_cap_lowered_meanwhile(self):
        application = self.apply()
        self.complete(application)
        application.action_submit()
        application.starter_tier_id.sudo().limit_cap = 700
        with self.assertRaises(ValidationError):
            application.request_id.with_user(self.analyst).action_approve()

    def test_credit_that_was_granted_stays(self):
        account = self.env['ar.credit.account']._account_for(self.newcomer, self.company)
        account.write({'credit_mode': 'limit', 'credit_limit': 100})
        account.with_user(self.manager).write({'credit_mode': 'unlimited'})
        self.apply()
        self.assertEqual(account.credit_mode, 'unlimited')

    def test_cancelled_with_its_request(self):
        application = self.apply()
        self.complete(application)
        application.action_submit()
        application.action_cancel()
        self.assertEqual(
            (application.state, application.request_id.state), ('cancelled', 'cancelled'))


@tagged('post_install', '-at_install')
class TestReviewRun(ApprovalCommon):
    """What the night found due arrives as requests that are filled in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tested.write({'credit_mode': 'limit', 'credit_limit': 500})
        cls.company.ar_lock_terms = True

    def review(self, day=0):
        self.accounts.sudo()._nightly_reviews(self.company, self.day(day))

    def test_limits_computed_anew(self):
        self.set_facts(self.tested, net_sales=480_000, score=65)
        self.night()
        self.assertEqual(self.tested.proposal_state, 'waiting')
        self.review()
        self.review()
        request = self.tested.request_ids
        self.assertRecordValues(request, [{
            'state': 'waiting', 'origin': 'review', 'type': 'limit'}])
        self.assertTrue(request.activity_ids)
        self.assertFalse(self.tested.proposal_state)

    def test_temporary_limits_about_to_end_are_drafts(self):
        self.tested.sudo().write({'temporary_limit': 800, 'temporary_limit_to': self.day(8)})
        self.review()
        self.assertFalse(self.tested.request_ids)
        self.review(1)
        self.review(2)
        draft = self.tested.request_ids
        self.assertRecordValues(draft, [{
            'state': 'draft', 'origin': 'review', 'type': 'temporary_limit', 'new_limit': 800}])
        draft.with_user(self.analyst).action_submit()
        self.assertEqual(draft.requester_id, self.analyst)
        self.assertEqual(draft.decided_how, 'own')

    def test_the_scheduled_action_fills_them_in(self):
        computed = self.account("Computed anew", credit_mode='limit', credit_limit=500)
        self.set_facts(computed, net_sales=480_000, score=65)
        self.tested.sudo().write({'temporary_limit': 800, 'temporary_limit_to': self.day(3)})
        self.night()
        cron = self.env.ref('ar_optimization.ir_cron_reviews')
        for __ in range(2):
            with self.enter_registry_test_mode():
                cron.with_user(self.env.ref('base.user_root')).method_direct_trigger()
            self.env.invalidate_all()
        ending = self.tested.request_ids.filtered(lambda made: made.type == 'temporary_limit')
        self.assertRecordValues(ending, [{
            'state': 'draft', 'origin': 'review', 'new_limit': 800,
            'date_to': self.day(3) + relativedelta(months=1)}])
        self.assertRecordValues(computed.request_ids, [{
            'state': 'waiting', 'origin': 'review', 'type': 'limit', 'new_limit': 64_000}])
        self.assertTrue(computed.request_ids.activity_ids)
        self.assertLessEqual(ending | computed.request_ids, self.requests.with_user(
            self.analyst).search([('origin', '=', 'review')]))

    def test_nothing_where_terms_are_not_locked(self):
        self.company.ar_lock_terms = False
        self.tested.sudo().write({'temporary_limit': 800, 'temporary_limit_to': self.day(1)})
        self.review()
        self.assertFalse(self.tested.request_ids)
