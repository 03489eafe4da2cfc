from datetime import timedelta
from io import BytesIO
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from odoo.addons.ar_optimization.tests.dunning.common import DunningCommon
from odoo.addons.iap.tools import iap_tools

LETTER = 'odoo.addons.ar_optimization_snailmail.models.snailmail_letter'
PRINTER = 'odoo.addons.base.models.ir_actions_report'


@tagged('post_install', '-at_install')
class TestSnailmailDunning(DunningCommon):
    """Notices that Snailmail posts, up to what is handed to the service."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.procedure.level_ids.channel = 'snailmail'
        address = {
            'street': "1 Main Street", 'city': "Springfield", 'zip': '1000',
            'country_id': cls.env.ref('base.be').id}
        (cls.shop | cls.mill).write(address)
        cls.company.write({'snailmail_cover': False, 'snailmail_duplex': False})

    def setUp(self):
        super().setUp()
        self.posted, self.error = [], None
        self.startPatcher(patch.object(iap_tools, 'iap_jsonrpc', self.service))

    def service(self, url, params=None, **kwargs):
        """Snailmail's side of the protocol: every document is answered for."""
        if self.error == 'down':
            raise AccessError(url)
        for document in params['documents']:
            if self.error:
                document['error'] = self.error
            else:
                self.posted.append(document)
                document.update(sent=True, send_id=len(self.posted))
        return {'request_code': 200, 'request': {'documents': params['documents']}}

    def dun(self, *partners):
        for partner in partners:
            self.invoice(partner, 100, -10)
        run = self.prepare()
        with mute_logger(PRINTER):
            self.send(run)
        return run.notice_ids

    def run_queue(self):
        with self.enter_registry_test_mode():
            self.env.ref('snailmail.snailmail_print').method_direct_trigger()

    def pages(self, letter):
        return [
            "".join(page.extract_text().split())
            for page in PdfFileReader(BytesIO(letter.attachment_id.raw)).pages]

    def test_posted_once(self):
        notices = self.dun(self.shop, self.mill)
        self.assertEqual(set(notices.mapped('delivery')), {'snail_queued'})
        self.assertFalse(self.posted, "handed over only after the transaction")
        self.run_queue()
        self.run_queue()
        self.assertEqual(len(self.posted), 2)
        self.assertEqual(
            {document['address']['name'] for document in self.posted}, {"Shop", "Mill"})
        self.assertTrue(all(document['pdf_bin'] for document in self.posted))
        self.assertEqual(set(notices.mapped('delivery')), {'delivered'})
        for notice in notices:
            self.assertEqual(notice.snailmail_letter_id.partner_id, notice.partner_id)
            self.assertIn(notice._print_reference(), self.pages(notice.snailmail_letter_id)[0])

    def test_letter_and_address_are_erased(self):
        notice = self.dun(self.shop)
        self.run_queue()
        letter, message = notice.snailmail_letter_id, notice.snailmail_letter_id.message_id
        files = letter.attachment_id | notice.letter_id
        self.assertEqual((len(files), letter.city), (2, "Springfield"))
        notice.sudo()._erase_texts()
        self.assertFalse(files.exists() or letter.exists() or message.exists())
        self.assertRecordValues(notice, [
            {'is_erased': True, 'state': 'sent', 'delivery': 'delivered', 'amount': 100}])

    def test_a_cover_with_the_address(self):
        self.company.snailmail_cover = True
        letter = self.dun(self.shop).snailmail_letter_id
        cover, *pages = self.pages(letter)
        self.assertIn("Springfield", cover)
        self.assertNotIn("MN-", cover)
        self.assertIn("MN-", pages[0])

    def test_refused_by_the_service(self):
        notice = self.dun(self.shop)
        self.error = 'NO_PRICE_AVAILABLE'
        self.run_queue()
        self.assertRecordValues(notice, [{
            'state': 'failed', 'delivery': 'lost',
            'failure_reason': "Snailmail No Price Available"}])
        log = self.env['ar.contact.log'].search([('notice_id', '=', notice.id)])
        self.assertRecordValues(log, [{'channel': 'snailmail', 'result': 'failed'}])
        self.error = None
        self.run_queue()
        self.assertFalse(self.posted, "the next run sends it, nothing else does")
        with self.assertRaises(UserError):
            notice.snailmail_letter_id.snailmail_print()
        self.assertEqual(self.prepare(1).notice_ids.level, notice.level)

    def test_an_error_of_ours_posts_nothing_twice(self):
        notice = self.dun(self.shop)
        with patch.object(type(notice), '_note_delivered', side_effect=ValueError), \
                self.assertLogs(LETTER, 'ERROR'):
            self.run_queue()
        self.run_queue()
        self.assertEqual((len(self.posted), notice.snailmail_letter_id.state), (1, 'sent'))
        self.assertEqual(notice.delivery, 'delivered', "noted by the next run of the queue")

    def test_deleted_from_the_queue(self):
        notice = self.dun(self.shop)
        notice.snailmail_letter_id.sudo().unlink()
        self.run_queue()
        self.assertRecordValues(notice, [{
            'state': 'failed', 'failure_reason': "Deleted from the Snailmail queue"}])

    def test_a_letter_that_waits_for_too_long_comes_again(self):
        notice = self.dun(self.shop)
        letter = notice.snailmail_letter_id
        self.env.cr.execute(
            "UPDATE snailmail_letter SET create_date = %s",
            [fields.Datetime.now() - timedelta(days=4)])
        letter.invalidate_recordset(['create_date'])
        self.run_queue()
        self.assertEqual((notice.state, letter.state), ('failed', 'canceled'))
        self.assertFalse(self.posted)
        self.assertEqual(self.prepare(1).notice_ids.level, notice.level)

    def test_no_service_loses_nothing(self):
        notice = self.dun(self.shop)
        self.error = 'down'
        with mute_logger('odoo.addons.base.models.ir_cron'):
            self.run_queue()
        self.assertEqual((notice.state, notice.delivery), ('sent', 'snail_queued'))
        self.error = None
        self.run_queue()
        self.assertEqual((len(self.posted), notice.delivery), (1, 'delivered'))

    def test_taken_out_of_the_queue(self):
        notice = self.dun(self.shop)
        notice.snailmail_letter_id.cancel()
        self.assertEqual((notice.state, notice.delivery), ('failed', 'lost'))

    def test_an_address_that_the_service_does_not_take(self):
        self.shop.zip = False
        self.invoice(self.shop, 100, -10)
        self.assertEqual(self.prepare().skip_ids.mapped('reason'), ['no_address'])
