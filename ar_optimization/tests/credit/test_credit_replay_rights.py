from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .replay_common import ReplayCommon


@tagged('post_install', '-at_install')
class TestReplayRights(ReplayCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice(cls.account().partner_id, 100, -30, -20)
        cls.done = cls.replay(('overdue_days', 'hold', 5), activation_date=cls.today)
        cls.analyst, cls.collector = cls.role_user('credit_analyst'), cls.role_user('collector')

    def test_an_analyst_tries_and_does_not_activate(self):
        mine = self.replays.with_user(self.analyst).create({'name': "Mine"})
        mine.policy_ids = [Command.create({'name': "L", 'condition': 'limit', 'bound': 80})]
        mine.action_run()
        mine.action_cancel()
        mine.action_reset()
        done = self.done.with_user(self.analyst)
        for attack in (
            done.action_activate, done.action_take_back,
            lambda: done.write({'activation_date': self.day(3)}),
            lambda: done.write({'activation_date': False}), done.action_accept_changes,
            lambda: done.write({'activation_state': 'active'}),
            lambda: done.write({'state': 'draft'}),
            lambda: mine.write({'requests_per_week': 1}),
            lambda: mine.create({'name': "Made up", 'state': 'done'}),
            lambda: done.figure_ids.write({'draft': 1}),
            lambda: done.customer_ids.unlink(),
            lambda: done.figure_ids.create({
                'replay_id': done.id, 'company_id': self.company.id, 'figure': 'held'}),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                attack()
        self.assertEqual(self.done.activation_state, 'none')
        forged = mine.with_context(default_state='done', default_requests_per_week=3)
        made = forged.create({'name': "Made up"})
        self.assertEqual((made.state, made.requests_per_week), ('draft', 0))

    def test_a_collector_only_looks(self):
        done = self.done.with_user(self.collector)
        self.assertEqual(done.figure_ids[0].figure, 'documents')
        for attack in (
            done.action_activate, done.action_run, done.action_cancel, done.action_reset,
            lambda: done.create({'name': "Mine"}), lambda: done.write({'name': "Mine"}),
            lambda: done.policy_ids.write({'bound': 1}), done.unlink,
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                attack()

    def test_other_companies_are_not_seen(self):
        stranger = self.role_user(
            'credit_manager', login='ar_stranger', companies=self.other_company(name="Second"))
        for model in (
            'ar.replay', 'ar.replay.policy', 'ar.replay.tier', 'ar.replay.condition',
            'ar.replay.document', 'ar.replay.customer', 'ar.replay.week', 'ar.replay.figure',
            'ar.replay.outcome',
        ):
            self.assertFalse(self.env[model].with_user(stranger).search([]), model)
        with self.assertRaises(AccessError):
            self.done.with_user(stranger).action_export()
