from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestSharedLimit(CreditCommon):
    """One limit for several customers, in one company or over several."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.account("Wood Corner", credit_mode='limit', credit_limit=1_000)
        cls.second = cls.account("Wood Works", credit_mode='unlimited')
        cls.group = cls.env['ar.credit.group'].create({
            'name': "Wood Holding", 'credit_limit': 1_500,
            'account_ids': [Command.set((cls.first | cls.second).ids)],
        })

    def headroom(self, account):
        found = account._headroom()
        return found['source'], found['limit'], found['exposure'], found['available']

    def test_whichever_leaves_less_counts(self):
        self.assertEqual(self.headroom(self.first), ('own', 1_000, 0, 1_000))
        self.assertEqual(self.headroom(self.second), ('group', 1_500, 0, 1_500))
        self.invoice(self.second.partner_id, 800.25)
        self.assertEqual(self.headroom(self.first), ('group', 1_500, 800.25, 699.75))
        self.invoice(self.first.partner_id, 900)
        self.assertEqual(self.headroom(self.first), ('group', 1_500, 1_700.25, -200.25))
        self.env.invalidate_all()
        self.assertRecordValues(self.first, [{'headroom': -200.25, 'headroom_source': 'group'}])
        self.assertRecordValues(self.group, [{
            'exposure': 1_700.25, 'available_credit': -200.25}])

    def test_without_any_limit(self):
        self.group.account_ids = [Command.unlink(self.second.id)]
        self.assertEqual(self.headroom(self.second), ('own', None, 0, None))
        self.assertFalse(self.second.headroom_source)

    def test_prepayment_only_stays_so(self):
        self.first.credit_mode = 'prepay'
        self.assertEqual(self.headroom(self.first), ('own', 0, 0, 0))

    def test_money_of_one_member_frees_nothing_for_the_others(self):
        self.payment(self.first.partner_id, 400)
        self.invoice(self.second.partner_id, 300)
        self.assertEqual(self.headroom(self.second), ('group', 1_500, 300, 1_200))

    def test_an_archived_group_limits_nobody(self):
        self.group.active = False
        self.assertEqual(self.headroom(self.second)[0], 'own')

    def member_elsewhere(self):
        """The second customer in a company that keeps its books in another currency."""
        other = self.other_company(currency_id=self.other_currency().id)
        return self.account_of(self.second.partner_id, other)

    def test_one_company_unless_told(self):
        account = self.member_elsewhere()
        with self.assertRaisesRegex(ValidationError, "Over Several"):
            account.group_id = self.group

    def test_a_currency_without_rate_is_refused(self):
        self.group.across_companies = True
        account = self.member_elsewhere()
        with self.assertRaisesRegex(ValidationError, "exchange rate"):
            account.group_id = self.group

    def test_over_companies_in_the_currency_of_the_group(self):
        self.group.across_companies = True
        account = self.member_elsewhere()
        other = account.company_id
        self.env['res.currency.rate'].create({
            'currency_id': self.company.currency_id.id, 'company_id': other.id,
            'name': '1900-01-01', 'rate': 2.0})  # 1 EUR = 2 USD
        account.group_id = self.group
        self.invoice(self.second.partner_id, 250.05, company=other)
        self.invoice(self.first.partner_id, 100)
        self.assertEqual(self.headroom(self.first), ('group', 1_500, 600.10, 899.90))
        self.assertEqual(self.headroom(account), ('group', 750, 300.05, 449.95))

    def test_members_seen_from_a_company_count_all(self):
        other = self.other_company()
        self.group.across_companies = True
        account = self.account_of(self.second.partner_id, other)
        account.group_id = self.group
        self.invoice(self.second.partner_id, 700, company=other)
        collector = self.role_user('collector')  # of the first company alone
        seen = self.first.with_user(collector)
        self.assertEqual(seen._headroom()['available'], 800)
        self.assertEqual(seen.group_id.exposure, 700)
        self.assertNotIn(account, self.env['ar.credit.account'].with_user(collector).search([]))

    def test_only_managers_decide(self):
        analyst = self.role_user('credit_analyst')
        with self.assertRaises(AccessError):
            self.first.with_user(analyst).group_id = False
        with self.assertRaises(AccessError):
            self.group.with_user(analyst).credit_limit = 9_000
        with self.assertRaisesRegex(UserError, "archived, not deleted"):
            self.group.with_user(self.role_user('credit_manager')).unlink()

    def test_every_change_is_logged(self):
        self.group.credit_limit = 2_000
        self.first.group_id = False
        event = self.events('group.changed', self.group)
        self.assertEqual(
            (event.before, event.after), ({'credit_limit': 1500.0}, {'credit_limit': 2000.0}))
        self.assertEqual(len(self.events('group.member_changed', self.first)), 2)

    def test_merged_customers_stay_members(self):
        target = self.account("Merged Into")
        self.first.sudo()._fold_into(target.sudo())
        self.assertEqual(target.group_id, self.group)

    def test_queries_do_not_grow(self):
        accounts = self.first | self.second
        accounts._headrooms()
        self.env.flush_all()
        with self.assertQueryCount(10):
            accounts._headrooms()
        for number in range(20):
            accounts |= self.account(f"Member {number}", group_id=self.group.id)
        self.env.invalidate_all()
        accounts._headrooms()
        with self.assertQueryCount(10):
            accounts._headrooms()

    def test_who_shares(self):
        self.assertEqual(self.first._sharing(), self.first | self.second)
        self.assertEqual(self.account("Alone")._sharing().mapped('partner_id.name'), ["Alone"])

    def test_the_guard_looks_at_the_shared_limit(self):
        self.company.write({'ar_position_guard': 'on', 'ar_guard_invoices': True})
        self.env['ar.credit.policy'].search([]).active = False
        self.env['ar.credit.policy'].create({
            'name': "Limit", 'condition': 'limit', 'action': 'hold', 'bound': 100})
        invoices = (
            self.invoice(self.first.partner_id, 900, post=False)
            + self.invoice(self.second.partner_id, 600, post=False)
            + self.invoice(self.second.partner_id, 0.01, post=False))
        for invoice in invoices:
            invoice.action_post()
        self.assertEqual(invoices.mapped('state'), ['posted', 'posted', 'draft'])
        self.assertIn("shares with others", invoices[2].ar_hold_id.reasons_text)
        self.assertIn("the shared limit is raised", invoices[2].ar_hold_id.ways_text)
        seq = self.env['ar.credit.lock'].sudo().search([
            ('account_id', 'in', (self.first | self.second).ids)]).mapped('seq')
        self.assertEqual(len(seq), 2)  # both are locked, whoever buys
        self.assertEqual(min(seq), max(seq))
