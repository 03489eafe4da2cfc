import json

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..credit.common import CreditCommon


@tagged('post_install', '-at_install')
class TestCreditDialogs(CreditCommon):

    def test_set_a_tier_by_hand(self):
        account = self.account(score=20)
        action = account.action_set_tier()
        with Form(self.env['ar.tier.override'].with_context(**action['context'])) as form:
            form.tier_id = self.tier_b
            form.reason = "Parent company guarantees"
            self.assertEqual(form.until, self.day('2026-09-30'))  # three months
        form.record.action_apply()
        self.assertEqual((account.tier_code, account.tier_basis['kind']), ('B', 'override'))
        with self.assertRaisesRegex(UserError, "cannot be past"):
            form.record.until = self.day(-1)
            form.record.action_apply()

    def test_setting_tiers_by_hand_shows_what_follows(self):
        accounts = self.account("Big", score=65, net_sales=120_000)
        accounts |= self.account("Small", score=20, net_sales=12_000)
        self.night()
        self.assertEqual(accounts.mapped('tier_code'), ['B', 'D'])
        action = accounts.action_set_tier()
        with Form(self.env['ar.tier.override'].with_context(**action['context'])) as form:
            self.assertFalse(form.preview)
            form.tier_id = self.tier_d
            form.reason = "Insolvency"
            table = etree.fromstring(f"<div>{form.preview}</div>")
            rows = [" ".join("".join(row.itertext()).split()) for row in table.iter('tr')][1:]
            self.assertEqual(
                rows[0], "Big B → D Unlimited Prepayment Only waits in Limit Proposals")
            form.tier_id = self.tier_b
            self.assertIn("16,000.00", form.preview)
        self.assertEqual(accounts.mapped('tier_code'), ['B', 'D'], "nothing happened yet")
        form.record.action_apply()
        self.assertEqual(accounts.mapped('tier_code'), ['B', 'B'])
        accounts.action_review_limit()
        self.assertIn(f"{accounts[1].proposed_limit:,.2f}", form.record.preview)

    def test_switched_off_is_off(self):
        """Nothing assigns a tier or computes a limit where both are off, and it is said why."""
        account = self.account(score=65, net_sales=120_000)
        override = self.env['ar.tier.override'].create({
            'account_ids': account.ids, 'tier_id': self.tier_b.id, 'reason': "Parent"})
        suggestion = self.env['ar.tier.suggestion'].create({})
        self.company.ar_position_limits = 'off'
        events = self.env['ar.event'].search([])
        for name, act in {
            'review': account.action_review_limit, 'dialog': account.action_set_tier,
            'override': override.action_apply, 'suggestion': suggestion.action_apply,
        }.items():
            with self.subTest(name), self.assertRaisesRegex(UserError, "switched off in"):
                act()
        account.sudo()._assign_tiers(self.company, self.today)
        account.sudo()._propose_limits(self.company, self.today)
        self.night()
        self.assertFalse(account.tier_id or account.proposal_state or account.limit_date)
        self.assertEqual(self.env['ar.event'].search([]), events)

    def test_apply_proposals_after_a_preview(self):
        accounts = self.accounts
        for name, score, amount in (("Big", 65, 20_000), ("Small", 65, 0), ("Bad", 20, 0)):
            accounts |= self.account(name, score=score, net_sales=120_000)
            if amount:
                self.invoice(accounts[-1:].partner_id, amount, due=30)
        self.night()
        action = accounts.action_preview_proposals()
        wizard = self.env[action['res_model']].with_context(**action['context']).create({})
        self.assertEqual(wizard.account_ids, accounts)
        self.assertEqual(wizard.summary.replace("\xa0", ""), (
            f"{self.company.name}. Customers: 3. Limits: 2, altogether $32,000.00 ($0.00 before). "
            "Prepayment only: 1. Unlimited: 0. Already over the new limit: 1."))
        wizard.account_ids -= accounts[1]
        done = wizard.action_apply()
        self.assertEqual(accounts.mapped('credit_mode'), ['limit', 'unlimited', 'prepay'])
        self.assertEqual(accounts[0].credit_limit, 16_000)
        events = self.env['ar.event'].search(done['domain'])
        self.assertEqual(set(events.mapped('res_id')), set((accounts[0] | accounts[2]).ids))
        undo = self.env['ar.event.undo'].browse(events.action_preview_undo()['res_id'])
        self.assertEqual(undo.possible, 2)
        self.assertIn("Up to Limit → Unlimited", undo.preview)
        undo.action_apply()
        self.assertEqual(set(accounts.mapped('credit_mode')), {'unlimited'})
        again = self.env['ar.event.undo'].browse(events.action_preview_undo()['res_id'])
        self.assertIn("changed again since", again.preview)
        with self.assertRaisesRegex(UserError, "None of these changes"):
            again.action_apply()

    def preview(self, accounts):
        """The dialog as a browser opens it: a form that is not saved before Apply."""
        action = accounts.action_preview_proposals()
        return Form(self.env[action['res_model']].with_context(**action['context']))

    def test_only_what_was_shown_is_applied(self):
        accounts = self.account("One", score=65, net_sales=120_000)
        accounts |= self.account("Two", score=65, net_sales=120_000)
        self.night()
        analyst = self.role_user('credit_analyst')
        changes = {
            'limit': lambda account: account.write({'proposed_limit': 90_000}),
            'mode': lambda account: account.write({'proposed_mode': 'unlimited'}),
            'dismissed': lambda account: account.with_user(self.env.user)
            .action_dismiss_proposals(),
        }
        for name, change in changes.items():
            with self.subTest(name):
                with self.preview(accounts) as form:
                    change(accounts[1].with_user(analyst))
                with self.assertRaisesRegex(UserError, "after they were shown: Two"):
                    form.record.action_apply()
                self.assertEqual(set(accounts.mapped('credit_mode')), {'unlimited'})

    def test_what_was_shown_first_counts(self):
        """A customer taken out of the list does not bring newer figures of the others in."""
        accounts = self.account("One", score=65, net_sales=120_000)
        accounts |= self.account("Two", score=65, net_sales=120_000)
        self.night()
        with self.preview(accounts) as form:
            accounts[1].with_user(self.role_user('credit_analyst')).proposed_limit = 90_000
            form.account_ids.remove(id=accounts[0].id)
        with self.assertRaisesRegex(UserError, "after they were shown: Two"):
            form.record.action_apply()
        with self.preview(accounts) as form:
            form.account_ids.remove(id=accounts[0].id)
        form.record.action_apply()
        self.assertEqual(accounts.mapped('credit_mode'), ['unlimited', 'limit'])
        self.assertEqual(accounts[1].credit_limit, 90_000)


