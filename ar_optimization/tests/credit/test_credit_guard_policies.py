from psycopg2.errors import CheckViolation

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .guard_common import GuardCommon


@tagged('post_install', '-at_install')
class TestGuardPolicies(GuardCommon):
    """Rules: which one counts, what they say in words, and currencies without rate."""

    def test_two_rules_that_contradict_each_other(self):
        first = self.policy(action='none')
        self.assertFalse(first.conflict_text)
        second = self.policy(action='hold')
        first.invalidate_recordset()
        self.assertIn(second.name, first.conflict_text)
        over = self.draft(self.limited(10).partner_id, 11)
        over.action_post()
        self.assertEqual(over.state, 'draft')

    def test_customer_before_tier_before_company_before_all(self):
        account = self.limited(10)
        account.sudo()._write_set({account.id: {'tier_id': self.tier_b.id}}, ('tier_id',))
        over = self.draft(account.partner_id, 11)
        held = []
        for vals in (
            {'action': 'hold'}, {'action': 'none', 'company_id': self.company.id},
            {'action': 'hold', 'tier_id': self.tier_b.id},
            {'action': 'none', 'partner_id': account.partner_id.id},
        ):
            self.policy(**vals)
            held.append(not over._ar_guard_decide()[over].decision.passes)
        self.assertEqual(held, [True, False, True, False])

    def test_policies_are_checked(self):
        checked = (
            {'bound': -1}, {'small_amount': 10, 'small_month': 5}, {'prepayment_percent': 101},
            {'on_orders': False, 'on_deliveries': False, 'on_invoices': False},
            {'partner_id': self.customer().id, 'tier_id': self.tier_a.id},
            {'date_from': self.day(1), 'date_to': self.day(0)})
        contact = self.env['res.partner'].create({
            'name': "Ann", 'parent_id': self.customer("Forest").id})
        for vals in checked:
            with self.subTest(vals), mute_logger('odoo.sql_db'), \
                    self.assertRaises(CheckViolation), self.cr.savepoint():
                self.policy(**vals)
        for vals in ({'condition': 'any', 'action': 'hold'}, {'partner_id': contact.id}):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self.policy(**vals)

    def test_a_policy_in_words_and_in_the_log(self):
        rule = self.policy(bound=90, action='warn', on_orders=False, on_deliveries=False)
        self.assertEqual(
            rule.text,
            "Direct Invoices of all customers: when more than 90 % of the limit is used, warn.")
        rule.bound = 80
        event = self.events('guard.policy_changed', rule)
        self.assertEqual((event.before, event.after), ({'bound': 90}, {'bound': 80}))

    def test_policies_that_ship(self):
        """One per condition, and a good customer passes them all."""
        shipped = self.policies.with_context(active_test=False).search([
            ('id', 'in', [self.env.ref(f'ar_optimization.policy_{name}').id for name in (
                'status', 'limit', 'prepay', 'overdue_days', 'overdue_amount', 'dunning',
                'expired', 'behaviour', 'term', 'watch', 'document', 'discount', 'instalments',
                'first_payment')])])
        conditions = {name for name, __ in self.policies._fields['condition'].selection}
        self.assertEqual(set(shipped.mapped('condition')), conditions - {'any', 'unsigned'})
        shipped.active = True
        account = self.limited(1_000)
        account.sudo()._write_set({account.id: {'tier_id': self.tier_a.id}}, ('tier_id',))
        self.assertEqual(self.invoice(account.partner_id, 800).state, 'posted')

    def test_prepayment_customers_get_no_credit_by_direct_invoices(self):
        self.policies.with_context(active_test=False).search([]).active = False
        self.env.ref('ar_optimization.policy_prepay').active = True
        account = self.account(credit_mode='prepay')
        over = self.draft(account.partner_id, 50)
        over.action_post()
        self.assertEqual((over.state, self.hold_of(over).action), ('draft', 'prepay'))
        self.payment(account.partner_id, 50)
        over.action_post()
        self.assertEqual(over.state, 'posted')

    def test_the_stricter_of_two_that_contradict_each_other(self):
        mild, strict = self.policy(action='warn'), self.policy(action='hold')
        self.assertIn(strict.name, mild.conflict_text)
        self.assertIn("the stricter one counts", mild.conflict_text)
        over = self.draft(self.limited(10).partner_id, 11)
        over.action_post()
        [reason] = self.hold_of(over).reasons
        self.assertEqual((reason['action'], reason['key']), ('hold', strict.id))

    def test_owners_are_reminded_once_until_the_next_day_is_set(self):
        owner = self.role_user('credit_manager')
        rule = self.policy(owner_id=owner.id, next_review_date=self.day(0))
        later = self.policy('document', owner_id=owner.id, next_review_date=self.day(1))
        approval = self.env['ar.approval.rule'].search([], limit=1)
        approval.write({'owner_id': owner.id, 'review_date': self.day(-1)})
        card = self.env['ar.scorecard'].search([], limit=1)
        card.write({'owner_id': owner.id, 'next_review_date': self.day(-1)})
        for __ in range(2):
            with self.enter_registry_test_mode():
                self.env.ref('ar_optimization.ir_cron_rule_reviews').method_direct_trigger()
            self.env.invalidate_all()
        for due in (rule, approval, card):
            self.assertEqual(due.activity_ids.user_id, owner, due._name)
            self.assertEqual(len(due.activity_ids), 1)
        self.assertFalse(later.activity_ids)
        rule.owner_id = self.env.user
        self.assertEqual(rule.activity_ids.user_id, self.env.user)
        rule.next_review_date = self.day(300)
        self.assertFalse(rule.activity_ids)

    def test_a_cached_rule_that_changes_counts_at_once(self):
        rule = self.policy()
        account = self.limited(10)
        account.sudo()._write_set({account.id: {'tier_id': self.tier_b.id}}, ('tier_id',))
        over = self.draft(account.partner_id, 11)
        actions = []
        for step in (
            lambda: None, lambda: rule.write({'action': 'tier'}),
            lambda: self.tier_b.write({'order_control': 'warn'}),
            lambda: self.policy('document', bound=1, action='hold'), rule.unlink,
        ):
            step()
            over.invalidate_recordset(['ar_guard_action'])
            actions.append(over.ar_guard_action)
        self.assertEqual(actions[0], 'hold')
        self.assertEqual(actions[2:], ['warn', 'hold', 'hold'])

    def test_release_settings_are_checked(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(CheckViolation):
            self.company.ar_guard_release_max_percent = 1
            self.env.flush_all()

    # === RATES === #

    def test_a_currency_without_rate(self):
        self.policy()
        money = self.env['res.currency'].create({'name': 'XTS', 'symbol': "X"})
        over = self.draft(self.limited(1_000).partner_id, 1, currency=money)
        over.action_post()
        self.assertEqual(over.state, 'draft')
        self.assertIn("no exchange rate for XTS", self.hold_of(over).reasons_text)

    def test_foreign_money_counts_in_the_companys(self):
        self.policy()
        euro = self.other_currency('EUR')  # 1 EUR = 2 USD
        partner = self.limited(100).partner_id
        over, fits = (self.draft(partner, amount, currency=euro) for amount in (51, 50))
        (over + fits).action_post()
        self.assertEqual((over + fits).mapped('state'), ['draft', 'posted'])
        self.assertEqual(self.hold_of(over).total, 102)

    def test_the_base_of_a_table_needs_no_rate(self):
        """USD keeps the books; EUR is what the table counts in."""
        rates = self.env['res.currency.rate']
        rates.search([]).unlink()
        currencies = self.env['res.currency']
        currencies.search([('id', '!=', self.company.currency_id.id)]).active = False
        euro, pound, other = (
            currencies.create({'name': name, 'symbol': name}) for name in ('XTA', 'XTB', 'XTC'))
        knows = self.company._ar_knows_rate
        self.assertEqual([knows(each) for each in (euro, pound)], [False, False])
        rates.create([
            {'currency_id': self.company.currency_id.id, 'name': '2020-01-01', 'rate': 1.1},
            {'currency_id': pound.id, 'name': '2020-01-01', 'rate': 0.9}])
        self.assertEqual([knows(each) for each in (euro, pound, other)], [False, True, False])
        other.active = False  # so that only one can be the base
        self.assertEqual([knows(each) for each in (euro, pound)], [True, True])

    def test_a_companys_currency_that_is_missing_in_the_table(self):
        rates = self.env['res.currency.rate']
        rates.search([]).unlink()
        euro, pound = (
            self.env['res.currency'].create({'name': name, 'symbol': name})
            for name in ('XTA', 'XTB'))
        rates.create({'currency_id': pound.id, 'name': '2020-01-01', 'rate': 0.9})
        self.assertTrue(self.company._ar_knows_rate(pound))  # the company's is the base
        rates.create({'currency_id': euro.id, 'name': '2020-01-01', 'rate': 1})
        self.assertFalse(self.company._ar_knows_rate(pound))  # the table counts in euro
        self.assertFalse(self.company._ar_knows_rate(euro))
