
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestLedgerAccount(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accounts = cls.env['ar.credit.account']
        cls.wood = cls.customer("Wood Corner")

    def account(self, partner=None, company=None, **vals):
        account = self.accounts._account_for(partner or self.wood, company or self.company)
        account.write(vals)
        return account

    def ours(self, *domain):
        return self.accounts.search([('company_id', '=', self.company.id), *domain])

    # === LIVE FIGURES === #

    def test_figures_follow_the_ledger(self):
        account = self.account(credit_mode='limit', credit_limit=1000)
        self.assertRecordValues(account, [{
            'receivable_amount': 0, 'overdue_amount': 0, 'unapplied_amount': 0, 'exposure': 0,
            'not_due_amount': 0, 'worst_overdue_days': 0, 'open_item_count': 0,
            'available_credit': 1000, 'utilisation': 0,
        }])
        self.invoice(self.wood, 500, -60, term=self.term((30, 30), (70, 90)))
        late = self.invoice(self.wood, 200, -45, -45)
        self.pay(late, -40, 50)
        self.payment(self.wood, 75.25, -1)
        self.env.invalidate_all()
        self.assertRecordValues(account, [{
            'receivable_amount': 574.75,  # 150 + 350 + 150 - 75.25
            'overdue_amount': 300,
            'not_due_amount': 350,
            'unapplied_amount': 75.25,
            'worst_overdue_days': 45,
            'open_item_count': 3,
            'exposure': 574.75,
            'available_credit': 425.25,
            'utilisation': 0.57475,
        }])
        self.assertEqual(account._exposure_by_kind(), {account.id: {'receivable': 574.75}})

    def test_figures_always_tell_the_present(self):
        account = self.account(credit_mode='limit', credit_limit=100)
        invoice = self.invoice(self.wood, 80)
        self.assertEqual(account._figures()[account.id]['exposure'], 80)
        self.pay(invoice)
        self.assertEqual(account._figures()[account.id]['exposure'], 0)
        self.assertEqual(
            account.with_context(ar_as_of=str(self.day(-1)))._figures()[account.id]['exposure'], 0)

    def test_foreign_debt_counts_in_company_currency(self):
        euro = self.other_currency()  # 1 EUR = 2 USD
        account = self.account(credit_mode='limit', credit_limit=1000)
        invoice = self.invoice(self.wood, 100, -30, -3, currency=euro)
        self.pay(invoice, amount=25)
        self.invoice(self.wood, 10)
        self.assertRecordValues(account, [{
            'receivable_amount': 160, 'overdue_amount': 150, 'exposure': 160,
            'available_credit': 840, 'utilisation': 0.16,
        }])

    def test_each_company_has_its_own_account_in_its_own_currency(self):
        euro = self.other_currency()
        other = self.other_company(name="Bohrer GmbH", currency_id=euro.id)
        self.invoice(self.wood, 100)
        self.invoice(self.wood, 40, company=other)
        mine, theirs = self.account(), self.account(company=other)
        self.assertEqual((mine.exposure, theirs.exposure), (100, 40))
        self.assertEqual(theirs.currency_id, euro)
        both = self.accounts.with_context(allowed_company_ids=(self.company + other).ids)
        domain = [('partner_id', '=', self.wood.id)]
        self.assertEqual(
            both._read_group(domain, ['company_id'], ['exposure:sum']),
            [(self.company, 100), (other, 40)])
        self.assertEqual(
            both._read_group(domain, ['partner_id'], ['exposure:sum']), [(self.wood, False)])

    def test_each_company_rounds_by_the_decimals_of_its_currency(self):
        """Statements know them from a cache, which every change ends."""
        def digits(*companies):
            self.env.flush_all()
            found = dict(self.env.execute_query(SQL(
                "SELECT id, %s FROM res_company",
                self.env['res.company']._ar_digits_sql(SQL("id")))))
            return [found[company.id] for company in companies]

        self.assertEqual(digits(self.company), [2])
        yen = self.env.ref('base.JPY')
        yen.active = True
        tokyo = self.env['res.company'].create({'name': "Tokyo", 'currency_id': yen.id})
        self.assertEqual(digits(self.company, tokyo), [2, 0])
        tokyo.currency_id = self.company.currency_id
        self.assertEqual(digits(self.company, tokyo), [2, 2])
        tokyo.currency_id = yen
        yen.rounding = 0.001
        self.assertEqual(digits(self.company, tokyo), [2, 3])

    def test_branch_and_parent_are_apart(self):
        branch = self.env['res.company'].create({
            'name': "Branch", 'parent_id': self.company.id})
        self.env.user.company_ids |= branch
        self.entry(self.wood, 30, company=branch, account=self.receivable)
        self.entry(self.wood, 100)
        self.assertEqual(self.account(company=branch).exposure, 30)
        self.assertEqual(self.account().exposure, 100)

    def test_sort_filter_and_add_up(self):
        small, big, none = self.customers(3)
        self.invoice(small, 10, -40, -10)
        self.invoice(big, 900, -40, -20)
        self.payment(none, 5)
        for partner, limit in ((small, 100), (big, 1000), (none, 0)):
            self.account(partner, credit_mode='limit', credit_limit=limit)
        trio = ('partner_id', 'in', (small + big + none).ids)

        def names(*domain, order='exposure desc'):
            return self.accounts.search([trio, *domain], order=order).partner_id.mapped('name')

        self.assertEqual(names(), ["Customer 002", "Customer 001", "Customer 003"])
        self.assertEqual(names(order='worst_overdue_days, id')[0], "Customer 003")
        self.assertEqual(names(order='available_credit')[0], "Customer 003")
        self.assertEqual(names(('overdue_amount', '>', 0)), ["Customer 002", "Customer 001"])
        self.assertEqual(names(('utilisation', '>=', 0.9)), ["Customer 002"])
        self.assertEqual(names(('exposure', '=', -5)), ["Customer 003"])
        self.assertEqual(names(('exposure', '!=', -5)), ["Customer 002", "Customer 001"])
        self.assertEqual(names(('effective_limit', '<', 100)), ["Customer 003"])
        self.assertEqual(names(('unapplied_amount', 'in', (5,))), ["Customer 003"])
        self.assertEqual(
            self.accounts._read_group(
                [trio], [], ['exposure:sum', 'overdue_amount:sum', 'worst_overdue_days:max']),
            [(905, 910, 20)])
        accounts = self.accounts.search([trio])
        self.assertEqual(
            accounts.filtered_domain([('overdue_amount', '>', 100)]).partner_id, big)

    def test_queries_do_not_grow_with_customers(self):
        few, many = self.customers(1, "Few"), self.customers(50, "Many")
        for partner in few + many:
            self.entry(partner, 100, -30, due=-5)
        self.accounts._ensure_accounts(self.company, few + many)

        def read(partners):
            self.env.flush_all()
            accounts = self.accounts.search([
                ('partner_id', 'in', partners.ids), ('company_id', '=', self.company.id)])
            accounts.mapped('effective_limit')
            # all the figures; and twice what the query of open items wants to know before
            with self.assertQueryCount(5):
                self.assertEqual(sum(accounts.mapped('exposure')), 100 * len(partners))
        read(few)
        read(many)

    # === LIMITS === #

    def test_settings_are_read_apart_from_the_company(self):
        """Odoo reads a company in each request; posting an invoice needs none of most settings."""
        company = self.company
        self.env.flush_all()
        self.env.invalidate_all()
        company.mapped('name')
        read = {name for name, field in company._fields.items()
                if name.startswith('ar_') and company.id in field._get_cache(self.env)}
        self.assertIn('ar_position_guard', read)
        self.assertLess(len(read), 15)
        with self.assertQueryCount(1):
            company.mapped('ar_bank_stale_days')
            company.mapped('ar_ageing_bounds')

    def test_limit_of_zero_is_a_limit_and_prepay_is_none(self):
        self.invoice(self.wood, 10)
        account = self.account()
        expected = {
            'unlimited': ('unlimited', 0, 0, 0),
            'limit': ('limit', 0, -10, 9.99),
            'prepay': ('prepay', 0, -10, 9.99),
        }
        for mode, figures in expected.items():
            account.credit_mode = mode
            self.assertEqual(
                (account.credit_basis, account.effective_limit, account.available_credit,
                 account.utilisation), figures)

    def test_status_without_credit(self):
        account = self.account(credit_mode='limit', credit_limit=500)
        for status, limit in (
            ('watch', 500), ('hold', 500), ('blocked', 0), ('agency', 0), ('legal', 0),
        ):
            account.status = status
            self.assertEqual(account.effective_limit, limit)
            self.assertEqual(self.ours(('id', '=', account.id), ('effective_limit', '=', limit)),
                             account)

    def test_temporary_limit_runs_between_its_days(self):
        account = self.account(
            credit_mode='limit', credit_limit=500, temporary_limit=800,
            temporary_limit_from=self.day(-2), temporary_limit_to=self.day(2))
        for day, limit in ((-3, 500), (-2, 800), (0, 800), (2, 800), (3, 500)):
            with freeze_time(self.day(day)):
                self.env.invalidate_all()
                self.assertEqual(account.effective_limit, limit)
                self.assertEqual(
                    self.ours(('id', '=', account.id), ('effective_limit', '=', limit)), account)
        account.temporary_limit = 0
        self.assertEqual(account.effective_limit, 0)
        account.temporary_limit_from = False
        self.assertEqual(account.effective_limit, 0)

    @mute_logger('odoo.sql_db')
    def test_senseless_limits_are_refused(self):
        account = self.account()
        for vals in (
            {'credit_limit': -1},
            {'temporary_limit': -1, 'temporary_limit_to': self.day(1)},
            {'temporary_limit': 5},
            {'temporary_limit_from': self.day(2), 'temporary_limit_to': self.day(1)},
        ):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                account.write(vals)
                self.env.flush_all()
            self.env.invalidate_all()

    # === MAKING ACCOUNTS === #

    def test_every_customer_gets_one_account(self):
        other = self.other_company()
        owing, paid, entry, fresh, theirs = self.customers(5)
        supplier = self.customer("Supplier", customer_rank=0)
        gone = self.customer("Gone", active=False)
        contact = self.env['res.partner'].create({
            'name': "Ann", 'parent_id': owing.id, 'customer_rank': 1})
        theirs.company_id = other
        self.invoice(contact, 10)
        self.pay(self.invoice(paid, 20))
        entry.customer_rank = 0
        self.entry(entry, 5)
        everybody = owing + paid + entry + fresh + theirs + supplier + gone + contact

        self.accounts._ensure_accounts(self.company + other)
        self.assertEqual(self.ours(('partner_id', 'in', everybody.ids)).partner_id,
                         owing + paid + entry + fresh)
        self.assertEqual(
            self.accounts.search([
                ('company_id', '=', other.id), ('partner_id', 'in', everybody.ids)]).partner_id,
            fresh + theirs)
        self.assertEqual(self.accounts._ensure_accounts(self.company + other), 0)

    def test_archived_debtor_keeps_its_account(self):
        self.invoice(self.wood, 10)
        self.wood.active = False
        self.accounts._ensure_accounts(self.company)
        self.assertEqual(self.ours(('partner_id', '=', self.wood.id)).exposure, 10)

    def test_debtor_moved_to_another_company_keeps_its_account(self):
        other = self.other_company()
        account = self.account()
        self.invoice(self.wood, 10)
        self.env.cr.execute(
            "UPDATE res_partner SET company_id = %s WHERE id = %s", [other.id, self.wood.id])
        self.env.invalidate_all()
        self.accounts._ensure_accounts(self.company + other)
        self.assertEqual(account.exposure, 10)
        self.assertEqual(self.account(), account)

    def test_new_accounts_have_the_defaults(self):
        self.account()
        self.assertRecordValues(self.wood.ar_account_ids, [{
            'credit_mode': 'unlimited', 'credit_limit': 0, 'status': 'open', 'active': True,
            'company_id': self.company.id, 'create_uid': self.env.uid,
        }])

    def test_batch_is_one_statement_and_one_event(self):
        def ensure(count):
            self.customers(count)
            self.env.flush_all()
            before = self.env['ar.event'].search_count([('kind', '=', 'account.created')])
            self.assertEqual(self.accounts._ensure_accounts(self.company), count)
            return self.env['ar.event'].search_count([('kind', '=', 'account.created')]) - before
        self.accounts._ensure_accounts(self.company)
        ensure(1)  # warm
        start = self.env.cr.sql_log_count
        self.assertEqual(ensure(1), 1)
        one = self.env.cr.sql_log_count - start
        start = self.env.cr.sql_log_count
        self.assertEqual(ensure(50), 1)
        # creating the partners themselves costs a few queries per batch; never one per account
        self.assertLess(self.env.cr.sql_log_count - start, one + 40)

    def test_account_on_demand_leaves_an_event(self):
        account = self.account(self.customer("Prospect", customer_rank=0))
        event = self.env['ar.event'].search([
            ('res_model', '=', account._name), ('res_id', '=', account.id)])
        self.assertEqual(event.kind, 'account.created')
        self.assertEqual(event.company_id, self.company.id)
        self.assertEqual(self.account(account.partner_id), account)

    # === THE COMMERCIAL ENTITY === #

    def test_contacts_share_the_account_of_their_company(self):
        contact = self.env['res.partner'].create({'name': "Ann", 'parent_id': self.wood.id})
        account = self.accounts.create({'partner_id': contact.id})
        self.assertEqual(account.partner_id, self.wood)
        self.assertEqual(self.account(contact), account)
        with self.assertRaises(ValidationError):
            account.sudo().partner_id = contact  # nobody else hands accounts over

    def test_account_follows_a_company_that_becomes_part_of_another(self):
        account = self.account(credit_mode='limit', credit_limit=70)
        self.invoice(self.wood, 10)
        group = self.customer("Wood Group")
        self.wood.write({'is_company': False, 'parent_id': group.id})
        self.assertEqual(account.partner_id, group)
        self.assertEqual(account._figures()[account.id]['exposure'], 10)
        event = self.env['ar.event'].search([
            ('kind', '=', 'account.moved'), ('res_id', '=', account.id)])
        self.assertEqual(event.before, {'partner_id': self.wood.id})

    def test_two_accounts_become_one_with_the_stricter_terms(self):
        group = self.customer("Wood Group")
        gone = self.account(credit_mode='limit', credit_limit=70)
        kept = self.account(group, credit_mode='limit', credit_limit=900)
        self.invoice(self.wood, 10)
        self.invoice(group, 5)
        self.wood.write({'is_company': False, 'parent_id': group.id})
        self.assertFalse(gone.exists())
        self.assertEqual((kept.credit_limit, kept._figures()[kept.id]['exposure']), (70, 15))

    def test_what_raw_sql_moved_is_put_right_at_night(self):
        account, group = self.account(), self.customer("Wood Group")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET parent_id = %(group)s, commercial_partner_id = %(group)s"
            " WHERE id = %(id)s", {'group': group.id, 'id': self.wood.id})
        self.env.invalidate_all()
        self.accounts._nightly_accounts(self.company, self.today)
        self.assertEqual(account.partner_id, group)

    def test_display_name_tells_companies_apart(self):
        account = self.account()
        one = account.with_context(allowed_company_ids=self.company.ids)
        self.assertEqual(one.display_name, "Wood Corner")
        other = self.other_company(name="Other")
        two = account.with_context(allowed_company_ids=(self.company + other).ids)
        self.assertEqual(two.display_name, f"Wood Corner ({self.company.name})")

    # === ACCESS === #

    def test_who_reads_accounts(self):
        account = self.account()
        other = self.other_company()
        theirs = self.account(company=other)
        collector = self.role_user('collector')
        self.assertEqual(account.with_user(collector).exposure, 0)
        self.assertNotIn(theirs, self.accounts.with_user(collector).search([]))
        with self.assertRaises(AccessError):
            account.with_user(collector).credit_limit = 5
        for role in ('billing', 'employee'):
            with self.assertRaises(AccessError):
                self.accounts.with_user(self.role_user(role)).search([])
