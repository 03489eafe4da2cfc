from datetime import date, timedelta

from psycopg2.errors import CheckViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestLimit(CreditCommon):
    """Sales of 120,000 in the 455 days of history and more than that known: 8,027.47 a month,
    of which A gets 3 times and B 2 times, in thousands."""

    @classmethod
    def buyer(cls, name="Buyer", limit=None, **facts):
        account = cls.account(name, **{'net_sales': 120_000, **facts})
        if limit is not None:
            account.write({'credit_mode': 'limit', 'credit_limit': limit})
        return account

    def assertLimit(self, account, mode, limit, state=False):
        self.assertEqual(
            (account.credit_mode, account.credit_limit, account.proposal_state),
            (mode, limit, state))

    # === AUTOMATIC OR NOT === #

    def test_inside_the_bounds_by_itself(self):
        account = self.buyer(score=65, limit=14_000)
        self.night()
        self.assertLimit(account, 'limit', 16_000)  # 2 × 8,027.47, + 14.3 %
        event = self.events('limit.changed', account)[:1]
        self.assertEqual(event.before, {'credit_mode': 'limit', 'credit_limit': 14_000})
        self.assertEqual(event.after, {'credit_mode': 'limit', 'credit_limit': 16_000})
        self.assertEqual(event.numbers['methods'], [['sales', 2.0, 8027.47, 16054.94]])
        self.assertEqual(account.proposed_limit_reason.splitlines(), [
            "Tier B: credit up to a limit.",
            "✓ 2 × average monthly sales of $ 8,027.47 = $ 16,054.94".replace("$ ", "$\xa0"),
            "rounded to multiples of $\xa01,000.00",
        ])

    def test_outside_the_bounds_it_waits(self):
        account = self.buyer(score=65, limit=13_000)  # + 23 %
        self.night()
        self.assertLimit(account, 'limit', 13_000, 'waiting')
        self.assertEqual((account.proposed_mode, account.proposed_limit), ('limit', 16_000))
        self.assertEqual(account.proposed_change, 3_000)
        self.assertEqual(len(self.events('limit.changed', account)), 1)  # the one made by hand

    def test_first_limit_waits_unless_the_company_says_so(self):
        account = self.buyer(score=65)
        self.night()
        self.assertLimit(account, 'unlimited', 0, 'waiting')
        self.company.ar_limit_auto_first = True
        self.night(1)
        self.assertLimit(account, 'limit', 16_000)

    def test_no_large_limit_without_a_person(self):
        self.company.ar_limit_auto_cap = 15_000
        account = self.buyer(score=65, limit=14_000)
        self.night()
        self.assertLimit(account, 'limit', 14_000, 'waiting')

    def test_prepayment_waits_for_a_person(self):
        account = self.buyer(score=20, limit=9_000)
        self.night()
        self.assertEqual(account.tier_code, 'D')
        self.assertLimit(account, 'limit', 9_000, 'waiting')
        self.assertEqual((account.proposed_mode, account.proposed_limit), ('prepay', 0))
        account._apply_proposals()
        self.assertLimit(account, 'prepay', 0)
        self.assertEqual(account.effective_limit, 0)

    def test_net_worth_counts_when_it_gives_less(self):
        self.tier_b.net_worth_percent = 10
        kind = self.env['ar.credit.input.kind'].search([('code', '=', 'net_worth')]) or \
            self.env['ar.credit.input.kind'].create({'name': "Net worth", 'code': 'net_worth'})
        account = self.buyer(score=65, limit=14_000)
        self.env['ar.credit.input'].create({
            'partner_id': account.partner_id.id, 'kind_id': kind.id, 'value': 150_000,
            'source': "Annual accounts", 'date': self.day(-100),
            'expiry_date': self.day(30)})
        self.night()
        self.assertLimit(account, 'limit', 15_000)
        account.action_review_limit()
        self.night(31)  # out of date: it does not count any more
        self.tier_b.review_months = 5
        self.night(31)
        self.assertLimit(account, 'limit', 16_000)

    def test_new_customer_gets_the_floor_of_the_starter_tier(self):
        self.tier_c.limit_floor = 750
        self.company.ar_limit_auto_first = True
        account = self.new_account()
        self.night()
        self.assertLimit(account, 'limit', 750)

    # === WHEN === #

    def test_limits_are_reviewed_at_the_tiers_interval(self):
        account = self.buyer(score=65, limit=15_000)
        self.night()
        self.assertLimit(account, 'limit', 16_000)
        self.assertEqual(account.next_review_date, date(2026, 12, 30))
        self.set_facts(account, score=65, net_sales=130_000)
        self.night(date(2026, 12, 29))
        self.assertLimit(account, 'limit', 16_000)
        self.night(date(2026, 12, 30))
        self.assertLimit(account, 'limit', 17_000)
        self.assertEqual(account.next_review_date, date(2027, 6, 30))

    def test_a_change_of_tier_brings_the_review_forward(self):
        account = self.buyer(score=65, limit=15_000)
        self.night(-1)
        self.set_facts(account, score=45, net_sales=120_000)
        self.night()
        self.assertEqual(account.tier_code, 'C')
        self.assertLimit(account, 'limit', 16_000, 'waiting')
        self.assertEqual(account.proposed_limit, 8_000)

    def test_a_new_formula_brings_the_review_forward(self):
        account = self.buyer(score=65, limit=15_000)
        self.night(-1)
        self.tier_b.sales_multiple = 2.25
        self.night()
        self.assertLimit(account, 'limit', 18_000)

    def test_the_first_invoice_brings_the_review_forward(self):
        """A limit of who had never bought says nothing about who buys."""
        self.company.ar_limit_auto_first = True
        account = self.new_account()
        self.night(-1)
        self.assertLimit(account, 'limit', 0)
        self.set_facts(
            account, score=None, resolved_count=None, net_sales=2_000,
            first_invoice_date=self.day(-1))
        self.night()
        self.assertEqual(account.proposed_limit, 2_000)
        self.assertEqual(account.limit_date, self.today)

    def test_a_second_run_does_nothing_twice(self):
        account = self.buyer(score=65, limit=14_000)
        self.night()
        events = self.env['ar.event'].search_count([])
        self.night()
        self.assertEqual(self.env['ar.event'].search_count([]), events)
        self.assertLimit(account, 'limit', 16_000)

    def test_new_bounds_bring_the_review_forward_but_saving_settings_does_not(self):
        account = self.buyer(score=65, limit=13_000)
        self.night(-1)
        known = self.events('rules.changed')
        self.company.write({'ar_limit_auto_up': 20, 'ar_position_limits': 'on'})
        self.assertTrue(account.limit_tier_id)
        self.assertEqual(self.events('rules.changed'), known)
        self.company.ar_limit_auto_up = 25
        event = self.events('rules.changed') - known
        self.assertEqual((event.before, event.after),
                         ({'ar_limit_auto_up': 20}, {'ar_limit_auto_up': 25}))
        self.night()
        self.assertLimit(account, 'limit', 16_000)

    # === OBSERVE, OFF === #

    def test_observe_lists_and_changes_nothing(self):
        self.company.ar_position_limits = 'observe'
        account = self.buyer(score=65, limit=14_000)
        partner = account.partner_id
        self.night()
        self.assertLimit(account, 'limit', 14_000, 'waiting')
        self.assertEqual(self.native(partner)[0], 0)
        events = self.events('observed.limits', account)
        self.assertEqual([event.after for event in events], [
            {'credit_limit': 14_000},
            {'credit_mode': 'limit', 'credit_limit': 16_000},
        ])
        self.night(1)
        self.assertEqual(self.events('observed.limits', account), events)
        self.company.ar_position_limits = 'on'
        self.night(2)
        self.assertLimit(account, 'limit', 16_000)
        self.assertEqual(self.native(partner)[0], 16_000)
        self.assertFalse(self.events('projection.restored', account))

    def test_off_leaves_limits_alone(self):
        account = self.buyer(score=65, limit=14_000)
        self.company.ar_position_limits = 'off'
        self.night()
        self.assertLimit(account, 'limit', 14_000)
        self.assertFalse(account.limit_date)

    # === PEOPLE === #

    def test_apply_in_bulk_and_undo(self):
        accounts = self.accounts
        for name, limit in (("One", 1_000), ("Two", 2_000)):
            accounts |= self.buyer(name, score=65, limit=limit)
        self.night()
        events = accounts._apply_proposals()
        self.assertEqual(accounts.mapped('credit_limit'), [16_000, 16_000])
        self.assertFalse(any(accounts.mapped('proposal_state')))
        self.assertEqual(self.native(accounts[0].partner_id)[0], 16_000)
        events.action_undo()
        self.assertEqual(accounts.mapped('credit_limit'), [1_000, 2_000])
        self.assertEqual(self.native(accounts[0].partner_id)[0], 1_000)

    def test_a_dismissed_proposal_is_taken_back_from_the_log(self):
        account = self.buyer(score=65, limit=1_000)
        self.night()
        account.action_dismiss_proposals()
        event = self.events('limit.dismissed', account)
        self.assertTrue(event.can_undo)
        self.assertIn("Proposal: Waiting → Dismissed", event.change)
        event.action_undo()
        self.assertLimit(account, 'limit', 1_000, 'waiting')
        self.assertEqual(account.proposed_limit, 16_000)
        event.invalidate_recordset()
        self.assertFalse(event.can_undo, "once")
        account.action_dismiss_proposals()
        account.with_user(self.role_user('credit_analyst')).proposed_limit = 3_000
        event.action_undo()
        self.assertEqual(account.proposed_limit, 3_000, "another proposal is left alone")

    def test_a_proposal_by_hand_is_taken_back_from_the_log(self):
        account = self.buyer(score=65, limit=1_000)
        account.with_user(self.role_user('credit_analyst')).proposed_limit = 5_000
        event = self.events('limit.proposed', account)
        self.assertFalse(event.with_user(self.role_user('collector')).can_undo)
        event.action_undo()
        self.assertLimit(account, 'limit', 1_000)
        self.assertFalse(account.proposed_limit)
        self.night()
        self.assertEqual((account.proposal_origin, account.proposed_limit), ('formula', 16_000))
        self.assertFalse(event.with_user(self.env.user).can_undo)

    def test_settings_are_taken_back_by_whoever_may_change_them(self):
        self.company.ar_limit_auto_up = 35
        event = self.events('rules.changed', self.company)[:1]
        manager = self.role_user('credit_manager')
        self.assertFalse(event.with_user(manager).can_undo)
        event.with_user(manager).action_undo()
        self.assertEqual(self.company.ar_limit_auto_up, 35)
        manager.group_ids |= self.env.ref('base.group_erp_manager')
        event.invalidate_recordset()
        self.assertTrue(event.with_user(manager).can_undo)
        event.with_user(manager).action_undo()
        self.assertEqual(self.company.ar_limit_auto_up, 20)

    def test_dismissed_until_the_next_review(self):
        account = self.buyer(score=65, limit=1_000)
        self.night()
        account.action_dismiss_proposals()
        self.night(1)
        self.assertLimit(account, 'limit', 1_000, 'dismissed')
        self.night(200)
        self.assertLimit(account, 'limit', 1_000, 'waiting')

    def test_an_analyst_proposes_a_manager_applies(self):
        account = self.buyer(score=65, limit=1_000)
        analyst = self.role_user('credit_analyst')
        account.with_user(analyst).write({'proposed_limit': 5_000})
        self.assertLimit(account, 'limit', 1_000, 'waiting')
        event = self.events('limit.proposed', account)
        self.assertEqual(event.user_id, analyst.id)
        self.night()
        self.assertEqual(account.proposed_limit, 5_000)  # the formula leaves it alone
        self.assertEqual(account.proposed_limit_reason, "Proposed by hand.")
        account._apply_proposals()
        self.assertLimit(account, 'limit', 5_000)

    def test_changes_by_hand_are_logged_and_undone(self):
        account = self.buyer(limit=1_000)
        account.write({'credit_limit': 2_000, 'status': 'watch'})
        event = self.events('limit.changed', account)[:1]
        self.assertEqual((event.before, event.after),
                         ({'credit_limit': 1_000}, {'credit_limit': 2_000}))
        status = self.events('status.changed', account)
        self.assertEqual((status.before, status.after), ({'status': 'open'}, {'status': 'watch'}))
        event.action_undo()
        self.assertEqual((account.credit_limit, account.status), (1_000, 'watch'))

    def test_nothing_changed_nothing_logged(self):
        account = self.buyer(limit=1_000)
        events = self.events('limit.changed', account)
        account.write({'credit_limit': 1_000})
        self.assertEqual(self.events('limit.changed', account), events)

    # === TEMPORARY, NEGATIVE, ZERO === #

    def test_temporary_limit_ends_by_itself(self):
        account = self.buyer(limit=1_000)
        partner = account.partner_id
        account.write({'temporary_limit': 5_000, 'temporary_limit_from': self.day(0),
                       'temporary_limit_to': self.day(10)})
        self.assertEqual((account.effective_limit, self.native(partner)[0]), (5_000, 5_000))
        self.assertEqual(self.events('limit.changed', account)[:1].expiry_date, self.day(10))
        self.night(10)
        self.assertEqual(self.native(partner)[0], 5_000)
        self.night(11)
        self.assertEqual(self.native(partner)[0], 1_000)
        self.assertFalse(account.temporary_limit_to)
        self.assertEqual(self.events('limit.temporary_ended', account).before, {
            'temporary_limit': 5_000, 'temporary_limit_from': '2026-06-30',
            'temporary_limit_to': '2026-07-10'})

    def test_negative_limits_are_refused(self):
        account = self.buyer(limit=1_000)
        for name in ('credit_limit', 'proposed_limit'):
            with self.subTest(name), mute_logger('odoo.sql_db'), \
                    self.assertRaises(CheckViolation), self.cr.savepoint():
                account.write({name: -1})
                self.env.flush_all()

    def test_zero_is_a_limit(self):
        account = self.buyer(limit=0)
        self.invoice(account.partner_id, 1)
        self.assertEqual((account.effective_limit, account.available_credit), (0, -1))

    def test_queries_do_not_grow_with_customers(self):
        def queries_of_a_night():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.accounts.sudo()._nightly_limits(self.company, self.today, False)
            return self.cr.sql_log_count - before

        tier = {'tier_id': self.tier_b.id, 'net_sales': 120_000}
        self.account(**tier)
        queries_of_a_night()
        self.account("Second", **tier)
        one = queries_of_a_night()
        for partner in self.customers(50):
            self.account_of(partner, **tier)
        fifty = queries_of_a_night()
        self.assertEqual(
            self.accounts.search_count([('proposal_state', '=', 'waiting')]), 52)
        self.assertLessEqual(fifty, one)

    def test_monthly_sales_of_a_young_customer(self):
        """Known for 61 days: two months, not fifteen."""
        account = self.buyer(
            score=45, limit=9_500, net_sales=20_000,
            first_invoice_date=self.today - timedelta(days=61))
        self.night()
        self.assertEqual(account.tier_code, 'C')
        self.assertLimit(account, 'limit', 10_000)  # 1 × 20,000 ÷ 2.004 months, to 500
