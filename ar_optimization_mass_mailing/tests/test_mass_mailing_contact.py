from odoo.tests import tagged

from odoo.addons.ar_optimization.tests.common import ARCommon
from odoo.addons.mail.tests.common import MailCommon


@tagged('post_install', '-at_install')
class TestMassMailingContact(ARCommon, MailCommon):
    """What marketing sends puts pressure on a customer, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['ar.contact.policy'].search([]).active = False
        cls.policy = cls.env['ar.contact.policy'].create({
            'name': "Once a week", 'hour_from': 0, 'hour_to': 24, 'days_off': 'none',
            'week_cap': 1})
        cls.shop = cls.customer("Shop", email='shop@example.com')
        cls.mill = cls.customer("Mill", email='mill@example.com')

    def mail(self, records, **vals):
        """A mailing to some records, sent."""
        mailing = self.env['mailing.mailing'].sudo().create({
            'subject': "News", 'body_html': "<p>New in July</p>",
            'mailing_model_id': self.env['ir.model']._get(records._name).id,
            'mailing_domain': [('id', 'in', records.ids)], **vals})
        with self.mock_mail_gateway():
            mailing.action_send_mail()
            self.env['mail.mail'].process_email_queue()
        self.assertEqual(mailing.mailing_trace_ids.mapped('trace_status'), ['sent'])
        return mailing

    def pressed(self):
        """Who has heard enough."""
        verdicts = self.policy._allowed(self.shop | self.mill, 'mail', company=self.company)
        return {partner.name: verdict.reason for partner, verdict in verdicts.items()
                if verdict.reason}

    def test_a_newsletter_counts(self):
        self.assertFalse(self.pressed())
        self.mail(self.shop)
        self.assertEqual(self.pressed(), {"Shop": 'cap'})

    def test_once_also_when_it_is_kept(self):
        self.policy.week_cap = 2
        mailing = self.mail(self.shop, keep_archives=True)
        self.assertTrue(mailing.keep_archives)
        self.assertFalse(self.pressed())

    def test_by_the_address_of_somebody_there(self):
        self.mill.child_ids = [(0, 0, {'name': "Ann", 'email': 'ann@mill.example.com'})]
        contact = self.env['mailing.contact'].sudo().create({
            'name': "Ann", 'email': 'Ann@mill.example.com'})
        self.mail(contact)
        self.assertEqual(self.pressed(), {"Mill": 'cap'})

    def test_what_did_not_arrive_does_not_count(self):
        self.mail(self.shop).mailing_trace_ids.set_failed()
        self.assertFalse(self.pressed())
