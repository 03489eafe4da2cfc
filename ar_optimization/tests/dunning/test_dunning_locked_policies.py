from odoo import Command
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestLockedPolicies(ARCommon):
    """Where credit terms are locked, what customers earn by paying early and what it costs to pay
    late change by request, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.role_user('credit_manager')
        cls.chief = cls.role_user('credit_manager', login='ar_chief')
        cls.incentive = cls.env['ar.incentive.policy'].create({
            'name': "1.2 % for 18 days", 'company_id': cls.company.id,
            'step_ids': [Command.create({'days': 18, 'percent': 1.2})]})
        cls.interest = cls.env['ar.interest.policy'].create({
            'name': "By law", 'company_id': cls.company.id,
            'currency_id': cls.company.currency_id.id})
        cls.env['ar.approval.rule'].search([]).active = False
        cls.rule = cls.env['ar.approval.rule'].create({
            'name': "All", 'step_ids': [Command.create({
                'group_id': cls.env.ref('ar_optimization.group_credit_manager').id})]})
        cls.company.ar_lock_terms = True

    def refused(self, call, *args):
        try:
            with self.cr.savepoint():
                call(*args)
        except (RedirectWarning, UserError):
            return
        self.fail("not refused")

    def test_refused_alone(self):
        incentive, interest = (
            policy.with_user(self.manager) for policy in (self.incentive, self.interest))
        step = incentive.step_ids
        for record, vals in (
            (incentive, {'grace_days': 9}), (incentive, {'active': False}),
            (incentive, {'step_ids': [Command.update(step.id, {'percent': 9})]}),
            (step, {'percent': 9}), (interest, {'mode': 'none'}), (interest, {'rate': 9}),
            (interest, {'company_id': False}),
        ):
            with self.subTest(record._name, vals=vals):
                self.refused(record.write, vals)
        for record in (step, incentive, interest):
            with self.subTest(record._name):
                self.refused(record.unlink)
        incentive.name = "Spring"  # says nothing of what is granted
        self.assertEqual((incentive.name, step.percent), ("Spring", 1.2))

    def test_asked_for_and_approved(self):
        tier = self.env['ar.credit.tier'].search([], limit=1)
        for policy, vals, words in (
            (self.incentive, {'step_ids': [[1, self.incentive.step_ids.id, {'percent': 2.0}]]},
             "2.00"),
            (self.interest, {'tier_ids': [[4, tier.id]], 'rate': 9.0}, tier.display_name),
        ):
            policy = policy.with_user(self.manager)
            request = policy._submit_locked(policy._lock_values(vals))
            self.assertEqual((request.type, request.state), ('policy', 'waiting'))
            self.assertIn(words, request.summary)
            request.with_user(self.chief).action_approve()
        self.assertEqual(self.incentive.step_ids.percent, 2)
        self.assertEqual((self.interest.tier_ids, self.interest.rate), (tier, 9))

    def test_alone_where_the_matrix_says_so(self):
        self.rule.sudo().own_authority = True
        self.interest.with_user(self.manager).rate = 9
        request = self.env['ar.credit.request'].search([('res_model', '=', 'ar.interest.policy')])
        self.assertEqual((request.state, self.interest.rate), ('approved', 9))
        event = self.env['ar.event'].search([('kind', '=', 'interest.policy_changed')])
        self.assertEqual((len(event), event.after['rate']), (1, 9))

    def test_a_new_one_waits(self):
        policy = self.incentive.with_user(self.manager).create({
            'name': "5 % for nothing", 'company_id': self.company.id,
            'step_ids': [Command.create({'days': 1, 'percent': 5})]})
        self.assertFalse(policy.active)
        request = self.env['ar.credit.request'].search([('res_id', '=', policy.id)])
        self.assertEqual((request.res_model, request.state), (policy._name, 'waiting'))
        request.with_user(self.chief).action_approve()
        self.assertTrue(policy.active)

    def test_a_waiting_one_is_no_customers_own(self):
        waiting = self.interest.with_user(self.manager).create({
            'name': "A tenth a day", 'company_id': self.company.id, 'basis': 'own', 'rate': 10,
            'rate_period': 'day', 'currency_id': self.company.currency_id.id})
        self.assertFalse(waiting.active)
        waiting.rate = 9  # nobody has to pay it
        accounts = self.env['ar.credit.account'].with_user(self.manager)
        account = accounts._account_for(self.customer("Mill"), self.company)
        self.refused(account.write, {'interest_policy_id': waiting.id})
        self.refused(accounts.create, {
            'partner_id': self.customer("Shop").id, 'company_id': self.company.id,
            'interest_policy_id': waiting.id})
        account.interest_policy_id = self.interest
        self.interest.sudo().active = False
        self.refused(self.interest.with_user(self.manager).write, {'rate': 9})
