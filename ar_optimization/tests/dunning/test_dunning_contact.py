from datetime import datetime, timedelta

from markupsafe import Markup

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import DunningCommon


@tagged('post_install', '-at_install')
class TestDunningContact(DunningCommon):
    """Who may be contacted when, what a call comes to, and a customer that is insolvent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policies = cls.env['ar.contact.policy']
        cls.logs = cls.env['ar.contact.log']
        cls.collector = cls.role_user('collector')
        cls.account = cls.account_of(cls.shop)

    def report(self, result, channel='phone', **vals):
        return self.logs.with_user(self.collector).create({
            'account_id': self.account.id, 'channel': channel, 'result': result, **vals})

    def planned(self):
        return self.env['mail.activity'].search([
            ('res_model', '=', 'ar.credit.account'), ('res_id', '=', self.account.id)])

    def allowed(self, partner, channel='mail', when=None, purpose='dunning'):
        return self.policies._allowed(partner, channel, when, purpose)[partner].reason

    def test_a_to_do_shows_words_as_they_were_said(self):
        said = self.account._plan_contact('other', self.today, self.collector, "<b>bold</b>")
        ours = self.account._plan_contact('other', self.today, self.collector, Markup("<b>we</b>"))
        self.assertIn("&lt;b&gt;bold", said.note)
        self.assertIn("<b>we</b>", ours.note)

    # === GOVERNOR === #

    def test_every_sender_counts_and_the_notice_waits(self):
        self.policies.create({
            'name': "Once", 'week_cap': 1, 'hour_from': 0, 'hour_to': 24, 'days_off': 'none'})
        self.invoice(self.shop, 100, -10)
        run = self.prepare()
        newsletter = self.shop.message_post(
            body=self.shop.name, partner_ids=self.shop.ids, message_type='comment',
            subtype_xmlid='mail.mt_comment')
        self.assertTrue(newsletter.notification_ids)
        self.send(run)
        notice = run.notice_ids
        self.assertEqual((notice.state, run.state), ('approved', 'sending'))
        self.assertIn("often enough", notice.wait_reason)
        with freeze_time(self.day(8)):
            run.sudo()._send_all()
        self.assertEqual((notice.state, notice.wait_until), ('sent', False))

    def test_the_stricter_of_own_policy_and_law(self):
        self.policies.create([
            {'name': "Own", 'hour_from': 7, 'hour_to': 23, 'call_cap': 9},
            {'name': "Law", 'is_legal': True, 'hour_from': 8, 'hour_to': 21, 'call_cap': 1,
             'country_ids': self.env.ref('base.us').ids}])
        self.shop.write({'country_id': self.env.ref('base.us').id, 'tz': 'America/New_York'})
        early = datetime(2026, 6, 30, 11, 30)  # half past seven in New York
        self.assertEqual(self.allowed(self.shop, 'phone', early), 'hours')
        self.assertEqual(self.allowed(self.mill, 'phone', early), None)
        with freeze_time(early):
            self.report('told')
        later = early + timedelta(hours=2)
        self.assertEqual(self.allowed(self.shop, 'phone', later), 'call_cap')
        self.assertEqual(self.allowed(self.shop, 'phone', later, 'legal'), None)
        self.assertEqual(self.allowed(self.shop, 'mail', later), None)

    def test_holidays_of_the_calendar(self):
        calendar = self.env['resource.calendar'].create({'name': "Feast", 'tz': 'UTC'})
        self.env['resource.calendar.leaves'].create({
            'calendar_id': calendar.id, 'name': "Feast", 'resource_id': False,
            'date_from': datetime(2026, 6, 30), 'date_to': datetime(2026, 6, 30, 23)})
        self.policies.create({'name': "Own", 'calendar_id': calendar.id})
        noon = datetime(2026, 6, 30, 12)
        verdict = self.policies._allowed(self.shop, 'mail', noon)[self.shop]
        self.assertEqual(verdict, ('holiday', datetime(2026, 7, 1, 8)))

    def test_queries_do_not_grow(self):
        people = self.customers(30)
        self.policies._allowed(people, 'mail')
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            self.policies._allowed(people, 'mail')

    # === CALLS === #

    def test_a_call_changes_what_happens_next(self):
        self.procedure.level_ids.channel = 'phone'
        self.shop.phone = "+1 555 0100"
        self.invoice(self.shop, 100, -10)
        run = self.send(self.prepare())
        self.assertEqual((run.notice_ids.state, run.notice_ids.delivery), ('sent', 'planned'))
        call = self.planned()
        self.assertIn("+1 555 0100", call.note)
        self.report('no_answer')
        self.assertFalse(call.active)
        self.assertEqual(self.planned().date_deadline, self.day(1))
        self.report('paid', next_date=self.day(10))
        self.assertFalse(self.planned())
        self.assertEqual(self.account.dunning_pause_until, self.day(12))
        event = self.env['ar.event'].search(
            [('kind', '=', 'dunning.paused'), ('res_id', '=', self.account.id)], limit=1)
        self.assertEqual(event.user_id, self.collector.id)

    def test_reports_are_no_way_to_forge_or_to_erase(self):
        log = self.report('told')
        with self.assertRaises(UserError):
            self.report('answered')
        with self.assertRaises(UserError):
            log.result = 'promised'
        with self.assertRaises(AccessError):
            log.unlink()
        other = self.role_user('collector', 'another_collector')
        with self.assertRaises(AccessError):
            log.with_user(other).note = "No"
        employee = self.role_user('employee')
        with self.assertRaises(AccessError):
            log.with_user(employee).read(['note'])
        self.shop.user_id = employee
        self.assertEqual(log.with_user(employee).read(['channel'])[0]['channel'], 'phone')
        self.assertEqual(self.shop.with_user(employee).ar_contact_count, 1)
        with self.assertRaises(AccessError):
            self.logs.with_user(employee).create({'account_id': self.account.id})
        with self.assertRaises(AccessError):
            self.policies.with_user(self.collector).create({'name': "Mine"})
        with self.assertRaises(AccessError):
            self.account.with_user(self.role_user('credit_analyst')).insolvency_date = self.today

    # === INSOLVENCY === #

    def test_insolvency_stops_everything_and_can_be_undone(self):
        self.invoice(self.shop, 100, -10)
        paid = self.invoice(self.shop, 500, -60)
        self.pay(paid, -20)
        run = self.prepare()
        manager = self.role_user('credit_manager')
        self.account.with_user(manager).write({
            'insolvency_date': self.today, 'claim_deadline': self.day(30)})
        self.assertEqual(run.notice_ids.state, 'cancelled')
        self.assertEqual(self.account.status, 'blocked')
        self.assertEqual(self.account.avoidance_amount, 500)
        self.assertIn(self.day(30), self.planned().mapped('date_deadline'))
        self.assertEqual(self.prepare().skip_ids.mapped('reason'), ['insolvent'])
        self.assertEqual(self.allowed(self.shop), 'insolvent')
        self.assertEqual(self.allowed(self.shop, purpose='legal'), None)
        self.env['ar.interest.stop']._follow(self.company, self.today)
        self.assertEqual(self.env['ar.interest.stop'].search(
            [('account_id', '=', self.account.id)]).origin, 'insolvent')
        event = self.env['ar.event'].search([('kind', '=', 'account.insolvency')], limit=1)
        event.with_user(manager).action_undo()
        self.assertFalse(self.account.insolvency_date)
        self.assertEqual(self.account.status, 'open')
        self.assertEqual(len(self.prepare().notice_ids), 1)
