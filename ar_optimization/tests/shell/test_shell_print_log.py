import json

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..collection.outside_common import OutsideCommon
from ..collection.sales_common import SalesCommon

STATEMENT = 'ar_optimization.ar_statement'


@tagged('post_install', '-at_install')
class TestShellPrintLog(HttpCase, OutsideCommon):
    """What is printed by Odoo's own route is in the log of exports, as what our routes send is."""

    freeze = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls.customer("Stone Corner")
        cls.invoice(other, 100, -40, -10)
        cls.accounts = cls.account | cls.account._account_for(other, cls.company)
        cls.company.ar_export_rows = 3

    def setUp(self):
        super().setUp()
        self.authenticate(self.manager.login, self.manager.login)

    def told(self):
        events = self.env['ar.event'].search([('kind', '=', 'export.done')], order='id')
        return [(event.numbers['source'], event.numbers['rows']) for event in events]

    def printed(self, report, records, kind='pdf'):
        ids = ','.join(map(str, records.ids))
        return self.url_open(f'/report/{kind}/{report}/{ids}', timeout=120).status_code

    def downloaded(self, report, records):
        """As the button *Print* does it."""
        ids = ','.join(map(str, records.ids))
        return self.url_open('/report/download', data={
            'csrf_token': http.Request.csrf_token(self), 'context': '{}',
            'data': json.dumps([f'/report/pdf/{report}/{ids}', 'qweb-pdf'])},
            timeout=120).status_code

    def test_every_way_to_print_is_logged_once(self):
        for how in (lambda: self.printed(STATEMENT, self.accounts),
                    lambda: self.printed(STATEMENT, self.accounts, 'html'),
                    lambda: self.downloaded(STATEMENT, self.accounts)):
            before = self.told()
            self.assertEqual(how(), 200)
            self.assertEqual(self.told(), [*before, ('ar.credit.account', 3)])
        event = self.env['ar.event'].search([('kind', '=', 'export.done')], limit=1)
        self.assertEqual(event.user_id, self.manager.id)

    def test_a_few_rows_and_what_is_not_ours_are_not(self):
        self.assertEqual(self.printed(STATEMENT, self.account), 200)
        self.company.ar_export_rows = 1
        self.assertEqual(
            self.downloaded('account.report_invoice', self.older | self.newer), 200)
        self.assertFalse(self.told())

    def test_what_is_refused_is_not(self):
        clerk = self.role_user('employee')
        self.authenticate(clerk.login, clerk.login)
        with mute_logger('odoo.http'):
            self.assertEqual(self.printed(STATEMENT, self.accounts), 403)
        self.assertFalse(self.told())

    def test_a_dossier_counts_the_same_by_its_own_button(self):
        self.env['ar.contact.log'].create({
            'account_id': self.account.id, 'channel': 'phone', 'result': 'refused',
            'subject': "Call about the delivery", 'note': "Pays nothing"})
        case = self.placed()
        self.assertEqual(self.printed('ar_optimization.ar_placement_dossier', case), 200)
        self.assertEqual(self.told(), [('ar.placement', 3)])
        with mute_logger('odoo.addons.base.models.ir_actions_report'):
            answer = self.url_open(case.action_print_dossier()['url'], timeout=120)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.told()[1:], [(f'{case.name}.pdf', 3)])


@tagged('post_install', '-at_install')
class TestShellPrintedRows(SalesCommon):

    def test_a_pack_counts_what_its_pages_list(self):
        self.invoice(self.shop, 100, -60, -40)
        self.invoice(self.shop, 50, -60, -40)
        self.invoice(self.mill, 80, -60, -10)
        meeting = self.env['ar.review.meeting'].create({'date': self.today})
        sam, sue = (
            meeting.page_ids.filtered(lambda page, user=user: page.user_id == user)
            for user in (self.sam, self.sue))
        self.assertEqual((sam._ar_printed_rows(), sue._ar_printed_rows()), (2, 1))
        self.assertEqual(meeting._ar_printed_rows(), 3)
        self.night()
        again = self.env['ar.review.meeting'].create({'date': self.today})
        self.assertGreater(again._ar_printed_rows(), 3, "questions are on the pages, too")
