from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from .guard_common import GuardCommon


@tagged('post_install', '-at_install')
class TestLookedAtAgain(GuardCommon):
    """Limits that several share, and holds that are looked at again when something changes."""

    def grouped(self, limit, *accounts):
        """The accounts, with a limit that they share."""
        self.env['ar.credit.group'].create({
            'name': "Together", 'credit_limit': limit,
            'account_ids': [Command.set([account.id for account in accounts])]})
        return accounts

    def open_accounts(self, number):
        return [self.account(f"Member {index}", credit_mode='unlimited') for index in range(number)]

    # === A SHARED LIMIT === #

    def test_two_members_of_a_shared_limit_in_one_call(self):
        self.policy()
        one, two = self.grouped(100, *self.open_accounts(2))
        both = self.draft(one.partner_id, 60) + self.draft(two.partner_id, 60)
        both.action_post()
        self.assertEqual(both.mapped('state'), ['posted', 'draft'])
        self.assertEqual(self.hold_of(both[1]).exposure, 60)

    def test_in_one_call_over_two_companies(self):
        self.policy()
        other = self.other_company()
        other.write({'ar_position_guard': 'on', 'ar_guard_invoices': True})
        here = self.account(credit_mode='unlimited')
        there = self.account_of(here.partner_id, other, credit_mode='unlimited')
        group = self.env['ar.credit.group'].create({
            'name': "Together", 'credit_limit': 100, 'across_companies': True})
        (here | there).group_id = group
        both = self.draft(here.partner_id, 60) + self.draft(here.partner_id, 60, company=other)
        both.with_context(allowed_company_ids=(self.company | other).ids)._post(soft=False)
        self.assertEqual(sorted(both.mapped('state')), ['draft', 'posted'])

    def test_the_own_limit_gives_way_to_the_shared_one_within_a_call(self):
        """The own limit leaves less to begin with; once the other member has passed, the shared
        one does."""
        self.policy()
        one, two = self.grouped(150, *self.open_accounts(2))
        two.write({'credit_mode': 'limit', 'credit_limit': 100})
        both = self.draft(one.partner_id, 90) + self.draft(two.partner_id, 61)
        both.action_post()
        self.assertEqual(both.mapped('state'), ['posted', 'draft'])
        self.assertIn("shares with others", self.hold_of(both[1]).reasons_text)

    def test_money_of_one_member_looks_again_at_the_other(self):
        self.policy()
        one, two = self.grouped(100, *self.open_accounts(2))
        self.invoice(one.partner_id, 60)
        over = self.draft(two.partner_id, 60)
        over.action_post()
        self.env['ar.hold.mark'].sudo().search([]).unlink()
        self.payment(one.partner_id, 60)
        self.assertTrue(self.env['ar.hold.mark'].sudo().search([]))
        self.cron()
        self.assertFalse(self.hold_of(over))  # it has ended

    # === LOOKED AT AGAIN === #

    def test_only_the_holds_of_who_paid(self):
        self.policy()
        documents = [self.draft(self.limited_as(name).partner_id, 11) for name in ("One", "Two")]
        for document in documents:
            document.action_post()
        self.payment(documents[0].partner_id, 1)
        looked_at = []
        with self.counted(looked_at):
            self.cron()
        self.assertEqual(looked_at, [documents[0]])
        self.assertEqual(documents[1].ar_hold_state, 'open')
        with self.counted(looked_at):
            self.cron('_all')
        self.assertEqual(looked_at[1:], [documents[1]])

    def limited_as(self, name, limit=10):
        account = self.account(name)
        account.write({'credit_mode': 'limit', 'credit_limit': limit})
        return account

    def counted(self, looked_at):
        """Collect the documents that are decided on."""
        moves = self.env.registry['account.move']
        decide = moves._ar_guard_decide

        def collect(documents, lock=False):
            looked_at.extend(documents)
            return decide(documents, lock)

        return patch.object(moves, '_ar_guard_decide', collect)

    def test_one_that_fails_does_not_stop_the_others(self):
        self.policy()
        documents = [self.draft(self.limited_as(name).partner_id, 11) for name in ("One", "Two")]
        for document in documents:
            document.action_post()
            self.payment(document.partner_id, 1)
        holds = [self.hold_of(document) for document in documents]
        moves = self.env.registry['account.move']
        facts = moves._ar_guard_facts

        def fails(move, counted):
            if move == documents[0]:
                raise ValueError("no figures")
            return facts(move, counted)

        self.env.flush_all()
        with patch.object(moves, '_ar_guard_facts', fails), \
                self.assertLogs('odoo.addons.ar_optimization', 'ERROR'):
            self.cron('_all')
        self.assertEqual([hold.state for hold in holds], ['open', 'cleared'])

    def test_queries_do_not_grow_with_the_holds(self):
        self.policy()
        self.company.ar_exposure_drafts = True
        counts = []
        for number in (2, 12):
            documents = self.env['account.move'].union(*(
                self.draft(self.limited_as(f"{number} {index}").partner_id, 11)
                for index in range(number)))
            documents.action_post()
            holds = self.holds.sudo().search([('res_id', 'in', documents.ids)])
            self.env.flush_all()
            self.env.invalidate_all()
            holds._reevaluate()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            holds._reevaluate()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(set(holds.mapped('state')), {'open'})
        self.assertLessEqual(counts[1], counts[0] + 1)
