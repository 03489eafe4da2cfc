from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.ar_optimization.tests.dunning.common import DunningCommon
from odoo.addons.ar_optimization_sms import _post_init
from odoo.addons.sms.tests.common import SMSCase

PRINTER = 'odoo.addons.base.models.ir_actions_report'
NOTICE = 'odoo.addons.ar_optimization_sms.models.ar_dunning_notice'
NUMBER = '+32470123456'


@tagged('post_install', '-at_install')
class TestSmsDunning(DunningCommon, SMSCase):
    """Notices by text message, up to the gateway, which is Odoo's own double."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.procedure.level_ids.channel = 'sms'
        cls.shop.write({
            'phone': NUMBER, 'country_id': cls.env.ref('base.be').id,
            'street': "1 Main Street", 'city': "Springfield"})
        cls.account = cls.account_of(cls.shop)
        cls.logs = cls.env['ar.contact.log']

    def dun(self):
        """Invoice the shop, prepare, approve and send a run.

        :return: its notice.
        """
        self.invoice(self.shop, 100, -10)
        run = self.prepare()
        self.assertFalse(run.skip_ids)
        with mute_logger(PRINTER):
            self.send(run)
        return run.notice_ids

    def run_queue(self, **kwargs):
        with self.mockSMSGateway(**kwargs):
            self.env.ref('sms.ir_cron_sms_scheduler_action').method_direct_trigger()

    def report(self, notice, status):
        """What the network reports later about the message of a notice, on Odoo's own route."""
        sms = self.env['sms.sms'].search([('mail_message_id', '=', notice.mail_message_id.id)])
        self.env.flush_all()
        self.make_jsonrpc_request('/sms/status', {
            'message_statuses': [{'sms_status': status, 'uuids': [sms.uuid]}]})
        self.env.invalidate_all()

    def test_sent_once_and_delivered(self):
        notice = self.dun()
        self.assertEqual((notice.state, notice.delivery), ('sent', 'sms_queued'))
        self.assertIn("overdue", notice.preview_body)
        self.run_queue()
        (sent,) = self._sms
        self.assertEqual(sent['number'], NUMBER)
        self.assertIn("100.00", sent['body'])
        self.assertEqual(notice.delivery, 'delivered')
        log = self.logs.search([('account_id', '=', self.account.id)])
        self.assertRecordValues(log, [{'channel': 'sms', 'result': 'sent'}])
        self.assertEqual(log.mail_message_id, notice.mail_message_id)
        self.assertIn(log.mail_message_id, self.account.message_ids)
        self.run_queue()
        self.assertFalse(self._sms)

    def test_refused_by_the_gateway(self):
        notice = self.dun()
        self.run_queue(sim_error='credit')
        self.assertRecordValues(notice, [{
            'state': 'failed', 'delivery': 'lost', 'failure_reason': "Insufficient Credit"}])
        self.assertEqual(self.logs.search([('notice_id', '=', notice.id)]).result, 'failed')
        message = self.env['sms.sms'].search([('mail_message_id', '=', notice.mail_message_id.id)])
        with self.mockSMSGateway():
            message.resend_failed()
        self.assertFalse(self._sms, "the next run sends it, nothing else does")
        self.assertEqual(self.prepare(1).notice_ids.level, notice.level)

    def test_number_and_text_are_erased(self):
        notice = self.dun()
        self.run_queue(sim_error='credit')
        message = notice.mail_message_id
        texts = self.env['sms.sms'].search([('mail_message_id', '=', message.id)])
        self.assertEqual(texts.number, NUMBER)
        notice.sudo()._erase_texts()
        self.assertFalse(message.exists() or texts.exists() or notice.failure_reason)
        self.assertRecordValues(notice, [{'is_erased': True, 'state': 'failed', 'amount': 100}])

    def test_came_back_after_hours(self):
        notice = self.dun()
        self.run_queue()
        self.report(notice, 'invalid_destination')
        self.assertRecordValues(notice, [{
            'state': 'failed', 'delivery': 'bounced', 'failure_reason': "Invalid Destination"}])
        self.assertTrue(self.account.activity_ids)
        self.assertEqual(self.logs.search([('notice_id', '=', notice.id)]).result, 'bounced')

    def test_a_report_that_comes_too_late(self):
        notice = self.dun()
        self.run_queue()
        self.report(notice, 'delivered')
        self.report(notice, 'invalid_destination')
        self.assertEqual((notice.state, notice.delivery), ('sent', 'delivered'))

    def test_what_the_gateway_works_at_is_not_sent_again(self):
        notice = self.dun()
        self.run_queue(moderated=True, sms_allow_unlink=True)
        self.env.flush_all()
        self.env['sms.sms']._gc_device()
        self.run_queue()
        self.assertFalse(self._sms)
        self.assertEqual((notice.state, notice.delivery), ('sent', 'delivered'))
        self.assertFalse(self.prepare(1).notice_ids)

    def test_an_error_of_ours_hands_nothing_over_twice(self):
        notice = self.dun()
        with patch.object(type(notice), '_fail', side_effect=ValueError), \
                self.assertLogs(NOTICE, 'ERROR'):
            self.run_queue(sim_error='credit')
        message = self.env['sms.sms'].search([('mail_message_id', '=', notice.mail_message_id.id)])
        self.assertEqual((message.state, notice.state), ('canceled', 'sent'))
        self.run_queue()
        self.assertFalse(self._sms)
        self.assertRecordValues(notice, [{
            'state': 'failed', 'failure_reason': "Insufficient Credit"}])

    def test_two_companies_in_one_night(self):
        other = self.other_company(name="Elsewhere")
        notice = self.dun()
        there = self.customer("There", phone='+32470654321', company_id=other.id)
        there._message_sms("We move", partner_ids=there.ids, put_in_queue=True)
        self.run_queue()
        self.assertEqual({sent['number'] for sent in self._sms}, {NUMBER, '+32470654321'})
        self.assertEqual(notice.delivery, 'delivered')

    def test_deleted_from_the_queue(self):
        notice = self.dun()
        self.env['sms.sms'].search([('mail_message_id', '=', notice.mail_message_id.id)]).unlink()
        self.run_queue()
        self.assertEqual((notice.state, notice.delivery), ('failed', 'lost'))

    def test_phone_blacklist_means_a_letter(self):
        self.env['phone.blacklist'].add(NUMBER)
        notice = self.dun()
        self.assertEqual((notice.state, notice.channel), ('sent', 'letter'))
        self.assertTrue(notice.letter_id)

    def test_another_contact_wants_to_know(self):
        self.env['phone.blacklist'].add(NUMBER)
        self.shop.child_ids = [(0, 0, {
            'name': "Ann", 'phone': '+32470654321', 'ar_gets_reminders': True})]
        self.dun()
        self.run_queue()
        self.assertEqual([sent['number'] for sent in self._sms], ['+32470654321'])

    def test_no_text_messages_wanted(self):
        self.account.no_sms = True
        self.assertEqual(self.dun().channel, 'letter')

    def test_nobody_knows_a_number(self):
        self.shop.phone = False
        self.invoice(self.shop, 100, -10)
        self.assertEqual(self.prepare().skip_ids.mapped('reason'), ['no_address'])

    def test_levels_that_were_there_have_words(self):
        """Those that ship, and those of whoever installs it later."""
        levels = self.env.ref('ar_optimization.ar_dunning_procedure_standard').level_ids
        levels.sms_template_id = False
        _post_init(self.env)
        self.assertEqual(
            levels.sorted('sequence').sms_template_id.mapped('name'), [
                "Dunning: Friendly Reminder", "Dunning: Overdue Items", "Dunning: Last Notice"])

    def test_a_level_without_words(self):
        self.procedure.level_ids.sms_template_id = False
        self.assertIn("no text message", self.dun().failure_reason)

    def test_other_text_messages_are_contacts(self):
        policy = self.env['ar.contact.policy'].create({
            'name': "Once", 'hour_from': 0, 'hour_to': 24, 'days_off': 'none', 'call_cap': 1})
        allowed = policy._allowed
        self.assertFalse(allowed(self.shop, 'sms')[self.shop].reason)
        self.shop._message_sms("We move", partner_ids=self.shop.ids, put_in_queue=True)
        self.assertEqual(allowed(self.shop, 'sms')[self.shop].reason, 'call_cap')
        self.assertFalse(allowed(self.shop, 'mail')[self.shop].reason)
