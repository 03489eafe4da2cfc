from odoo.tests import tagged

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestShellBankNews(ARCommon):
    """Every screen that counts receipts says up to which day they are known."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.role_user('credit_manager')
        cls.payment(cls.customer(), 5, -9)
        cls.second = cls.other_company()
        cls.manager.company_ids |= cls.second

    def ask(self, model, *args):
        companies = self.company | self.second
        return self.env[model].with_user(self.manager).with_context(
            allowed_company_ids=companies.ids).get_report(*args)

    def news(self, company, day, stale):
        return {'id': company.id, 'name': company.name, 'last_bank_date': day,
                'bank_is_stale': stale}

    def test_every_company_of_the_screen(self):
        known = [self.news(self.company, self.day(-9).isoformat(), True),
                 self.news(self.second, False, True)]
        self.assertEqual(self.ask('ar.ageing', {})['companies'], known)
        self.assertEqual(self.ask('ar.key.figures')['bank_news'], known)
        self.assertEqual(self.ask('ar.cockpit', {'cards': []})['bank_news'], known)
        self.assertEqual(
            [section['bank_news'] for section in self.ask('ar.forecast')], [[row] for row in known])

    def test_the_cockpit_of_one_company(self):
        report = self.ask('ar.cockpit', {'company': self.company.id, 'cards': []})
        self.assertEqual([row['id'] for row in report['bank_news']], self.company.ids)

    def test_a_card_does_not_ask_the_bank_again(self):
        self.assertIsNone(self.ask('ar.cockpit', {'cards': ['position']})['bank_news'])

    def test_fresh(self):
        self.company.ar_bank_stale_days = 9
        self.assertFalse(self.ask('ar.key.figures')['bank_news'][0]['bank_is_stale'])
