from unittest.mock import patch

from odoo.tests import tagged

from .contract_common import ContractCommon


@tagged('post_install', '-at_install')
class TestContractGrants(ContractCommon):
    """What a contract grants beside its tier, and what the law says of it."""

    # === THE TIER === #

    def test_a_tier_does_not_shorten_a_contract(self):
        contract = self.contract(credit_limit=3_000, payment_term_id=self.term((100, 90)).id)
        account = self.customer_account
        self.set_facts(account, score=5, on_time_ratio=0.1)
        account.sudo()._run_nightly(self.company, self.today, steps=[
            '_nightly_tiers', '_nightly_contracts', '_nightly_limits', '_nightly_renegotiations',
            '_nightly_terms', '_nightly_projection'])
        self.assertEqual(account.tier_id, self.tier_d)
        self.assertEqual(self.native(self.partner)[2], contract.payment_term_id)
        self.assertEqual((account.credit_mode, account.credit_limit), ('limit', 3_000))
        self.assertNotEqual(account.proposal_state, 'waiting')
        self.assertEqual(account._guard_allowed_days() or 90, 90)
        self.assertEqual(contract.renegotiate_tier_id, self.tier_d)
        self.assertIn("tier D", contract.activity_ids.summary)
        self.assertIn("Tier D", contract.renegotiation)
        before = contract.activity_ids
        account._nightly_renegotiations(self.company, self.today)
        self.assertEqual(contract.activity_ids, before, "told once")

    def test_a_formula_does_not_lower_the_limit_of_a_contract(self):
        self.contract(credit_limit=800_000)
        account = self.customer_account
        self.set_facts(account, score=70, net_sales=1_200)
        account.sudo()._forget_limit_date()
        self.night()
        self.assertEqual(account.credit_limit, 800_000)
        self.assertIn("as the contract grants", account.proposed_limit_reason)

    def test_after_the_end_the_tier_speaks_again(self):
        contract = self.contract(credit_limit=800_000)
        contract._end(self.day(-1), "x")
        account = self.customer_account
        self.assertFalse(account.contract_id)
        self.set_facts(account, score=70, net_sales=30_000)
        self.night()
        self.assertEqual(account.proposal_state, 'waiting')
        self.assertLess(account.proposed_limit, 800_000)

    def test_a_tier_that_sets_no_limit_keeps_none(self):
        account = self.customer_account
        account.sudo().write({'tier_id': self.tier_a.id, 'credit_mode': 'unlimited'})
        self.tier_a.credit_mode = 'unlimited'
        self.contract(credit_limit=5_000)
        self.assertEqual(account.credit_mode, 'unlimited')

    def test_without_tiers_the_limit_ends_with_the_contract(self):
        self.company.ar_position_limits = 'off'
        account = self.customer_account
        contract = self.contract(credit_limit=3_000)
        self.change(contract, credit_limit=5_000)
        self.assertEqual(account.credit_limit, 5_000)
        contract._end(self.day(-1), "x")
        self.assertEqual((account.credit_mode, account.credit_limit), ('limit', 1_000))

    def test_a_lowered_limit_takes_back_what_the_contract_had_raised(self):
        self.company.ar_position_limits = 'off'
        account, contract = self.customer_account, self.contract(credit_limit=5_000)
        for agreed, limit in ((3_000, 3_000), (800, 1_000), (0, 1_000), (2_000, 2_000)):
            self.change(contract, credit_limit=agreed)
            self.assertEqual((account.credit_mode, account.credit_limit), ('limit', limit))
        event = self.events('limit.changed', account)[1]
        self.assertEqual(event.after['credit_limit'], 1_000)
        contract._end(self.day(-1), "x")
        self.assertEqual(account.credit_limit, 1_000)

    def test_where_tiers_decide_a_lowered_limit_is_computed_anew(self):
        account, contract = self.customer_account, self.contract(credit_limit=800_000)
        self.set_facts(account, score=70, net_sales=1_200)
        self.night()
        self.assertNotEqual(account.proposal_state, 'waiting')
        self.change(contract, credit_limit=900)
        self.night()
        self.assertEqual(account.proposal_state, 'waiting')
        self.assertLess(account.proposed_limit, 800_000)

    def test_a_limit_set_since_outlives_the_contract(self):
        self.company.ar_position_limits = 'off'
        account = self.customer_account
        contract = self.contract(credit_limit=3_000)
        account.credit_limit = 4_000
        contract._end(self.day(-1), "x")
        self.assertEqual(account.credit_limit, 4_000)

    def test_no_term_is_allowed_after_the_last_day(self):
        account = self.customer_account
        account.sudo().tier_id = self.tier_b
        self.tier_b.max_payment_term_id = self.days30
        self.contract(end=0, payment_term_id=self.term((100, 90)).id)
        self.assertEqual(account._guard_allowed_days(), 90)
        account.sudo().contract_until = self.day(-1)
        self.assertEqual(account._guard_allowed_days(), 30)

    def test_the_night_asks_for_nothing_without_contracts(self):
        self.assertFalse(self.contracts._any_agreed())
        self.accounts.sudo()._nightly_renegotiations(self.company, self.today)
        self.env.flush_all()
        with self.assertQueryCount(0):
            self.accounts.sudo()._nightly_renegotiations(self.company, self.today)

    def test_queries_of_the_night_do_not_grow(self):
        def night(day):
            self.env.flush_all()
            self.env.invalidate_all()
            self.contracts._nightly(self.company, self.day(day))
            self.env.flush_all()

        self.contract(end=500)
        night(1)
        with patch.object(type(self.contracts), '_remind', lambda *args: None):
            with self.assertQueryCount(16):
                night(1)
            for number in range(10):
                self.contract(end=500, account=self.account(f"Party {number}"))
            night(1)
            with self.assertQueryCount(16):
                night(1)

    # === THE LAW === #

    def test_the_law_of_the_country_of_the_customer(self):
        self.partner.country_id = self.env.ref('base.cn')
        contract = self.contract(
            submit=False, payment_term_id=self.term((100, 45)).id, settlement_day=25,
            penalty_rate=0.001)
        self.assertIn("after 75 days; the law expects 60 at most", contract.legal_warning)
        self.assertIn("0.365 % a year; the law expects 3 %", contract.legal_warning)
        contract.write({'settlement_day': 0, 'penalty_rate': 0.05})
        self.assertFalse(contract.legal_warning)
        self.partner.country_id = self.env.ref('base.fr')
        contract.write({'penalty_rate': 5, 'penalty_period': 'year', 'debtor': 'public'})
        self.assertIn("10.15", contract.legal_warning)
        self.assertIn("expects 30", contract.legal_warning)
        self.partner.country_id = self.env.ref('base.us')
        contract.invalidate_recordset()
        self.assertFalse(contract.legal_warning)

    def test_the_limitation_period_of_the_country(self):
        self.company.account_fiscal_country_id = self.env.ref('base.cn')
        self.company.ar_limitation_years = 10
        law = self.env.ref('ar_optimization.legal_cn_business')
        law.limitation_years = 2
        self.env['ar.legal.term'].search([('id', '!=', law.id)]).limitation_years = 0
        self.invoice(self.partner, 100, when=-40, due=-10)
        deadline = self.env['ar.cover.deadline'].search([
            ('partner_id', '=', self.partner.id), ('kind', '=', 'limitation')])
        self.assertEqual(deadline.date.year, self.day(-10).year + 2)
        self.assertTrue(self.events('legal.changed', law))
