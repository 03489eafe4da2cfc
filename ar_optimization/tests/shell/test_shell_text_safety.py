"""Names and references that are formulas to Excel, or tags to a browser, stay text."""
import base64
import io

import openpyxl

from odoo.tests import HttpCase, tagged

from ..common import ARCommon
from ..credit.common import CreditCommon

FORMULAS = (
    '=HYPERLINK("http://evil.example","Pay here")', '+1+1', '-2+3', '@SUM(A1:A9)', '\t=1+1',
    "=cmd|' /C calc'!A0", '{=1+1}', 'http://evil.example',
)
TAG = '<img src="ar-x" onerror="window.ar_hacked = 1"/>'


@tagged('post_install', '-at_install')
class TestTextInSheets(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls.role_user('collector')
        cls.env.user.name = FORMULAS[0]
        term = cls.term((100, 30))
        for name in FORMULAS:
            term.name = name
            invoice = cls.invoice(cls.customer(name), 10, -40, term=term, ref=name)
        cls.last = cls.receivable_lines(invoice)

    def cells(self, kind):
        """Every cell of a workbook, as its reader finds it."""
        stream = io.BytesIO()
        self.env['ar.ageing'].with_user(self.collector)._export(kind, {}, stream)
        workbook = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))
        return [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]

    def assertText(self, kind, *texts):
        cells = self.cells(kind)
        self.assertFalse([cell.value for cell in cells if cell.data_type == 'f'])
        self.assertFalse([cell.value for cell in cells if cell.hyperlink])
        found = {cell.value for cell in cells if cell.data_type == 's'}
        for text in texts:
            self.assertIn(text.strip(), {value.strip() for value in found}, kind)

    def test_the_three_workbooks(self):
        for kind in ('customers', 'items', 'ledger'):
            self.assertText(kind, *FORMULAS)

    def test_the_proof(self):
        """A line that does not tie is listed with its customer's name."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET amount_residual = 1 WHERE id = %s", [self.last.id])
        self.env.invalidate_all()
        self.assertText('customers', FORMULAS[-1])


@tagged('post_install', '-at_install')
class TestTextInHtml(CreditCommon):
    """Whatever is rendered on the server."""

    def test_preview_of_a_file(self):
        self.customer(TAG)
        content = f'customer,credit limit\n"{TAG.replace(chr(34), chr(34) * 2)}",5\n'
        wizard = self.env['ar.import'].create({
            'kind': 'limits', 'filename': f'{TAG}.csv',
            'file': base64.b64encode(content.encode())})
        wizard.action_read()
        wizard.action_check()
        self.assertEqual(wizard.good_count, 1)
        self.assertIn('&lt;img', wizard.preview_html)
        self.assertNotIn('<img', wizard.preview_html)

    def test_check_of_the_log_and_mail_of_its_head(self):
        self.company.write({'name': TAG, 'ar_event_head_emails': 'auditor@example.com'})
        self.env['ar.event']._log('limit.changed', self.company)
        self.env['ar.event.seal']._seal(self.company.id)
        action = self.env['ar.event.check'].action_verify()
        result = self.env['ar.event.check'].browse(action['res_id']).result
        self.assertIn('&lt;img', result)
        self.assertNotIn('<img', result)
        template = self.env.ref('ar_optimization.mail_template_event_head')
        head = self.env['ar.event.seal']._last(self.company.id)
        body = template._render_field('body_html', head.ids)[head.id]
        self.assertIn('&lt;img', body)
        self.assertNotIn('<img', body)

    def test_notes_and_chatter(self):
        manager = self.role_user('credit_manager', name=TAG)
        clerk = self.role_user('billing', name=TAG)
        self.company.ar_credit_manager_id = manager
        invoice = self.invoice(self.customer(TAG), 10, -40, -10, ref=TAG, name=TAG)
        invoice.with_user(clerk).with_context(ar_reason=TAG).invoice_date_due = self.day(9)
        self.cr.precommit.run()
        [activity] = invoice.activity_ids
        self.assertNotIn('<img', activity.note)
        account = self.account_of(invoice.partner_id)
        account.with_user(manager).write({'status': 'hold'})
        self.cr.precommit.run()
        self.assertNotIn('<img', "".join(account.message_ids.mapped('body')))


@tagged('post_install', '-at_install')
class TestTextInBrowser(HttpCase, CreditCommon):
    """Whatever is rendered in the browser."""
    freeze = False

    CODE = """
        (async () => {
            const shown = () => [
                document.body.innerText,
                ...[...document.querySelectorAll('input, textarea')].map((el) => el.value),
            ].join(' ').includes('ar_hacked');
            for (let tries = 0; tries < 200 && !shown(); tries++) {
                await new Promise((resolve) => setTimeout(resolve, 100));
            }
            if (!shown()) throw new Error('the name is not on the screen');
            if (window.ar_hacked || document.querySelector('img[src="ar-x"]')) {
                throw new Error('the name was taken for HTML');
            }
            console.log('test successful');
        })().catch((error) => console.error(error.message));
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role_user('credit_manager')
        partner = cls.customer(TAG)
        cls.invoice(partner, 1000, -60, due=-31, ref=TAG)
        cls.entry(None, 5, -3)
        cls.accounts.sudo()._run_nightly(cls.company, cls.today)
        cls.credit_account = partner._ar_account(cls.company)
        cls.credit_account.write({
            'tier_override_id': cls.tier_b.id, 'tier_override_until': cls.day(9),
            'tier_override_reason': TAG, 'proposed_limit': 77})

    def test_screens(self):
        for path in (
            'aged-receivables',
            f'action-ar_optimization.ar_credit_account_action/{self.credit_account.id}',
            'action-ar_optimization.ar_credit_account_action',
            'action-ar_optimization.ar_open_item_action',
            'action-ar_optimization.ar_event_action',
        ):
            with self.subTest(path):
                self.browser_js(
                    f'/odoo/{path}?cids={self.company.id}', self.CODE, 'odoo.isReady',
                    login='ar_credit_manager')
