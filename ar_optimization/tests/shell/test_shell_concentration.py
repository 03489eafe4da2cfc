from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import ARCommon


class ConcentrationCommon(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls.role_user('collector')
        cls.wood, cls.metal = cls.env['res.partner.industry'].create([
            {'name': "Woodwork"}, {'name': "Metalwork"}])
        cls.china, cls.france = cls.env.ref('base.cn'), cls.env.ref('base.fr')

    @classmethod
    def story(cls):
        """500 + 300 + 200, one of the three by a contact of the customer, and one in credit."""
        cls.alpha = cls.customer("Alpha", industry_id=cls.wood.id, country_id=cls.china.id)
        cls.beta = cls.customer("Beta", industry_id=cls.metal.id, country_id=cls.china.id)
        cls.gamma = cls.customer("Gamma", industry_id=cls.wood.id)
        delta = cls.customer("Delta", industry_id=cls.wood.id)
        contact = cls.customer("Shop", is_company=False, parent_id=cls.beta.id,
                               country_id=cls.france.id)
        cls.invoice(cls.alpha, 600)
        cls.payment(cls.alpha, 100)
        cls.invoice(contact, 300)
        cls.invoice(cls.gamma, 200)
        cls.payment(delta, 70)


@tagged('post_install', '-at_install')
class TestShellConcentration(ConcentrationCommon):

    def sections(self, companies=None):
        companies = companies or self.company
        return self.env['ar.concentration'].with_user(self.collector).with_context(
            allowed_company_ids=companies.ids).get_report()['sections']

    def rows(self, dimension):
        return [
            (row['name'], row['amount'], round(row['share'], 2), round(row['cumulative'], 2))
            for row in dimension['rows']]

    def test_by_customer(self):
        self.story()
        [section] = self.sections()
        self.assertEqual((section['total'], section['credits']), (1000, -70))
        self.assertEqual(section['total'] + section['credits'], self.gl_balance())
        self.assertEqual(self.rows(section['customer']), [
            ("Alpha", 500, 50, 50), ("Beta", 300, 30, 80), ("Gamma", 200, 20, 100)])
        self.assertEqual(section['customer']['herfindahl'], 2500 + 900 + 400)
        self.assertEqual((section['customer']['top'], section['customer']['rest']), (100, None))

    def test_by_industry_and_country(self):
        self.story()
        [section] = self.sections()
        self.assertEqual(self.rows(section['industry']), [
            ("Woodwork", 700, 70, 70), ("Metalwork", 300, 30, 100)])
        self.assertEqual(section['industry']['herfindahl'], 4900 + 900)
        self.assertEqual(self.rows(section['country']), [
            ("China", 800, 80, 80), ("Not stated", 200, 20, 100)])

    def test_many_customers(self):
        for customer in self.customers(25):
            self.entry(customer, 4)
        self.entry(None, 100)
        [section] = self.sections()
        found = section['customer']
        self.assertEqual(self.rows(found)[0], ("Without customer", 100, 50, 50))
        self.assertEqual(len(found['rows']), 20)
        self.assertEqual(found['rest'], {'count': 6, 'amount': 24, 'share': 12})
        self.assertAlmostEqual(found['top'], 50 + 9 * 2)
        self.assertAlmostEqual(found['herfindahl'], 2500 + 25 * 4)

    def test_currencies_are_never_added_up(self):
        euro = self.other_currency('EUR')
        same = self.other_company(name="Second")
        other = self.other_company(name="Third", currency_id=euro.id)
        self.collector.company_ids |= same | other
        self.story()
        self.invoice(self.alpha, 500, company=same)
        self.invoice(self.gamma, 80, company=other)
        dollars, euros = self.sections(self.company | same | other)
        self.assertEqual(dollars['company_ids'], (self.company | same).ids)
        self.assertEqual(self.rows(dollars['customer'])[0], ("Alpha", 1000, 66.67, 66.67))
        self.assertEqual(euros['currency'], 'EUR')
        self.assertEqual(self.rows(euros['customer']), [("Gamma", 80, 100, 100)])
        self.assertEqual(euros['customer']['herfindahl'], 10000)
        [section] = self.sections(same)
        self.assertEqual(section['total'], 500)

    def test_the_accounts_behind_a_row(self):
        self.story()
        accounts = self.env['ar.credit.account'].with_user(self.collector)
        accounts.sudo()._ensure_accounts(self.company)
        [section] = self.sections()
        for row in section['industry']['rows']:
            found = accounts.search([
                ('partner_id.industry_id', '=', row['id']),
                ('company_id', 'in', section['company_ids']), ('receivable_amount', '>', 0)])
            self.assertEqual(sum(found.mapped('receivable_amount')), row['amount'])

    def test_nobody_owes_anything(self):
        self.assertEqual(self.sections(), [])
        self.payment(self.customer(), 10)
        self.assertEqual(self.sections(), [])

    def test_who_may_ask(self):
        for role in ('employee', 'billing'):
            with self.assertRaises(AccessError):
                self.env['ar.concentration'].with_user(self.role_user(role)).get_report()

    def test_as_many_queries_for_fifty_customers_as_for_one(self):
        def queries():
            self.env.flush_all()
            self.sections()  # warm
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.sections()
            return self.env.cr.sql_log_count - start
        first, *others = self.customers(50)
        self.entry(first, 10)
        queries()  # what the registry keeps
        before = queries()
        for customer in others:
            self.entry(customer, 10)
        self.assertEqual(queries(), before)
