from odoo.tests import tagged

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestProjection(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.days_30, cls.days_60 = cls.term((100, 30)), cls.term((100, 60))

    def limited(self, name="Wood Corner", limit=1_000, **facts):
        account = self.account(name, **facts)
        account.write({'credit_mode': 'limit', 'credit_limit': limit})
        return account

    # === WHAT IS WRITTEN === #

    def test_limit_and_trust_follow_the_account(self):
        account = self.limited(score=85)
        self.night()
        self.assertEqual(self.native(account.partner_id)[:2], (1_000, 'good'))
        self.assertTrue(account.partner_id.with_company(self.company).use_partner_credit_limit)
        self.set_facts(account, score=20)
        self.night()
        self.assertEqual(self.native(account.partner_id)[1], 'bad')

    def test_a_change_by_hand_follows_at_once(self):
        account = self.limited()
        self.assertEqual(self.native(account.partner_id)[0], 1_000)
        account.credit_mode = 'unlimited'
        self.assertEqual(self.native(account.partner_id)[0], 0)

    def test_contacts_get_limit_and_term_too(self):
        partner = self.customer(property_payment_term_id=self.days_60.id)
        contact = self.env['res.partner'].create({'name': "Ann", 'parent_id': partner.id})
        account = self.account_of(partner, score=45)
        account.write({'credit_mode': 'limit', 'credit_limit': 1_000})
        self.tier_c.max_payment_term_id = self.days_30
        self.night()
        self.assertEqual(account.tier_code, 'C')
        for person in (partner, contact):
            limit, __, term = self.native(person)
            self.assertEqual((limit, term), (1_000, self.days_30))
        # The contact's invoice gets the shorter term.
        invoice = self.env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': contact.id})
        self.assertEqual(invoice.invoice_payment_term_id, self.days_30)

    def test_prepayment_and_zero_are_nothing_to_odoo(self):
        """Odoo reads 0 as unlimited: our banner says it, see test_credit_warning.py."""
        account = self.limited(limit=0)
        self.night()
        self.assertEqual(self.native(account.partner_id)[0], 0)
        account.credit_mode = 'prepay'
        self.assertEqual(self.native(account.partner_id)[0], 0)

    # === PAYMENT TERMS === #

    def test_only_longer_terms_are_shortened(self):
        self.tier_c.max_payment_term_id = self.days_30
        days_15 = self.term((100, 15))
        long, short, none = (
            self.account_of(self.customer(name, property_payment_term_id=term), score=45)
            for name, term in (("Long", self.days_60.id), ("Short", days_15.id), ("None", False)))
        self.night()
        terms = [self.native(account.partner_id)[2] for account in (long, short, none)]
        self.assertEqual(terms, [self.days_30, days_15, self.env['account.payment.term']])

    def test_a_tier_may_leave_terms_alone_or_give_the_usual_one(self):
        kept = self.account_of(
            self.customer("Kept", property_payment_term_id=self.days_60.id), score=85)
        given = self.account_of(
            self.customer("Given", property_payment_term_id=self.days_60.id), score=20)
        self.night()
        self.assertEqual(self.native(kept.partner_id)[2], self.days_60)
        self.assertEqual(
            self.native(given.partner_id)[2],
            self.env.ref('account.account_payment_term_immediate'))

    # === DRIFT === #

    def test_drift_is_restored_with_an_event(self):
        account = self.limited(score=85)
        self.night()
        partner = account.partner_id
        partner.with_company(self.company).write({'credit_limit': 99_999, 'trust': 'bad'})
        self.night(1)
        self.assertEqual(self.native(partner)[:2], (1_000, 'good'))
        event = self.events('projection.restored', account)
        self.assertEqual(event.before, {'credit_limit': 99_999, 'trust': 'bad'})
        self.assertEqual(event.after, {'credit_limit': 1_000, 'trust': 'good'})
        self.night(2)
        self.assertEqual(self.events('projection.restored', account), event)

    def test_an_import_that_writes_the_native_limit_is_drift(self):
        account = self.limited()
        self.night()
        result = self.env['res.partner'].with_company(self.company).load(
            ['.id', 'credit_limit'], [[str(account.partner_id.id), '5000']])
        self.assertFalse(result['messages'])
        self.assertEqual(self.native(account.partner_id)[0], 5_000)
        self.night(1)
        self.assertEqual(self.native(account.partner_id)[0], 1_000)
        self.assertEqual(
            self.events('projection.restored', account).before, {'credit_limit': 5_000})

    def test_a_new_contact_and_a_new_parent_do_not_change_limits(self):
        account = self.limited()
        loose = self.customer("Loose", credit_limit=7_000)
        self.night()
        loose.write({'is_company': False, 'parent_id': account.partner_id.id})
        self.night(1)
        self.assertEqual(self.native(loose)[0], 1_000)

    def test_a_changed_limit_is_no_drift(self):
        account = self.limited()
        self.night()
        account.sudo()._write_set({account.id: {'credit_limit': 2_000}}, ('credit_limit',))
        self.night()
        self.assertEqual(self.native(account.partner_id)[0], 2_000)
        self.assertFalse(self.events('projection.restored', account))

    # === THE DEFAULT OF ODOO'S SETTINGS === #

    def test_odoos_default_limit_gives_way(self):
        """A default limit must not fill what is unlimited with us."""
        unlimited, limited = self.account("Unlimited"), self.limited("Limited")
        self.env['ir.default'].set(
            'res.partner', 'credit_limit', 500.0, company_id=self.company.id)
        self.assertEqual(self.native(unlimited.partner_id)[0], 500)
        self.night()
        self.assertEqual(self.native(unlimited.partner_id)[0], 0)
        self.assertEqual(self.native(limited.partner_id)[0], 1_000)

    def test_switching_on_proposes_what_users_had_entered(self):
        self.company.ar_position_limits = 'off'
        self.env['ir.default'].set(
            'res.partner', 'credit_limit', 500.0, company_id=self.company.id)
        entered = self.account_of(self.customer("Entered", credit_limit=3_000))
        untouched = self.account("Untouched")
        self.company.ar_position_limits = 'on'
        self.assertEqual((entered.credit_mode, entered.proposal_state), ('unlimited', 'waiting'))
        self.assertEqual((entered.proposed_mode, entered.proposed_limit), ('limit', 3_000))
        self.assertEqual(
            self.events('limit.proposed', entered).rule, "Limits of the contacts")
        self.assertFalse(untouched.proposal_state, "the default is no decision about a customer")
        self.night()
        self.night(1)
        self.assertEqual(self.native(entered.partner_id)[0], 3_000, "in force until decided")
        self.assertEqual(self.native(untouched.partner_id)[0], 0)
        entered._apply_proposals()
        self.assertEqual((entered.credit_mode, entered.credit_limit), ('limit', 3_000))

    def test_an_entered_limit_ends_when_nothing_waits_any_more(self):
        self.company.ar_position_limits = 'off'
        entered = self.account_of(self.customer("Entered", credit_limit=3_000))
        self.company.ar_position_limits = 'on'
        self.night()
        entered.partner_id.with_company(self.company).credit_limit = 9_000
        self.night(1)
        self.assertEqual(self.native(entered.partner_id)[0], 3_000, "drift is restored")
        entered.action_dismiss_proposals()
        self.night(2)
        self.assertEqual(entered.proposal_origin, 'formula')
        self.assertEqual(self.native(entered.partner_id)[0], 3_000, "the tier's turn to propose")
        entered.action_dismiss_proposals()
        self.night(3)
        self.assertEqual(self.native(entered.partner_id)[0], 0)

    def test_off_and_observe_write_nothing(self):
        account = self.limited()
        for position in ('off', 'observe'):
            self.company.ar_position_limits = position
            account.partner_id.with_company(self.company).credit_limit = 123
            account.credit_limit = 2_000
            self.night()
            with self.subTest(position):
                self.assertEqual(self.native(account.partner_id)[0], 123)

    # === COMPANIES, SIZE === #

    def test_two_companies_do_not_touch_each_other(self):
        other = self.other_company()
        other.ar_position_limits = 'on'
        partner = self.customer()
        here, there = self.account_of(partner), self.account_of(partner, other)
        here.write({'credit_mode': 'limit', 'credit_limit': 1_000})
        there.write({'credit_mode': 'limit', 'credit_limit': 2_000})
        self.assertEqual(self.native(partner)[0], 1_000)
        self.assertEqual(self.native(partner, other)[0], 2_000)
        partner.with_company(other).credit_limit = 5
        self.night(companies=self.company | other)
        self.assertEqual(self.native(partner)[0], 1_000)
        self.assertEqual(self.native(partner, other)[0], 2_000)
        self.assertFalse(self.events('projection.restored', here))
        self.assertTrue(self.events('projection.restored', there))

    def test_one_statement_for_all_customers(self):
        def queries_of_a_night():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.accounts.sudo()._nightly_projection(self.company, self.today, False)
            return self.cr.sql_log_count - before

        facts = {'tier_id': self.tier_b.id, 'credit_mode': 'limit', 'credit_limit': 1_000}
        self.account(**facts)
        queries_of_a_night()
        self.account("Second", **facts)
        one = queries_of_a_night()
        partners = self.customers(50)
        for partner in partners:
            self.account_of(partner, **facts)
        fifty = queries_of_a_night()
        self.assertEqual(
            partners.with_company(self.company).mapped('credit_limit'), [1_000] * 50)
        self.assertLessEqual(fifty, one)

    # === MERGE === #

    def merge(self, source, target):
        self.env['base.partner.merge.automatic.wizard'].sudo()._merge(
            (source | target).ids, target)

    def test_merged_customers_get_one_limit_and_one_projection(self):
        kept, gone = self.limited("Kept", 5_000, score=85), self.limited("Gone", 1_000, score=85)
        self.night()
        partner = kept.partner_id
        self.merge(gone.partner_id, partner)
        self.night()
        self.assertEqual((kept.credit_limit, self.native(partner)[0]), (1_000, 1_000))
        self.assertFalse(gone.exists())

    def test_a_strict_tier_by_hand_survives_a_merge(self):
        kept, gone = self.account("Kept", score=85), self.account("Gone", score=85)
        until = self.day(30)
        kept.write({'tier_override_id': self.tier_b.id, 'tier_override_until': until,
                    'tier_override_reason': "Lenient"})
        gone.write({'tier_override_id': self.tier_d.id, 'tier_override_until': until,
                    'tier_override_reason': "Strict"})
        self.merge(gone.partner_id, kept.partner_id)
        self.night()
        self.assertEqual((kept.tier_override_reason, kept.tier_code), ("Strict", 'D'))

    def test_a_lenient_tier_by_hand_does_not(self):
        kept, gone = self.account("Kept", score=20), self.account("Gone", score=45)
        gone.write({'tier_override_id': self.tier_a.id, 'tier_override_until': self.day(30),
                    'tier_override_reason': "Lenient"})
        self.night()
        self.assertEqual((kept.tier_code, gone.tier_code), ('D', 'A'))
        self.merge(gone.partner_id, kept.partner_id)
        self.night()
        self.assertEqual(kept.tier_code, 'D')
        self.assertFalse(kept.tier_override_id)
