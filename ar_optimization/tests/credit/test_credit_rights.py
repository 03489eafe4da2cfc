from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestRights(CreditCommon):
    """What each role may do, asked at the server as a remote call would."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector, cls.analyst, cls.manager = (
            cls.role_user(role) for role in ('collector', 'credit_analyst', 'credit_manager'))
        cls.tested = cls.account(score=65, net_sales=120_000)
        cls.night()

    def refused(self, user, method, *args, record=None):
        record = (record if record is not None else self.tested).with_user(user)
        with self.subTest(user=user.login, method=method, args=args), \
                self.assertRaises(AccessError), self.cr.savepoint():
            getattr(record, method)(*args)
            self.env.flush_all()

    def test_only_a_manager_decides(self):
        for vals in (
            {'credit_limit': 1}, {'credit_mode': 'prepay'}, {'status': 'blocked'},
            {'temporary_limit': 1, 'temporary_limit_to': self.day(1)},
            {'tier_override_id': self.tier_a.id, 'tier_override_until': self.day(1),
             'tier_override_reason': "Friend"},
        ):
            self.refused(self.analyst, 'write', vals)
            self.refused(self.collector, 'write', vals)
            self.tested.with_user(self.manager).write(vals)

    def test_nobody_writes_what_follows_from_rules(self):
        for name, value in (
            ('tier_id', self.tier_a.id), ('tier_date', '2020-01-01'), ('tier_basis', {}),
            ('next_review_date', '2030-01-01'), ('projection', {}), ('limit_basis', {}),
        ):
            self.refused(self.manager, 'write', {name: value})

    def test_an_account_is_not_created_with_a_limit_of_ones_own(self):
        accounts = self.env['ar.credit.account']
        vals = {'partner_id': self.customer("Mine").id, 'company_id': self.company.id}
        self.refused(self.analyst, 'create', [{**vals, 'credit_limit': 9}], record=accounts)
        self.refused(self.analyst, 'create', [{**vals, 'status': 'watch'}], record=accounts)
        self.refused(self.manager, 'create', [{**vals, 'tier_id': self.tier_a.id}], record=accounts)
        made = accounts.with_user(self.analyst).create([{**vals, 'credit_mode': 'unlimited'}])
        self.assertEqual(made.credit_mode, 'unlimited')

    def test_no_context_key_gets_round(self):
        loose = self.tested.with_context(
            tracking_disable=True, install_mode=True, import_file=True, force=True)
        self.refused(self.analyst, 'write', {'credit_limit': 1}, record=loose)

    def test_archiving_is_a_decision(self):
        """An archived account is in no worklist and under no review: that is the manager's."""
        tested = self.tested.with_user(self.analyst)
        self.refused(self.analyst, 'write', {'active': False})
        self.refused(self.analyst, 'action_archive')
        with self.assertRaises(AccessError):
            tested.create([{'partner_id': self.customer("New").id, 'active': False}])
        self.tested.with_user(self.manager).action_archive()
        event = self.events('account.archived', self.tested)
        self.assertEqual((event.user_id, event.before, event.after),
                         (self.manager.id, {'active': True}, {'active': False}))
        self.refused(self.analyst, 'action_unarchive')
        event.with_user(self.manager).action_undo()
        self.assertTrue(self.tested.active)
        self.assertEqual(len(self.events('account.archived', self.tested)), 2)

    def test_import_is_refused_too(self):
        result = self.env['ar.credit.account'].with_user(self.analyst).load(
            ['.id', 'credit_limit'], [[str(self.tested.id), '5']])
        self.assertFalse(result['ids'])
        self.assertIn("Only a credit manager", result['messages'][0]['message'])

    def test_proposals(self):
        for method in ('_apply_proposals', 'action_dismiss_proposals'):
            self.refused(self.analyst, method)
            self.refused(self.collector, method)
        self.refused(self.collector, 'write', {'proposed_limit': 5})
        self.refused(self.collector, 'action_review_limit')
        self.tested.with_user(self.analyst).action_review_limit()
        self.tested.with_user(self.analyst).write({'proposed_limit': 5})
        self.tested.with_user(self.manager)._apply_proposals()
        self.assertEqual(self.tested.credit_limit, 5)

    def test_tiers_are_the_managers(self):
        for user in (self.collector, self.analyst):
            self.refused(user, 'write', {'sales_multiple': 9}, record=self.tier_a)
            self.refused(user, 'write', {'value': 1}, record=self.tier_a.condition_ids)
            self.refused(user, 'unlink', record=self.tier_a)
        self.tier_a.with_user(self.manager).sales_multiple = 9
        self.assertEqual(self.tier_a.with_user(self.collector).sales_multiple, 9)

    def test_another_companys_account_is_out_of_sight(self):
        other = self.other_company()
        there = self.account("There", other)
        self.refused(self.manager, 'read', ['credit_limit'], record=there)
        self.refused(self.manager, 'write', {'credit_limit': 5}, record=there)

    def test_undo_is_the_managers(self):
        self.tested.with_user(self.manager).write({'credit_mode': 'limit', 'credit_limit': 5})
        self.refused(self.analyst, 'action_undo', record=self.events('limit.changed', self.tested))


