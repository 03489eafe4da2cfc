from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from ..common import ARCommon


class AgeingCommon(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls.role_user('collector')
        cls.partner = cls.customer()

    def ageing(self, companies=None, user=None):
        """The ageing as a collector who has selected these companies."""
        companies = companies or self.company
        return self.env['ar.ageing'].with_user(user or self.collector).with_context(
            allowed_company_ids=companies.ids)

    def report(self, companies=None, **options):
        return self.ageing(companies).get_report(options)

    def section(self, companies=None, **options):
        """The only section of a report."""
        [section] = self.report(companies, **options)['sections']
        return section

    def row(self, partner, companies=None, **options):
        """The only row of a customer (False: items without customer)."""
        [row] = [row for row in self.section(companies, **options)['rows']
                 if row['partner_id'] == (partner.id if partner else None)]
        return row

    def buckets(self, row):
        return [row[f'bucket_{index}'] for index in range(6)]

    def assertTied(self, companies=None, **options):
        proof = self.ageing(companies).get_tie_out(options)
        self.assertTrue(proof['tied'], proof)
        return proof


@tagged('post_install', '-at_install')
class TestShellAgeing(AgeingCommon):

    # === BUCKETS === #

    def test_each_day_stands_in_its_bucket(self):
        for amount, days in enumerate((-5, 0, 1, 30, 31, 60, 61, 90, 91, 120, 121, 700), start=1):
            self.invoice(self.partner, 10 ** -2 * amount, -700, due=-days)
        row = self.row(self.partner)
        self.assertEqual(self.buckets(row), [0.03, 0.07, 0.11, 0.15, 0.19, 0.23])
        self.assertEqual((row['total'], row['overdue'], row['unapplied']), (0.78, 0.75, 0))
        self.assertEqual((row['items'], row['days']), (12, 700))
        self.assertTied()

    def test_age_by_invoice_date(self):
        self.invoice(self.partner, 100, 0, due=60)
        self.invoice(self.partner, 10, -30, due=0)
        self.invoice(self.partner, 1, -31, due=-1)
        report = self.report(basis='invoice')
        self.assertEqual(
            [bucket['label'] for bucket in report['buckets']],
            ["0-30 days", "31-60 days", "61-90 days", "91-120 days", "Over 120 days"])
        [row] = report['sections'][0]['rows']
        self.assertEqual([row[f'bucket_{index}'] for index in range(1, 6)], [110, 1, 0, 0, 0])
        self.assertEqual(row['overdue'], 1, "What is overdue does not depend on how age is counted")

    def test_buckets_of_the_company_and_of_the_user(self):
        self.invoice(self.partner, 100, -20, due=-11)
        self.company.ar_ageing_bounds = '10, 20'
        report = self.report()
        self.assertEqual(
            [bucket['label'] for bucket in report['buckets']],
            ["Not due", "1-10 days", "11-20 days", "Over 20 days"])
        self.assertEqual(report['sections'][0]['rows'][0]['bucket_2'], 100)
        self.assertEqual(self.row(self.partner, bounds='7 10')['bucket_3'], 100)

    def test_original_due_date(self):
        invoice = self.invoice(self.partner, 100, -90, due=-60)
        invoice.invoice_date_due = self.day(30)
        self.assertEqual(self.row(self.partner)['bucket_0'], 100)
        self.assertEqual(self.row(self.partner, basis='original')['bucket_2'], 100)

    # === STORIES OF A LEDGER, TO THE CENT === #

    def test_partial_payment(self):
        invoice = self.invoice(self.partner, 1000, -40, due=-10)
        self.pay(invoice, -5, 300.10)
        row = self.row(self.partner)
        self.assertEqual((row['bucket_1'], row['total']), (699.90, 699.90))
        self.assertEqual(row['total'], self.gl_balance())
        self.assertTied()

    def test_refund_matched_in_part(self):
        invoice = self.invoice(self.partner, 200, -40, due=-35)
        refund = self.credit_note(self.partner, 250.55, -3)
        self.match(invoice, refund)
        row = self.row(self.partner)
        self.assertEqual(self.buckets(row), [0] * 6)
        self.assertEqual((row['unapplied'], row['total'], row['days']), (-50.55, -50.55, None))
        self.assertTied()

    def test_unapplied_credits_stay_in_their_own_column(self):
        self.invoice(self.partner, 500, -40, due=-35)
        self.payment(self.partner, 120.30, -2)
        self.credit_note(self.partner, 79.70, -2)
        row = self.row(self.partner)
        self.assertEqual((row['bucket_2'], row['unapplied'], row['total']), (500, -200, 300))
        self.assertTied()

    def test_instalments_age_one_by_one(self):
        term = self.term((30, 0), (70, 60))
        self.invoice(self.partner, 1000, -45, term=term)
        row = self.row(self.partner)
        self.assertEqual((row['bucket_0'], row['bucket_2'], row['items']), (700, 300, 2))
        self.assertTied()

    def test_without_customer_and_without_due_date(self):
        self.entry(None, 77.77, -10)
        self.entry(self.partner, 22.23, -40)
        row = self.row(None)
        self.assertEqual((row['name'], row['bucket_1']), ("Without customer", 77.77))
        self.assertEqual(self.row(self.partner)['bucket_2'], 22.23)
        self.assertEqual(self.section()['totals']['total'], self.gl_balance())
        self.assertTied()

    def test_contacts_of_one_customer_are_one_row(self):
        contact = self.env['res.partner'].create({'name': "Ann", 'parent_id': self.partner.id})
        self.invoice(self.partner, 100)
        self.entry(contact, 11, -1)
        self.assertEqual(self.row(self.partner)['total'], 111)

    def test_draft_and_cancelled_do_not_count(self):
        self.invoice(self.partner, 100, post=False)
        self.invoice(self.partner, 200).button_cancel()
        self.assertFalse(self.report()['sections'])
        self.assertTied()

    def test_payment_set_back_to_draft_pays_nothing(self):
        invoice = self.invoice(self.partner, 100, -40, due=-35)
        entry = self.entry(self.partner, -100, -1, account=self.receivable)
        self.match(invoice, entry)
        self.assertFalse(self.report()['sections'])
        entry.button_draft()
        self.assertEqual(self.row(self.partner)['total'], 100)
        self.assertEqual(self.gl_balance(), 100)
        self.assertTied()

    # === DAYS IN THE PAST === #

    def _months(self):
        """What happens to a customer, day by day; each step is one thing."""
        partner, other = self.partner, self.customer("Ready Mat")
        eur = self.other_currency(rates=(
            ('1900-01-01', 0.5), ('2026-03-01', 0.4), ('2026-05-01', 0.625)))
        made = {}
        yield '2026-01-15', lambda: made.update(
            a=self.invoice(partner, 1000, '2026-01-15', term=self.term((40, 0), (60, 60))))
        yield '2026-02-01', lambda: made.update(
            e=self.invoice(other, 100, '2026-02-01', '2026-02-28', currency=eur))
        yield '2026-02-10', lambda: self.pay(made['a'], '2026-02-10', 450.05)
        yield '2026-03-05', lambda: self.pay(made['e'], '2026-03-05', 30, currency=eur)
        yield '2026-03-20', lambda: made.update(c=self.credit_note(partner, 33.33, '2026-03-20'))
        yield '2026-04-02', lambda: self.match(made['a'], made['c'])
        yield '2026-04-30', lambda: made.update(p=self.payment(partner, 700, '2026-04-30'))
        yield '2026-05-06', lambda: self.pay(made['e'], '2026-05-06', currency=eur)
        yield '2026-05-20', lambda: self.entry(None, 5.05, '2026-05-20')
        yield '2026-06-01', lambda: self.match(made['a'], made['p'])

    def test_a_past_day_shows_what_was_seen_on_that_day(self):
        """A matching counts from the later date of its two documents on, whenever it is made: while
        a credit waited to be matched, the total is the same and stands in other columns."""
        seen, waiting = {}, {'2026-03-20', '2026-04-30', '2026-05-06', '2026-05-20'}
        for day, happen in self._months():
            with freeze_time(day):
                happen()
                seen[day] = {
                    key: self.report(**options)['sections']
                    for key, options in self._views().items()
                }
        for day, sections in seen.items():
            for key, options in self._views().items():
                with self.subTest(day=day, view=key):
                    now = self.report(as_of=day, **options)['sections']
                    if day not in waiting:
                        self.assertEqual(now, sections[key])
                    self.assertEqual(self._totals(now), self._totals(sections[key]))
            self.assertEqual(self._totals(sections['company']), {'USD': self.gl_balance(when=day)})
            self.assertTied(as_of=day)

    def _totals(self, sections):
        return {section['currency']: section['totals']['total'] for section in sections}

    def _views(self):
        return {
            'company': {},
            'document': {'currency': 'document'},
            'invoice': {'basis': 'invoice', 'by_currency': True},
        }

    def test_payment_after_the_day_is_undone(self):
        invoice = self.invoice(self.partner, 100, -40, due=-35)
        self.pay(invoice, -3)
        self.assertFalse(self.report()['sections'])
        self.assertEqual(self.row(self.partner, as_of=str(self.day(-4)))['bucket_2'], 100)
        self.assertFalse(self.report(as_of=str(self.day(-3)))['sections'])
        self.assertFalse(self.report(as_of=str(self.day(-41)))['sections'])

    def test_post_dated_payment_does_not_count_yet(self):
        invoice = self.invoice(self.partner, 100, -40, due=-35)
        self.pay(invoice, 3)
        self.assertEqual(self.row(self.partner)['bucket_2'], 100)
        self.assertFalse(self.report(as_of=str(self.day(3)))['sections'])
        self.assertTied()
        self.assertTied(as_of=str(self.day(3)))

    # === CURRENCIES AND COMPANIES === #

    def test_two_currencies(self):
        eur = self.other_currency()
        self.invoice(self.partner, 100, -40, due=-35, currency=eur)
        self.invoice(self.partner, 30, -40, due=-35)
        self.assertEqual(self.row(self.partner)['total'], 230)
        rows = self.section(by_currency=True)['rows']
        self.assertEqual(
            {row['currency']: (row['total'], row['amount_currency']) for row in rows},
            {'EUR': (200, 100), 'USD': (30, 30)})
        sections = self.report(currency='document')['sections']
        self.assertEqual(
            {section['currency']: section['totals']['total'] for section in sections},
            {'EUR': 100, 'USD': 30})

    def test_exchange_difference(self):
        eur = self.other_currency(rates=(('1900-01-01', 0.5), ('2026-06-01', 0.4)))
        invoice = self.invoice(self.partner, 100, '2026-05-01', currency=eur)
        self.pay(invoice, '2026-06-02', 60, currency=eur)
        self.assertEqual(self.section()['totals']['total'], self.gl_balance())
        [section] = self.report(currency='document')['sections']
        self.assertEqual((section['currency'], section['totals']['total']), ('EUR', 40))
        self.assertTied()

    def test_companies_of_one_currency_share_a_section(self):
        other = self.other_company(name="Sister")
        self.invoice(self.partner, 100)
        self.invoice(self.partner, 11, company=other)
        user = self.role_user('collector', login='both', companies=self.company | other)
        self.collector = user
        both = self.company | other
        self.assertEqual(self.row(self.partner, both)['total'], 111)
        self.assertEqual(self.section(both)['companies'], both.mapped('name'))
        self.assertEqual(self.row(self.partner)['total'], 100)
        proof = self.assertTied(both)
        self.assertEqual(sorted(account['open'] for account in proof['accounts']), [11, 100])

    def test_company_currencies_are_never_added_up(self):
        other = self.other_company(name="Overseas", currency_id=self.other_currency().id)
        self.invoice(self.partner, 100)
        self.invoice(self.partner, 11, company=other)
        self.collector = self.role_user('collector', login='both', companies=self.company | other)
        sections = self.report(self.company | other)['sections']
        self.assertEqual(
            [(section['currency'], section['totals']['total'], section['companies'])
             for section in sections],
            [('USD', 100, [self.company.name]), ('EUR', 11, ["Overseas"])])
        self.assertTied(self.company | other)

    def test_a_company_that_is_not_the_users_is_refused(self):
        other = self.other_company(name="Sister")
        with self.assertRaises(AccessError):
            self.report(other)

    # === ROWS, PAGES, ITEMS === #

    def test_pages_do_not_overlap_and_totals_are_of_all(self):
        for place, partner in enumerate(self.customers(7)):
            self.invoice(partner, 100 + place % 2, -1)
        names = []
        for page in (1, 2, 3):
            section = self.section(page=page, limit=3, sort='total', descending=True)
            names += [row['name'] for row in section['rows']]
            self.assertEqual((section['count'], section['totals']['total']), (7, 703))
        self.assertEqual(names, [f'Customer 00{n}' for n in (2, 4, 6, 1, 3, 5, 7)])

    def test_page_of_one_section_only(self):
        eur = self.other_currency()
        self.invoice(self.partner, 100, currency=eur)
        self.invoice(self.partner, 30)
        section = self.section(currency='document', section=eur.id, page=1)
        self.assertEqual(section['totals']['total'], 100)

    def test_sorted_by_a_bucket(self):
        first, second = self.customers(2)
        self.invoice(first, 1, -40, due=-35)
        self.invoice(second, 2, -40, due=-35)
        section = self.section(sort='bucket_2', descending=True)
        self.assertEqual([row['partner_id'] for row in section['rows']], [second.id, first.id])

    def test_search_finds_customers_and_documents(self):
        first, second = self.customers(2)
        first.vat = 'BE0477472701'
        invoice = self.invoice(first, 1)
        self.invoice(second, 2, ref="PO 100%_ready")
        for text, partners in (
            ("customer 00", {first.id, second.id}), (invoice.name, {first.id}),
            ("BE0477", {first.id}), ("100%_", {second.id}), ("0%%", set()), ("';--", set()),
        ):
            sections = self.report(search=text)['sections']
            found = {row['partner_id'] for section in sections for row in section['rows']}
            self.assertEqual(found, partners, text)

    def test_overdue_only(self):
        first, second = self.customers(2)
        self.invoice(first, 100, -40, due=-1)
        self.invoice(first, 10, 0, due=30)
        self.payment(first, 5, -1)
        self.invoice(second, 7, 0, due=30)
        section = self.section(overdue_only=True)
        self.assertEqual([row['total'] for row in section['rows']], [100])

    def test_items_of_a_row_add_up_to_it(self):
        term = self.term((30, 0), (70, 60))
        self.invoice(self.partner, 1000, -45, term=term)
        self.payment(self.partner, 50.25, -1)
        section = self.section()
        found = self.ageing().get_items({}, section['currency_id'], self.partner.id)
        self.assertEqual(found['count'], 3)
        self.assertAlmostEqual(
            sum(item['amount'] for item in found['items']), section['totals']['total'])
        self.assertEqual(
            [(item['days_overdue'], item['amount'], item['kind']) for item in found['items']],
            [(45, 300, "Invoice"), (1, -50.25, "Payment or Entry"), (-15, 700, "Invoice")])

    def test_items_without_customer_or_of_one_currency(self):
        eur = self.other_currency()
        self.entry(None, 12)
        self.invoice(self.partner, 100, currency=eur)
        self.invoice(self.partner, 30)
        usd = self.company.currency_id.id
        ask = self.ageing().get_items
        self.assertEqual([item['amount'] for item in ask({}, usd, False)['items']], [12])
        self.assertEqual(
            [item['amount'] for item in ask({}, usd, self.partner.id, eur.id)['items']], [200])

    def test_customers_of_one_collector(self):
        """Only hers, on screen and in the ledger sheet; who collects elsewhere is not on offer."""
        ann, bob = self.collector, self.role_user('credit_analyst')
        for partner, user in ((self.partner, ann), (self.customer("Other"), bob)):
            self.invoice(partner, 100, -1)
            account = self.env['ar.credit.account']._account_for(partner, self.company)
            account.collector_id = user
        report = self.ageing(user=ann).get_report({'collector': ann.id})
        self.assertEqual(
            [row['partner_id'] for row in report['sections'][0]['rows']], [self.partner.id])
        self.assertEqual(
            report['collectors'],
            [{'id': ann.id, 'name': "My customers"}, {'id': bob.id, 'name': bob.name}])
        self.assertEqual(report['options']['collector'], ann.id)
        self.assertEqual(len(self.report(collector=0)['sections'][0]['rows']), 2)
        with self.assertRaises(UserError):
            self.report(collector="everybody")

    # === SPEED AND RIGHTS === #

    def test_queries_do_not_grow_with_customers(self):
        def queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.report()
            self.ageing().get_tie_out({})
            return self.env.cr.sql_log_count - before

        self.invoice(self.partner, 100, -1)
        queries()  # fills the caches of rights and languages
        one = queries()
        for partner in self.customers(50):
            self.entry(partner, 10, -1)
        queries()  # what writing the entries took out of the caches
        self.assertEqual(queries(), one)

    def test_only_collectors_may_ask(self):
        portal = new_test_user(self.env, login='ar_portal', groups='base.group_portal')
        salesperson = self.role_user('employee')
        for user in (portal, salesperson, self.role_user('billing')):
            ageing = self.env['ar.ageing'].with_user(user)
            for ask in (
                lambda ageing: ageing.get_report({}),
                lambda ageing: ageing.get_items({}, 1, self.partner.id),
                lambda ageing: ageing.get_tie_out({}),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    ask(ageing)
