import re
from datetime import datetime, timedelta
from io import BytesIO
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from odoo.addons.base.models import ir_actions_report

from .channel_common import ChannelCommon

# The build of a distribution says what it cannot do.
PRINTER = 'odoo.addons.base.models.ir_actions_report'


@tagged('post_install', '-at_install')
class TestDunningChannel(ChannelCommon):
    """Notices by mail through a real server, and what comes back."""

    def test_mail_answer_and_automatic_reply(self):
        self.shop.child_ids = [(0, 0, {
            'name': "Ann", 'email': 'ann@example.com', 'ar_gets_reminders': True})]
        notice = self.dun(self.shop)
        self.assertEqual((notice.state, notice.delivery), ('sent', 'queued'))
        self.assertFalse(self.server.mails, "handed over only after the transaction")
        self.run_queue()
        self.assertEqual(notice.delivery, 'delivered')
        ((readers, mail),) = self.server.mails
        self.assertEqual(readers, ('ann@example.com',))
        self.assertIn('catchall@mine.example.com', mail['Reply-To'])
        html = mail.get_body(('html',)).get_content()
        self.assertIn("Your account", " ".join(re.sub('<[^>]+>', '', html).split()))
        self.run_queue()
        self.assertEqual(len(self.server.mails), 1, "once")

        account = self.account_of(self.shop)
        reader = self.alias_domain.catchall_email
        self.receive("Out of office", reader=reader, writer='ann@example.com', answers=mail,
                     Auto_Submitted='auto-replied')
        self.assertFalse(account.dunning_pause_until)
        self.assertEqual(notice.delivery, 'delivered')
        self.receive("We pay on Friday", reader=reader, writer='ann@example.com', answers=mail)
        self.assertEqual(notice.delivery, 'answered')
        self.assertEqual(account.dunning_pause_until, self.day(7))
        self.assertIn("We pay on Friday", account.message_ids.mapped('subject'))
        self.assertEqual(
            self.logs.search([('account_id', '=', account.id)], order='id').mapped('result'),
            ['sent', 'automatic', 'answered'])
        run = self.prepare(7)
        self.assertEqual(run.skip_ids.mapped('reason'), [])
        self.invoice(self.shop, 40, -1)
        self.assertEqual(self.prepare(7).skip_ids.mapped('reason'), ['paused'])
        self.assertEqual(len(self.prepare(8).notice_ids), 1, "a pause ends")

    def test_bounce_fails_the_notice_and_its_address(self):
        notice = self.dun(self.shop)
        self.run_queue()
        with mute_logger('odoo.addons.mail.models.mail_thread'):
            self.bounce(self.server.mails[0][1], 'shop@example.com')
        self.assertEqual((notice.state, notice.delivery), ('failed', 'bounced'))
        self.assertIn('shop@example.com', notice.failure_reason)
        self.assertTrue(self.account_of(self.shop).activity_ids)
        run = self.prepare(1)
        self.assertEqual(run.skip_ids.mapped('reason'), ['no_address'])
        self.shop.email = 'new@example.com'
        self.assertEqual(self.prepare(1).notice_ids.level, 1, "the level was not reached")

    def test_an_address_works_again(self):
        """After a full mailbox: somebody writes from it, or a collector says so."""
        self.shop.ar_bounced_email = self.mill.ar_bounced_email = 'shop@example.com'
        self.receive("Hello", reader=self.alias_domain.catchall_email)
        self.assertFalse((self.shop | self.mill).filtered('ar_bounced_email'))
        self.shop.ar_bounced_email = 'shop@example.com'
        with self.assertRaises(AccessError):
            self.shop.with_user(self.role_user('employee')).action_ar_mail_works()
        self.shop.with_user(self.role_user('collector')).action_ar_mail_works()
        self.assertFalse(self.shop.ar_bounced_email)

    def test_a_colleague_is_no_customer(self):
        """Who answers the customer from a mail program is not taken for it."""
        notice = self.dun(self.shop)
        self.run_queue()
        colleague = self.role_user('collector', email='colleague@mine.example.com')
        self.receive("We called you", reader=self.alias_domain.catchall_email,
                     writer=colleague.email, answers=self.server.mails[0][1])
        account = self.account_of(self.shop)
        self.assertIn("We called you", account.message_ids.mapped('subject'))
        self.assertFalse(account.dunning_pause_until)
        self.assertEqual(notice.delivery, 'delivered')
        self.assertEqual(
            self.logs.search([('account_id', '=', account.id)]).mapped('result'), ['sent'])

    def test_an_invoice_address_without_mail(self):
        self.shop.child_ids = [Command.create({
            'name': "Post Box", 'type': 'invoice', 'street': "1 Main Street"})]
        notice = self.dun(self.shop)
        self.run_queue()
        self.assertEqual([readers for readers, __ in self.server.mails], [('shop@example.com',)])
        with mute_logger('odoo.addons.mail.models.mail_thread'):
            self.bounce(self.server.mails[0][1], 'shop@example.com')
        self.assertEqual((notice.state, notice.delivery), ('failed', 'bounced'))

    def test_one_of_two_readers_is_enough(self):
        self.shop.child_ids = [
            Command.create({
                'name': name, 'email': f'{name}@example.com', 'ar_gets_reminders': True})
            for name in ('ann', 'bob')]
        notice = self.dun(self.shop)
        self.run_queue()
        with mute_logger('odoo.addons.mail.models.mail_thread'):
            self.bounce(self.server.mails[0][1], 'ann@example.com')
            self.assertEqual(notice.state, 'sent')
            self.bounce(self.server.mails[1][1], 'bob@example.com')
        self.assertEqual(
            (notice.state, notice.delivery), ('failed', 'bounced'),
            "the shop's own address was not written to")

    def test_why_it_failed_in_the_language_of_who_reads_it(self):
        self.env['res.lang']._activate_lang('zh_CN')
        self.env.user.lang = 'zh_CN'
        self.company.ar_credit_manager_id = self.env.user
        self.invoice(self.shop, 100, -10)
        self.invoice(self.mill, 100, -10)
        run = self.prepare()
        self.shop.email = False
        self.send(run.with_context(lang=False))
        shop, mill = run.notice_ids.sorted(lambda notice: notice.state)
        self.assertEqual(shop.state, 'failed')
        self.assertRegex(shop.failure_reason, "[\u4e00-\u9fff]")
        self.run_queue()
        with mute_logger('odoo.addons.mail.models.mail_thread'):
            self.bounce(self.server.mails[0][1], 'mill@example.com')
        self.assertEqual(mill.delivery, 'bounced')
        self.assertRegex(mill.failure_reason, "[\u4e00-\u9fff]")

    def test_server_down_loses_nothing_and_sends_nothing_twice(self):
        port, self.outgoing.smtp_port = self.outgoing.smtp_port, self.unused_port()
        notice = self.dun(self.shop)
        with mute_logger('odoo.addons.mail.models.mail_mail'):
            self.run_queue()
        self.assertEqual((notice.state, notice.delivery), ('sent', 'retry'))
        self.assertTrue(notice.delivery_note)
        self.outgoing.smtp_port = port
        self.run_queue()
        self.assertFalse(self.server.mails, "not yet")
        with freeze_time(datetime.combine(self.today, datetime.min.time()) + timedelta(minutes=6)):
            self.run_queue()
            self.run_queue()
        self.assertEqual((len(self.server.mails), notice.delivery), (1, 'delivered'))

    def test_server_down_for_good(self):
        self.outgoing.smtp_port = self.unused_port()
        notice = self.dun(self.shop)
        for day in range(1, 7):
            with freeze_time(self.day(day)), mute_logger('odoo.addons.mail.models.mail_mail'):
                self.run_queue()
        self.assertEqual((notice.state, notice.delivery), ('failed', 'lost'))
        self.assertEqual(
            self.env['mail.mail'].search(
                [('mail_message_id', '=', notice.mail_message_id.id)]).state, 'cancel')

    def test_refused_and_cancelled_mails_fail_with_a_reason(self):
        self.procedure.grace_days = 10
        self.server.refused.add('shop@example.com')
        shop, mill = self.dun(self.shop, self.mill).sorted('id')
        self.env['mail.mail'].search(
            [('mail_message_id', '=', mill.mail_message_id.id)]).state = 'cancel'
        with mute_logger('odoo.addons.mail.models.mail_mail'):
            self.run_queue()
        self.assertEqual((shop | mill).mapped('state'), ['failed', 'failed'])
        self.assertEqual(shop.failure_reason, "550 no such user here")
        self.assertFalse(self.server.mails)
        self.assertEqual(
            self.prepare(1).notice_ids.partner_id, self.shop | self.mill, "no grace has begun")

    def test_broken_template_fails_one_customer(self):
        self.template.body_html = (
            '<p t-out="1 / (object.collectable_amount - 77) and object.partner_id.name"/>')
        third = self.customer("Third", email='third@example.com')
        self.invoice(self.mill, 77, -10)
        notices = self.dun(self.shop, third)
        states = {notice.partner_id.name: notice.state for notice in notices}
        self.assertEqual(states, {'Shop': 'sent', 'Mill': 'failed', 'Third': 'sent'})
        self.assertTrue(
            notices.filtered(lambda notice: notice.state == 'failed').failure_reason)

    def test_opted_out_gets_a_letter(self):
        self.account_of(self.shop).no_mail = True
        self.shop.write({'street': "1 Main Street", 'city': "Springfield"})
        self.company.write({'street': "9 Sender Road", 'city': "Ogdenville"})
        self.account_of(self.mill).no_mail = True
        self.invoice(self.mill, 100, -10)
        with mute_logger(PRINTER):
            notice = self.dun(self.shop)
        self.assertEqual((notice.channel, notice.state, notice.delivery),
                         ('letter', 'sent', 'to_print'))
        self.assertTrue(notice.letter_id.raw.startswith(b'%PDF'))
        self.assertIn("9 Sender Road · Ogdenville", self.text_of(notice.letter_id))
        self.assertEqual(notice.run_id.skip_ids.mapped('reason'), ['no_address'])
        merged = self.env['ir.attachment'].browse(
            int(re.search(r'/web/content/(\d+)', notice.action_print_letters()['url'])[1]))
        self.assertEqual(notice.delivery, 'printed')
        with freeze_time('2100-01-01'):
            notice.sudo()._gc_merged_letters()
        self.assertFalse(merged.exists(), "made for one download")
        self.assertTrue(notice.letter_id.exists())

    def test_a_letter_of_a_level_without_text_is_in_the_customers_language(self):
        self.env['res.lang']._activate_lang('fr_FR')
        first = self.procedure.level_ids.filtered(lambda level: level.sequence == 1)
        first.write({'channel': 'letter', 'mail_template_id': False})
        first.with_context(lang='fr_FR').name = "Premier rappel"
        self.shop.write({'street': "1 Main Street", 'city': "Springfield", 'lang': 'fr_FR'})
        with mute_logger(PRINTER):
            notice = self.dun(self.shop)
        self.assertIn("Premier rappel", self.text_of(notice.letter_id))

    def test_letters_of_a_batch_are_split(self):
        self.procedure.level_ids.channel = 'letter'
        people = self.customers(4)
        people.write({'street': "1 Main Street", 'city': "Springfield"})
        long = self.term(*((2, day) for day in range(50)))  # pages of one letter
        for person in people[1:3]:
            self.invoice(person, 100, -60, term=long)
        run = ir_actions_report._run_wkhtmltopdf
        with mute_logger(PRINTER), patch.object(
                ir_actions_report, '_run_wkhtmltopdf', side_effect=run) as process:
            notices = self.dun(*people)
        self.assertEqual(process.call_count, 1, "whatever the build of the printer")
        self.assertEqual(set(notices.mapped('state')), {'sent'})
        for notice in notices:
            pages = self.text_of(notice.letter_id)
            self.assertIn(notice.partner_id.name, pages)
            self.assertEqual(
                [other for other in (people - notice.partner_id).mapped('name') if other in pages],
                [])

    def text_of(self, attachment):
        reader = PdfFileReader(BytesIO(attachment.raw))
        return " ".join("".join(page.extract_text() for page in reader.pages).split())

    def test_marketing_blacklist_silences_no_reminder(self):
        self.env['mail.blacklist'].create({'email': 'shop@example.com'})
        self.dun(self.shop)
        self.run_queue()
        self.assertEqual(len(self.server.mails), 1)