@tagged('post_install', '-at_install')
class TestPartnerPage(CreditCommon):
    """Figures on the customer's form: for collectors all, for salespeople their own, for nobody
    else any."""

    def setUp(self):
        super().setUp()
        self.seller = self.role_user('employee', login='seller')
        self.mine = self.account("Mine", score=65)
        self.mine.partner_id.user_id = self.seller
        self.theirs = self.account("Theirs", score=65)
        self.mine.write({'credit_mode': 'limit', 'credit_limit': 1_000})
        self.invoice(self.mine.partner_id, 400, -40, due=-10)
        self.night()

    def test_salespeople_see_their_own_customers(self):
        partner = self.mine.partner_id.with_user(self.seller)
        self.assertRecordValues(partner, [{
            'ar_credit_visible': True, 'ar_tier_code': 'B', 'ar_available_credit': 600,
            'ar_overdue_amount': 400, 'ar_exposure': 400, 'ar_utilisation_percent': 40,
            'ar_effective_limit': 1_000, 'ar_credit_mode': 'limit', 'ar_credit_status': 'open',
        }])
        partner = self.theirs.partner_id.with_user(self.seller)
        self.assertRecordValues(partner, [{
            'ar_credit_visible': False, 'ar_tier_code': False, 'ar_available_credit': 0,
            'ar_overdue_amount': 0,
        }])
        with self.assertRaises(AccessError):
            self.mine.with_user(self.seller).read(['credit_limit'])
        with self.assertRaises(AccessError):
            partner.search([('ar_tier_id', '=', self.tier_b.id)])

    def test_contacts_show_their_companys_figures(self):
        contact = self.env['res.partner'].create({
            'name': "Ann", 'parent_id': self.mine.partner_id.id})
        contact = contact.with_user(self.role_user('collector'))
        self.assertEqual((contact.ar_tier_code, contact.ar_exposure), ('B', 400))
        self.assertEqual(contact.action_open_credit_account()['res_id'], self.mine.id)

    def test_figures_are_of_the_company_the_user_works_in(self):
        other = self.other_company()
        there = self.account_of(self.mine.partner_id, other)
        there.write({'credit_mode': 'limit', 'credit_limit': 70})
        partner = self.mine.partner_id
        self.assertEqual(partner.with_company(other).ar_effective_limit, 70)
        self.assertEqual(partner.with_company(self.company).ar_effective_limit, 1_000)

    def test_account_made_on_demand_by_an_analyst(self):
        partner = self.customer("Fresh")
        for role in ('employee', 'collector'):
            user = self.seller if role == 'employee' else self.role_user(role)
            with self.subTest(role), self.assertRaises(AccessError), self.cr.savepoint():
                partner.with_user(user).action_make_credit_account()
        action = partner.with_user(self.role_user('credit_analyst')).action_make_credit_account()
        self.assertEqual(action['res_id'], partner._ar_account(self.company).id)

    def test_customers_found_by_tier(self):
        partners = self.env['res.partner']
        mine, theirs = self.mine.partner_id, self.theirs.partner_id
        fresh = self.customer("Fresh")
        among = [('id', 'in', (mine | theirs | fresh).ids)]
        self.assertEqual(
            partners.search([*among, ('ar_tier_id', '=', self.tier_b.id)]), mine | theirs)
        self.assertEqual(partners.search([*among, ('ar_tier_id', '!=', self.tier_b.id)]), fresh)
        self.assertEqual(partners.search([*among, ('ar_tier_id', '=', False)]), fresh)

    def test_a_list_of_customers_costs_as_much_as_one(self):
        partners = self.customers(30)
        for partner in partners:
            self.account_of(partner)

        def queries(records):
            self.env.invalidate_all()
            records.mapped('name')
            self.env.user.mapped('tz')
            before = self.cr.sql_log_count
            records.mapped('ar_tier_code')
            return self.cr.sql_log_count - before

        queries(partners[:1])
        self.assertLessEqual(queries(partners), queries(partners[:1]))
