"""The figures of the receivables in Odoo's own digest mails."""
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCase

from ..common import ARCommon

NAMES = ('kpi_ar_overdue', 'kpi_ar_collected', 'kpi_ar_dso', 'kpi_ar_alerts')


@tagged('post_install', '-at_install')
class TestDigest(ARCommon, MailCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.role_user('credit_manager', email='manager@example.com')
        cls.employee = cls.role_user('employee', email='employee@example.com')
        shop = cls.customer()
        cls.there = cls.other_company()
        cls.invoice(shop, 300, -60, -30)
        cls.invoice(shop, 100, -20, 10)
        cls.pay(cls.invoice(shop, 80, -20, 10), 0)
        cls.pay(cls.invoice(shop, 50, -40, -30), -3)
        cls.invoice(shop, 7, -60, -30, company=cls.there)
        account = cls.env['ar.credit.account']._account_for(shop, cls.company)
        alert = cls.env['ar.alert'].with_user(cls.manager).create({
            'account_id': account.id, 'source': "Radio"})
        cls.env.flush_all()
        cls.env.cr.execute(  # the database's clock is not frozen
            "UPDATE ar_alert SET create_date = %s WHERE id = %s",
            [fields.Datetime.now(), alert.id])
        cls.digest = cls.env['digest.digest'].create({
            'name': "Receivables", 'company_id': cls.company.id, **dict.fromkeys(NAMES, True),
            'user_ids': [(6, 0, (cls.manager | cls.employee).ids)]})

    def values(self, digest=None, days=1, end=1, user=None):
        now = fields.Datetime.now() + timedelta(days=end - 1, hours=1)
        digest = (digest or self.digest).with_user(user or self.manager).with_context(
            start_datetime=now - timedelta(days=days), end_datetime=now)
        digest.invalidate_recordset()
        return [digest[f'{name}_value'] for name in NAMES]

    def test_values(self):
        overdue, collected, dso, alerts = self.values()
        self.assertEqual((overdue, collected, alerts), (300, 80, 1))
        self.assertAlmostEqual(dso, 400 / 530 * 90, 4)
        self.assertEqual(self.values(days=7)[1], 130)
        overdue, collected, __, alerts = self.values(end=-1)
        self.assertEqual((overdue, collected, alerts), (300, 0, 0), "two days ago")

    def test_companies(self):
        """A digest is about its company; one without is about the reader's."""
        self.manager.company_ids |= self.there
        there, without = self.digest.copy({'company_id': self.there.id}), self.digest.copy({
            'company_id': False})
        self.assertEqual(self.values(there.with_company(self.there))[0], 7)
        self.assertEqual(self.values(without)[0], 300)
        self.assertEqual(self.values(without.with_company(self.there))[0], 7)
        self.pay(self.invoice(self.customer(), 30, -5, company=self.there), 0)
        self.assertEqual(self.values(there.with_company(self.there))[1], 30)
        self.manager.company_ids -= self.there
        self.assertEqual(self.values(there), [0, 0, 0, 0], "that is no company of the reader")

    def test_no_right_no_figure(self):
        for name in NAMES:
            with self.subTest(name=name), self.assertRaises(AccessError):
                _value = self.digest.with_user(self.employee)[f'{name}_value']

    def test_mail(self):
        with self.mock_mail_gateway():
            self.digest.action_send()
            self.env['mail.mail'].sudo().search([('state', '=', 'outgoing')]).send()
        bodies = {
            user: str(self._new_mails.filtered(
                lambda mail, to=user: to.email in mail.email_to).body_html)
            for user in (self.manager, self.employee)}
        for text in ("Overdue Receivables", "Days Sales Outstanding", "New Early Warnings"):
            self.assertIn(text, bodies[self.manager])
            self.assertNotIn(text, bodies[self.employee], "Odoo leaves out what is refused")
        self.assertIn('/odoo/action-ar_optimization.ar_open_item_action', bodies[self.manager])

    def test_less_overdue_is_good_news(self):
        """Odoo has what rises in green and what falls in red."""
        def colours(falls, margin):
            page = str(self.env['ir.qweb']._render('digest.digest_mail_main', {
                'title': "", 'company': self.company, 'user': self.manager, 'object': self.digest,
                'kpi_data': [{
                    'kpi_name': 'kpi', 'kpi_fullname': "Figure", 'kpi_action': False,
                    'ar_falls': falls, **{f'kpi_col{place}': {
                        'value': "1", 'margin': margin, 'col_subtitle': ""}
                        for place in (1, 2, 3)}}]}))
            return page.count("#c4ecd7;color"), page.count("#f7dddc;color")
        self.assertEqual((colours(False, 5.0), colours(False, -5.0)), ((3, 0), (0, 3)))
        self.assertEqual((colours(True, 5.0), colours(True, -5.0)), ((0, 3), (3, 0)))
        falling = {
            kpi['kpi_name'] for kpi in self.digest._compute_kpis(self.company, self.manager)
            if kpi['ar_falls']}
        self.assertEqual(falling, {'kpi_ar_overdue', 'kpi_ar_dso', 'kpi_ar_alerts'})
