import json

from odoo import http
from odoo.tests import HttpCase, tagged

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestManagementExport(ARCommon, HttpCase):
    """Whoever takes many rows out of the program is in the log."""

    freeze = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for partner in cls.customers(3):
            cls.invoice(partner, 100, -40, -10)
        cls.env['ar.credit.account']._ensure_accounts(cls.company)
        cls.company.ar_export_rows = 3
        cls.manager = cls.role_user('credit_manager', password='ar_credit_manager')
        cls.manager.group_ids += cls.env.ref('base.group_allow_export')

    def events(self):
        return self.env['ar.event'].search([('kind', '=', 'export.done')])

    def export(self, kind='csv', model='ar.credit.account', names=('partner_id/name',), **params):
        """Export as the list does it."""
        return self.url_open(f'/web/export/{kind}', data={
            'csrf_token': http.Request.csrf_token(self),
            'data': json.dumps({
                'model': model, 'ids': False, 'domain': [], 'import_compat': False,
                'fields': [{'name': name, 'label': name, 'type': 'char'} for name in names],
                **params})})

    def test_a_list_that_is_exported(self):
        self.authenticate(self.manager.login, 'ar_credit_manager')
        domain = [('partner_id.name', 'like', "Customer")]
        for kind in ('csv', 'xlsx'):
            self.assertEqual(self.export(kind, domain=domain).status_code, 200)
        event = self.events()[0]
        self.assertEqual(len(self.events()), 2)
        self.assertEqual((event.user_id, event.numbers), (
            self.manager.id, {'source': 'ar.credit.account', 'rows': 3}))
        self.assertIn("Customer", event.texts['after']['export_domain'])
        self.assertFalse(event.after and event.after.get('export_domain'))
        self.assertIn("3 rows", event.figures)

    def test_a_few_rows_and_the_models_of_others_are_not(self):
        self.authenticate(self.manager.login, 'ar_credit_manager')
        one = self.env['ar.credit.account'].search([], limit=1)
        self.assertEqual(self.export(ids=one.ids).status_code, 200)
        self.assertEqual(self.export(model='res.country', names=('name',)).status_code, 200)
        self.assertFalse(self.events())
        self.company.ar_export_rows = 0
        self.assertEqual(self.export(ids=one.ids).status_code, 200)
        self.assertEqual(self.events().numbers['rows'], 1)

    def test_our_figures_in_other_models_are(self):
        self.authenticate(self.manager.login, 'ar_credit_manager')
        self.assertEqual(self.export(
            model='res.partner', names=('name', 'ar_contact_count')).status_code, 200)
        self.assertEqual(self.events().numbers['source'], 'res.partner')
        self.assertEqual(self.export(
            model='account.move', names=('name', 'partner_id/ar_contact_count')).status_code, 200)
        self.assertEqual(self.events()[0].numbers['source'], 'account.move')

    def test_the_strictest_of_the_companies_counts(self):
        there = self.env['res.company'].create({'name': "There", 'ar_export_rows': 1})
        events = self.env['ar.event'].with_context(allowed_company_ids=self.company.ids)
        self.assertFalse(events._log_export('res.partner', 2))
        both = events.with_context(allowed_company_ids=(self.company | there).ids)
        self.assertTrue(both.sudo()._log_export('res.partner', 2))

    def test_a_workbook_of_ours(self):
        self.authenticate(self.manager.login, 'ar_credit_manager')
        for least, logged in ((100, 0), (3, 1)):
            self.company.ar_export_rows = least
            response = self.url_open('/ar_optimization/ageing/items.xlsx')
            self.assertEqual(response.status_code, 200)
            self.assertEqual(len(self.events()), logged)
        self.assertEqual(self.events().user_id, self.manager.id)
        self.assertIn(str(self.events().numbers['rows']), self.events().figures)

    def test_an_export_that_is_refused_says_nothing(self):
        clerk = self.role_user('employee', password='ar_employee')
        clerk.group_ids += self.env.ref('base.group_allow_export')
        self.authenticate(clerk.login, 'ar_employee')
        response = self.url_open('/ar_optimization/ageing/items.xlsx')
        self.assertEqual(response.status_code, 403)
        self.assertFalse(self.events())