@tagged('post_install', '-at_install')
class TestTierSuggestion(CreditCommon):
    """Twelve customers who pay on time, twelve a little late, twelve very late."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.groups = [
            cls.pay_alike("Good", 12, 0.95, 1, 85),
            cls.pay_alike("Slow", 12, 0.60, 15, 65),
            cls.pay_alike("Bad", 12, 0.10, 60, 45),
        ]
        cls.new_account()
        cls.night()
        cls.wizard = cls.env['ar.tier.suggestion'].create({'group_count': '3'})

    @classmethod
    def pay_alike(cls, name, count, on_time, late, score):
        accounts = cls.accounts
        for number in range(count):
            accounts |= cls.account(
                f"{name} {number}", score=score, on_time_ratio=on_time - number / 1000,
                weighted_days_late=late + number / 10)
        return accounts

    def suggested(self):
        action = self.wizard.action_suggest()
        return self.env['ar.tier.suggestion'].browse(action['res_id'])

    def test_groups_are_found_and_shown(self):
        found = self.suggested()
        self.assertEqual(found.group_ids.mapped('size'), [12, 12, 12])
        self.assertEqual(found.group_ids.tier_id.mapped('code'), ['A', 'B', 'C'])
        self.assertEqual(
            [round(group.on_time_ratio, 4) for group in found.group_ids],
            [0.9445, 0.5945, 0.0945])
        self.assertEqual(found.quality.splitlines(), [
            "The groups are clearly distinct.",
            "The suggested conditions put 100 % of the customers where the groups do.",
            "Customers left out, as nothing is known of their payments yet: 1",
        ])
        bars = json.loads(found.size_chart)[0]['values']
        self.assertEqual([bar['label'] for bar in bars], ['A: 12', 'B: 12', 'C: 12'])
        self.assertIn("Paid on time, by number at least", found.group_ids[0].conditions_text)
        self.assertEqual(found.group_ids[2].conditions_text, "As they are now")

    def test_nothing_changes_before_it_is_applied(self):
        before = [tier._policy() for tier in self.env['ar.credit.tier'].search([])]
        self.suggested()
        self.assertEqual([tier._policy() for tier in self.env['ar.credit.tier'].search([])], before)

    def test_compare_apply_and_undo(self):
        """Slow payers become B only when their time as customer allows it, which is kept."""
        self.set_facts(self.groups[1], score=30, on_time_ratio=0.6, weighted_days_late=15)
        self.night()
        self.assertEqual(set(self.groups[1].mapped('tier_code')), {'D'})
        found = self.suggested()
        self.assertEqual(found.move_count, 12)
        self.assertEqual(found.move_summary, "12 from D to B")
        self.assertEqual(found.move_ids.account_id, self.groups[1])
        kept = {'min_months_known': 3.0}
        found.action_apply()
        conditions = {item.condition: item.value for item in self.tier_b.condition_ids}
        self.assertEqual(kept.items() & conditions.items(), kept.items())
        self.assertNotIn('min_score', conditions)
        self.assertEqual(set(self.groups[1].mapped('tier_code')), {'B'})
        self.events('tier.policy_changed').action_undo()
        self.assertEqual(
            self.tier_b.condition_ids.mapped('condition'),
            ['min_score', 'max_overdue_days', 'min_months_known'])

    def test_another_tier_may_be_chosen(self):
        found = self.suggested()
        found.group_ids[1].tier_id = self.tier_c
        found.group_ids[2].tier_id = self.tier_d
        found.action_compare()
        # Slow payers stay in B, whose own conditions are kept; the bad ones fall through C.
        self.assertEqual(found.move_summary, "12 from C to D")

    def test_too_few_customers(self):
        self.set_facts(self.accounts.search([]), on_time_ratio=None, weighted_days_late=None)
        with self.assertRaisesRegex(UserError, "too few customers"):
            self.wizard.action_suggest()

    def test_roles(self):
        analyst, collector = self.role_user('credit_analyst'), self.role_user('collector')
        with self.assertRaises(AccessError):
            self.env['ar.tier.suggestion'].with_user(collector).create({})
        wizard = self.env['ar.tier.suggestion'].with_user(analyst).create({'group_count': '3'})
        found = wizard.browse(wizard.action_suggest()['res_id'])
        self.assertEqual(len(found.group_ids), 3)
        with self.assertRaisesRegex(AccessError, "Only a credit manager"):
            found.action_apply()
        other = self.other_company()
        with self.assertRaises(AccessError):
            wizard.create({'company_id': other.id}).action_suggest()
