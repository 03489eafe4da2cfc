from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .cover_common import CoverCommon


@tagged('post_install', '-at_install')
class TestCover(CoverCommon):
    """What a cover does to exposure and limit, to the cent."""

    def test_it_lowers_the_exposure_of_what_is_owed(self):
        self.invoice(self.partner, 800.40, due=30)
        policy = self.cover(kind='insurance', amount=600, percent=90, deductible=50.05)
        self.assertEqual(self.worth(policy), [489.95])  # 90 % of 600 less 50.05
        self.assertEqual(self.exposure(), 310.45)
        self.assertEqual(self.available(), 689.55)
        self.assertRecordValues(self.customer_account, [{'cover_amount': 489.95}])
        item = self.env['ar.exposure.item'].search([
            ('credit_account_id', '=', self.customer_account.id), ('kind', '=', 'cover')])
        self.assertEqual((item.amount, item.document), (-489.95, policy.display_name))
        self.assertEqual(item.action_open_document()['res_id'], policy.id)

    def test_sorting_and_searching_see_the_same(self):
        self.invoice(self.partner, 800, due=30)
        self.cover(amount=300)
        accounts = self.accounts.search([('exposure', '=', 500)])
        self.assertIn(self.customer_account, accounts)
        self.assertEqual(self.customer_account._exposure_by_kind()[self.customer_account.id], {
            'receivable': 800, 'cover': -300})

    def test_added_to_the_limit_by_setting(self):
        self.company.ar_cover_effect = 'limit'
        self.cover(amount=500, percent=50)
        self.invoice(self.partner, 800, due=30)
        self.assertEqual((self.exposure(), self.available()), (800, 450))
        self.assertEqual(self.customer_account.effective_limit, 1_250)
        self.assertIn(
            self.customer_account, self.accounts.search([('effective_limit', '=', 1_250)]))
        self.assertIn(
            self.customer_account, self.accounts.search([('available_credit', '=', 450)]))
        self.assertEqual(self.customer_account.utilisation, 0.64)
        self.assertIn(self.customer_account, self.accounts.search([('utilisation', '<', 0.7)]))

    def test_added_to_a_limit_there_is_only(self):
        self.company.ar_cover_effect = 'limit'
        self.cover(amount=500)
        for mode, limit in (('prepay', 0), ('unlimited', None)):
            self.customer_account.credit_mode = mode
            self.assertEqual(self.customer_account._headroom()['limit'], limit)
        prepaying = self.accounts.search([('effective_limit', '=', 500)])
        self.assertNotIn(self.customer_account, prepaying)
        self.customer_account.write({'credit_mode': 'limit', 'status': 'blocked'})
        self.assertEqual(self.customer_account._headroom()['limit'], 0)

    def test_shown_only(self):
        self.company.ar_cover_effect = 'none'
        self.invoice(self.partner, 800, due=30)
        policy = self.cover(amount=500)
        self.assertEqual((self.worth(policy), self.exposure()), ([500], 800))

    def test_never_below_what_is_owed(self):
        self.invoice(self.partner, 800, due=30)
        self.payment(self.partner, 700)
        self.cover(amount=500)
        self.assertEqual(self.exposure(), 0)
        self.payment(self.partner, 250)
        self.assertEqual(self.exposure(), -150)

    def test_overlapping_covers_never_cover_an_item_twice(self):
        self.invoice(self.partner, 1_000, due=30)
        deposit = self.cover(kind='deposit', amount=200, sequence=1)
        policy = self.cover(kind='insurance', amount=5_000, percent=90, sequence=2)
        bond = self.cover(amount=5_000, sequence=3)
        self.assertEqual(self.worth(deposit, policy, bond), [200, 720, 80])
        self.assertEqual(self.exposure(), 0)

    def test_only_what_can_be_claimed_before_it_ends(self):
        early = self.invoice(self.partner, 100, due=70)
        self.invoice(self.partner, 400, due=71)
        policy = self.cover(kind='insurance', amount=5_000, end=100, claim_days=30)
        self.assertEqual(self.worth(policy), [100])
        self.assertIn(f"✓ {early.name}", policy.explanation)
        self.assertIn("falls due too late", policy.explanation)

    def test_drafts_expired_and_future_covers_count_nothing(self):
        self.invoice(self.partner, 800, due=30)
        covers = (
            self.cover(active=False), self.cover(start=1), self.cover(start=-9, end=0))
        self.assertEqual(self.worth(*covers), [0, 0, 0])  # due after the last one ends
        self.assertEqual(self.exposure(), 800)

    def test_after_the_stop_shipping_date_new_orders_find_no_room(self):
        self.company.ar_exposure_drafts = True
        self.invoice(self.partner, 100, when=-90, due=-60)
        self.invoice(self.partner, 300, post=False)
        policy = self.cover(amount=5_000, stop_days=60)
        self.assertTrue(policy.has_room)
        self.assertEqual(self.exposure(), 0)
        self.invoice(self.partner, 10, when=-91, due=-61)
        self.assertEqual(self.worth(policy), [110])
        self.assertFalse(policy.has_room)
        self.assertEqual(self.exposure(), 300)
        self.invoice(self.partner, 70, when=0, due=30)  # goods sent too late
        self.assertEqual(self.exposure(), 370)
        policy.covers_late_goods = True
        self.assertEqual(self.exposure(), 300)

    def test_taxes(self):
        tax = self.env['account.tax'].search([
            ('company_id', '=', self.company.id), ('type_tax_use', '=', 'sale'),
            ('amount_type', '=', 'percent')], limit=1)
        tax.amount = 13.0
        invoice = self.invoice(self.partner, 1_000, due=30, post=False)
        invoice.invoice_line_ids.tax_ids = tax
        invoice.action_post()
        self.assertEqual(self.exposure(), 1_130)
        policy = self.cover(amount=5_000, covers_vat=False)
        self.assertEqual((self.worth(policy), self.exposure()), ([1_000], 130))
        policy.covers_vat = True
        self.assertEqual(self.exposure(), 0)

    def test_foreign_currency(self):
        euro = self.other_currency()  # 1 EUR = 2 USD
        self.invoice(self.partner, 800.01, due=30)
        policy = self.cover(amount=300.10, deductible=10.05, percent=50, currency_id=euro.id)
        self.assertEqual(self.worth(policy), [280.0])  # 50 % of 600.20 less 20.10
        self.assertEqual(self.exposure(), 520.01)

    def test_a_currency_without_rate_is_refused(self):
        pound = self.env.ref('base.GBP')
        pound.active = True
        pound.rate_ids.unlink()
        with self.assertRaisesRegex(ValidationError, "exchange rate"):
            self.cover(currency_id=pound.id)

    def test_in_another_company(self):
        other = self.other_company()
        account = self.account_of(self.partner, other)
        self.invoice(self.partner, 800, due=30)
        self.invoice(self.partner, 500, due=30, company=other)
        policy = self.cover(amount=200, account=account)
        self.assertEqual(policy.company_id, other)
        self.assertEqual((self.exposure(), self.exposure(account)), (800, 300))

    def test_merged_customers_take_their_covers_along(self):
        target = self.account("Merged Into")
        policy = self.cover(amount=500)
        self.customer_account.sudo()._fold_into(target.sudo())
        self.env.flush_all()
        self.invoice(target.partner_id, 800, due=30)
        self.assertEqual(
            (policy.account_id, policy.partner_id), (target, target.partner_id))
        self.assertEqual(self.exposure(target), 300)

    def test_the_life_of_a_cover(self):
        self.invoice(self.partner, 800, due=-10, when=-40)
        policy = self.cover(end=0)
        self.assertEqual(self.exposure(), 300)
        policy.action_call()
        self.assertEqual((policy.state, policy.has_room, self.exposure()), ('called', False, 300))
        with self.assertRaisesRegex(UserError, "already"):
            policy.action_activate()
        policy.action_end()
        self.assertEqual((policy.state, self.exposure()), ('ended', 800))
        self.assertEqual(
            [event.kind for event in self.env['ar.event'].search([
                ('res_model', '=', 'ar.cover'), ('res_id', '=', policy.id)], order='id')],
            ['cover.created', 'cover.activated', 'cover.called', 'cover.ended'])

    def test_it_expires_by_itself(self):
        policy = self.cover(end=0)
        self.accounts._nightly_covers(self.company, self.day(0))
        self.assertEqual(policy.state, 'active')
        for __ in range(2):
            self.accounts._nightly_covers(self.company, self.day(1))
        self.assertEqual(policy.state, 'expired')
        self.assertEqual(len(self.events('cover.expired', policy)), 1)
        with self.assertRaisesRegex(UserError, "cannot be activated|has ended"):
            policy.write({'date_end': self.day(-1)})
            policy.action_activate()

    def test_changes_are_logged(self):
        policy = self.cover(amount=500)
        policy.write({'amount': 700, 'note': "by phone"})
        event = self.events('cover.changed', policy)
        self.assertEqual((event.before, event.after), ({'amount': 500.0}, {'amount': 700.0}))

    def test_what_cannot_be(self):
        for vals in ({'percent': 101}, {'amount': -1}, {'report_days': -1}, {'end': -101}):
            with self.subTest(vals=vals), mute_logger('odoo.sql_db'), \
                    self.assertRaises(Exception), self.cr.savepoint():  # noqa: B017
                self.cover(**vals)
        with self.assertRaisesRegex(ValidationError, "guarantee for itself"):
            self.cover(issuer_id=self.partner.id)
        with self.assertRaisesRegex(UserError, "covers nothing"):
            self.cover(amount=0)

    def test_who_may_do_what(self):
        collector, analyst = self.role_user('collector'), self.role_user('credit_analyst')
        values = {'name': "G-9", 'account_id': self.customer_account.id, 'amount': 500,
                  'kind': 'guarantee', 'state': 'active', 'activated_on': self.today}
        with self.assertRaises(AccessError):
            self.covers.with_user(collector).create(values)
        draft = self.covers.with_user(analyst).with_context(default_state='active').create(values)
        self.assertEqual((draft.state, draft.activated_on), ('draft', False))
        draft.amount = 600
        for forbidden in ({'state': 'active'}, {'activated_on': self.today}):
            with self.assertRaises(AccessError):
                draft.write(forbidden)
        for action in ('action_activate', 'action_call', 'action_end'):
            with self.assertRaises(AccessError):
                getattr(draft, action)()
        draft.with_user(self.env.user).action_activate()
        with self.assertRaises(AccessError):
            draft.amount = 9_000
        draft.note = "seen"
        with self.assertRaisesRegex(UserError, "Only drafts"):
            draft.unlink()
        with self.assertRaises(AccessError):
            draft.with_user(collector).note = "no"

    def test_no_query_without_covers(self):
        self.assertFalse(self.covers._any_counts())
        self.customer_account._figures()
        self.env.flush_all()
        with self.assertQueryCount(5):
            self.customer_account._figures()

    def test_queries_do_not_grow(self):
        def figures(accounts):
            self.env.flush_all()
            self.env.invalidate_all()
            accounts._figures()

        accounts = self.customer_account
        self.invoice(self.partner, 100, due=30)
        self.cover()
        figures(accounts)
        with self.assertQueryCount(24):
            figures(accounts)
        for number in range(20):
            account = self.account(f"Covered {number}")
            self.invoice(account.partner_id, 100, due=30)
            self.cover(account=account)
            accounts |= account
        figures(accounts)
        with self.assertQueryCount(24):
            figures(accounts)
        self.assertEqual(
            {figure['exposure'] for figure in accounts._figures().values()}, {0})

    def test_a_cover_frees_what_is_held(self):
        self.company.write({'ar_position_guard': 'on', 'ar_guard_invoices': True})
        self.env['ar.credit.policy'].search([]).active = False
        self.env['ar.credit.policy'].create({
            'name': "Limit", 'condition': 'limit', 'action': 'hold', 'bound': 100})
        self.company.ar_credit_manager_id = self.env.user
        self.invoice(self.partner, 900, due=30)
        draft = self.invoice(self.partner, 300, due=30, post=False)
        draft.action_post()
        hold = self.env['ar.credit.hold'].search([('account_id', '=', self.customer_account.id)])
        self.assertEqual((draft.state, hold.state), ('draft', 'open'))
        self.cover(amount=500)
        hold.action_look_again()
        self.assertEqual(hold.state, 'cleared')
