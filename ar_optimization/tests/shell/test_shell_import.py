import base64
import io
from datetime import date

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import ARCommon

HISTORY = """customer,invoice no,invoice date,due date,paid on,amount,currency,disputed
C-1,A-1,2025-01-10,2025-02-09,2025-02-20,"1,200.50",USD,no
C-1,A-2,2025-02-10,2025-03-12,,300,,yes
Blue Ltd,B-1,2025-01-15,2025-02-14,2025-02-10,99.99,USD,
"""


@tagged('post_install', '-at_install')
class TestShellImport(ARCommon):
    """Files that people bring: loaded whole or not at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wood = cls.customer("Wood Corner", ref='C-1')
        cls.blue = cls.customer("Blue Ltd", vat='BE0477472701')

    def _wizard(self, kind, content, name='history.csv', **vals):
        if isinstance(content, str):
            content = content.encode()
        wizard = self.env['ar.import'].create({
            'kind': kind, 'file': base64.b64encode(content), 'filename': name, **vals})
        wizard.action_read()
        return wizard

    def test_history_of_the_old_system_is_loaded(self):
        wizard = self._wizard('experience', HISTORY, as_of='2025-06-30')
        self.assertEqual(
            wizard.column_ids.mapped('target'),
            ['customer', 'invoice_id', 'invoice_date', 'due_date', 'pay_date', 'amount',
             'currency', 'disputed'])
        wizard.action_check()
        self.assertEqual((wizard.good_count, wizard.bad_count), (3, 0))
        self.assertIn('1,200.50', wizard.preview_html)
        action = wizard.action_load()

        batch = self.env['ar.payment.experience.batch'].browse(action['res_id'])
        self.assertRecordValues(batch.line_ids.sorted('reference'), [
            {'partner_id': self.wood.id, 'amount': 1200.5, 'days_late': 11,
             'payment_date': date(2025, 2, 20), 'disputed': False},
            {'partner_id': self.wood.id, 'amount': 300.0, 'days_late': 110,
             'payment_date': False, 'disputed': True},
            {'partner_id': self.blue.id, 'amount': 99.99, 'days_late': 0,
             'payment_date': date(2025, 2, 10), 'disputed': False},
        ])
        self.assertFalse(
            self.env['account.move'].search([('partner_id', '=', self.wood.id)]),
            "the ledger must not be touched")

    def test_history_loaded_from_the_guided_start_goes_back_to_it(self):
        guide = self.env['ar.go.live'].create({'step': 'limits'})
        wizard = self.env['ar.import'].with_context(ar_go_live=guide.id).create({
            'kind': 'experience', 'file': base64.b64encode(HISTORY.encode()),
            'filename': 'history.csv'})
        for step in (wizard.action_read, wizard.action_check):
            self.assertEqual(step()['context'], {'ar_go_live': guide.id})
        action = wizard.action_load()
        self.assertEqual((action['res_model'], action['res_id']), ('ar.go.live', guide.id))
        self.assertEqual(guide.step, 'limits')

    def test_one_bad_row_stops_the_whole_file(self):
        bad = HISTORY + "Nobody,X-1,2025-01-01,2025-01-31,,10,USD,\n"
        bad += "C-1,A-9,2025-13-01,2025-01-31,,ten,USD,\n"
        wizard = self._wizard('experience', bad)
        wizard.action_check()
        self.assertEqual((wizard.good_count, wizard.bad_count), (3, 2))
        self.assertEqual(wizard.fault_ids.mapped('line'), [5, 6, 6])
        self.assertIn("Nobody", wizard.fault_ids[0].message)
        with self.assertRaisesRegex(UserError, "2 rows cannot be loaded"):
            wizard.action_load()
        self.assertFalse(self.env['ar.payment.experience'].search([]))

        wizard.leave_out = True
        wizard.action_load()
        self.assertEqual(self.env['ar.payment.experience'].search_count([]), 3)

    def test_the_same_file_twice_is_refused_row_by_row(self):
        self._wizard('experience', HISTORY).action_load()
        again = self._wizard('experience', HISTORY)
        again.action_check()
        self.assertEqual((again.good_count, again.bad_count), (0, 3))
        self.assertIn("loaded before", again.fault_ids[0].message)

    def test_a_chinese_excel_file(self):
        book = openpyxl.Workbook()
        book.active.append(["客户名称", "发票号码", "开票日期", "到期日", "收款日期", "金额"])
        book.active.append(["Wood Corner", "F-1", date(2025, 1, 1), date(2025, 1, 31), None, 88.8])
        stream = io.BytesIO()
        book.save(stream)
        wizard = self._wizard('experience', stream.getvalue(), name='往来.xlsx')
        wizard.action_check()
        self.assertEqual((wizard.good_count, wizard.bad_count), (1, 0))

    def test_a_required_column_must_be_chosen(self):
        wizard = self._wizard('experience', "customer,amount\nC-1,10\n")
        wizard.action_check()
        self.assertFalse(wizard.good_count)
        self.assertEqual(len(wizard.fault_ids), 3)  # invoice, invoice date, due date
        with self.assertRaises(UserError):
            wizard.action_load()

    def test_files_that_are_no_tables(self):
        for name, content in (
            ('a.csv', b''), ('a.csv', b'customer\n'), ('a.csv', b'\x00\x01\x02\n\x00'),
            ('a.xlsx', b'no zip'), ('a.xls', b'\xd0\xcf'),
        ):
            with self.subTest(name=name, content=content), self.assertRaises(UserError):
                self._wizard('experience', content, name=name)

    def test_a_file_can_be_taken_out_again(self):
        action = self._wizard('experience', HISTORY).action_load()
        batch = self.env['ar.payment.experience.batch'].browse(action['res_id'])
        batch.action_withdraw()
        self.assertFalse(self.env['ar.payment.experience'].search([]))
        batch.action_restore()
        self.assertEqual(self.env['ar.payment.experience'].search_count([]), 3)

    def test_opening_limits_wait_for_a_look(self):
        wizard = self._wizard(
            'limits', "Customer,Credit limit\nC-1,5000\nBE0477472701,0\n", name='limits.csv')
        wizard.action_check()
        self.assertEqual((wizard.good_count, wizard.bad_count), (2, 0))
        action = wizard.action_load()
        accounts = (self.wood | self.blue)._ar_account(self.company)
        self.assertEqual(set(accounts.mapped('credit_mode')), {'unlimited'}, "not applied yet")
        preview = self.env[action['res_model']].with_context(**action['context']).create({})
        preview.action_apply()
        self.assertRecordValues(accounts.sorted('credit_limit'), [
            {'partner_id': self.blue.id, 'credit_mode': 'limit', 'credit_limit': 0.0},
            {'partner_id': self.wood.id, 'credit_mode': 'limit', 'credit_limit': 5000.0},
        ])

    def test_a_negative_limit_and_a_customer_twice_are_bad_rows(self):
        wizard = self._wizard('limits', "customer,limit\nC-1,-1\nBlue Ltd,10\nBE0477472701,20\n")
        wizard.action_check()
        self.assertEqual((wizard.good_count, wizard.bad_count), (1, 2))

    def test_a_collector_loads_nothing(self):
        collector = self.role_user('collector')
        with self.assertRaises(AccessError):
            self.env['ar.import'].with_user(collector).create({'kind': 'experience'})

    def test_an_analyst_stays_in_the_own_company(self):
        other = self.other_company(name="Other")
        analyst = self.role_user('credit_analyst')
        with self.assertRaises(AccessError):
            self.env['ar.import'].with_user(analyst).create({
                'kind': 'experience', 'company_id': other.id})
