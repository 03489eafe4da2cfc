from odoo.exceptions import AccessError
from odoo.tests import tagged

from .guard_common import NBSP, GuardCommon


@tagged('post_install', '-at_install')
class TestNewcomers(GuardCommon):
    """Who becomes a customer while the guard is on pays in advance until somebody decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref('ar_optimization.policy_prepay').active = True
        cls.policy()
        cls.known = cls.customer("Known")
        cls.company.ar_guard_newcomers = True

    def newcomer(self, name="Wood Corner 2"):
        return self.accounts._account_for(self.customer(name), self.company)

    def test_a_second_contact_for_a_held_customer(self):
        partner = self.customer("Wood Corner 2")
        over = self.draft(partner, 50)
        self.assertEqual(over.ar_guard_action, 'prepay')  # before there is an account, too
        self.assertFalse(partner._ar_account(self.company))
        over.action_post()
        hold = self.hold_of(over)
        self.assertEqual((over.state, hold.action, hold.limit_needed), ('draft', 'prepay', 50))
        self.assertEqual(hold.reasons_text.replace(NBSP, ""), (
            "Wood Corner 2 is new and pays in advance until somebody decides on its credit: $50.00 "
            "of this invoice is not paid in advance."))
        self.assertIn("or when the customer gets a credit limit", hold.ways_text)
        self.assertTrue(hold.account_id.is_newcomer)
        self.payment(partner, 50)
        over.action_post()
        self.assertEqual(over.state, 'posted')

    def test_who_was_known_goes_on_as_before(self):
        account = self.known._ar_account(self.company)
        self.assertEqual((account.credit_mode, account.is_newcomer), ('unlimited', False))
        self.company.ar_position_guard = 'observe'
        late = self.customer("Late")
        self.company.ar_position_guard = 'on'
        self.assertEqual(late._ar_account(self.company).credit_mode, 'unlimited')
        self.assertEqual(self.invoice(late, 50).state, 'posted')

    def test_at_night_and_by_hand(self):
        other = self.customer("By night")
        self.accounts.sudo()._ensure_accounts(self.company)
        self.assertTrue(other._ar_account(self.company)._is_new())
        analyst = self.role_user('credit_analyst')
        made = self.accounts.with_user(analyst).create({
            'partner_id': self.customer("By hand").id, 'credit_mode': 'unlimited'})
        self.assertTrue(made.sudo()._is_new())
        with self.assertRaises(AccessError):
            made.is_newcomer = False

    def test_a_decision_ends_it(self):
        account = self.newcomer()
        account.write({'credit_mode': 'limit', 'credit_limit': 100})
        self.assertFalse(account.is_newcomer)
        account.credit_mode = 'prepay'
        self.assertFalse(account._is_new())
        asked = self.newcomer("Asked")
        request = self.env['ar.credit.request']._submit(
            'limit', asked, {'credit_mode': 'limit', 'credit_limit': 100}, "Good references")
        if request.state == 'waiting':
            request._decide('approved', "seen")
        self.assertEqual((asked.credit_mode, asked.is_newcomer), ('limit', False))

    def test_one_that_turns_out_to_be_known(self):
        account, copy = self.limited(500).sudo(), self.newcomer().sudo()
        copy._fold_into(account)
        self.assertEqual(
            (account.credit_mode, account.credit_limit, account.is_newcomer), ('limit', 500, False))
        one, two = self.newcomer("One").sudo(), self.newcomer("Two").sudo()
        two.status = 'blocked'
        two._fold_into(one)
        self.assertTrue(one._is_new())
        one._fold_into(account)
        self.assertEqual((account.credit_mode, account.status), ('limit', 'blocked'))

    def test_a_company_that_does_not_want_it(self):
        self.company.ar_guard_newcomers = False
        self.assertEqual(self.newcomer().credit_mode, 'unlimited')
