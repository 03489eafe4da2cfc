"""Files as people and programs really make them, and files made to do harm."""
import base64
import io
import zipfile

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import ARCommon

HEADER = "customer,invoice no,invoice date,due date,paid on,amount,currency\n"
ROW = "C-1,A-1,2025-01-10,2025-02-09,2025-02-20,\"1,200.50\",USD\n"
CHINESE = (
    "客户名称,发票号码,开票日期,到期日,收款日期,金额\n"
    "木材公司,F-1,2025年1月10日,2025年2月9日,,\"12,345.67\"\n")


@tagged('post_install', '-at_install')
class TestShellImportFiles(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wood = cls.customer("Wood Corner", ref='C-1')
        cls.mucai = cls.customer("木材公司")

    def wizard(self, content, name='history.csv', kind='experience'):
        if isinstance(content, str):
            content = content.encode()
        wizard = self.env['ar.import'].create({
            'kind': kind, 'file': base64.b64encode(content), 'filename': name})
        wizard.action_read()
        wizard.action_check()
        return wizard

    def refused(self, content, words, name='history.csv'):
        with self.assertRaisesRegex(UserError, words):
            self.wizard(content, name)

    def sheet(self, *rows, merge=None):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        if merge:
            book.active.merge_cells(merge)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def loaded(self, wizard):
        action = wizard.action_load()
        return self.env['ar.payment.experience.batch'].browse(action['res_id']).line_ids

    # === AS PEOPLE MAKE THEM === #

    def test_every_usual_encoding(self):
        """Excel saves UTF-8 with a mark, GB 18030 in China, and UTF-16 as "Unicode text"."""
        for number, encoding in enumerate(
                ('utf-8', 'utf-8-sig', 'gb18030', 'gbk', 'utf-16', 'utf-16-le', 'utf-16-be')):
            with self.subTest(encoding=encoding):
                text = CHINESE.replace('F-1', f'F-{number}')
                mark = '\ufeff' if encoding in ('utf-16-le', 'utf-16-be') else ''
                wizard = self.wizard((mark + text).encode(encoding))
                self.assertEqual((wizard.good_count, wizard.bad_count), (1, 0))
                line = self.loaded(wizard)
                self.assertRecordValues(line, [{
                    'partner_id': self.mucai.id, 'amount': 12345.67, 'reference': f'F-{number}'}])

    def test_unicode_text_of_excel_is_separated_by_tabs(self):
        text = HEADER.replace(',', '\t') + "C-1\tA-1\t10/01/2025\t31/01/2025\t\t1.200,50\tUSD\n"
        wizard = self.wizard(text.encode('utf-16'), name='history.txt')
        self.assertEqual((wizard.good_count, wizard.bad_count), (1, 0))
        self.assertEqual(self.loaded(wizard).amount, 1200.50)

    def test_merged_cells_hide_the_customer_and_the_row_says_so(self):
        content = self.sheet(
            ["Customer", "Invoice", "Invoice date", "Due date", "Amount"],
            ["C-1", "A-1", "2025-01-10", "2025-02-09", 10],
            ["C-1", "A-2", "2025-01-10", "2025-02-09", 20],
            merge='A2:A3')
        wizard = self.wizard(content, name='merged.xlsx')
        self.assertEqual((wizard.good_count, wizard.bad_count), (1, 1))
        self.assertEqual(wizard.fault_ids.mapped('line'), [3])
        self.assertIn("required", wizard.fault_ids.message)

    def test_dates_that_are_text_or_numbers(self):
        content = self.sheet(
            ["Customer", "Invoice", "Invoice date", "Due date", "Amount"],
            ["C-1", "A-1", "31.12.2025", 46053, "1 234,50"],
            ["C-1", "A-2", "01.02.2025", "20250301", "7,5"])
        wizard = self.wizard(content, name='text.xlsx')
        self.assertEqual((wizard.good_count, wizard.bad_count), (2, 0))
        lines = self.loaded(wizard).sorted('reference')
        self.assertEqual(lines.mapped('amount'), [1234.50, 7.5])
        self.assertEqual(
            [str(day) for day in lines.mapped('invoice_date')], ['2025-12-31', '2025-02-01'])

    def test_a_header_twice(self):
        """The first of two columns of one name is taken, and the user sees which."""
        text = ("customer,invoice no,invoice date,due date,amount,amount\n"
                "C-1,A-1,2025-01-10,2025-02-09,10,99\n")
        wizard = self.wizard(text)
        self.assertEqual(
            [(column.place, column.sample) for column in wizard.column_ids
             if column.target == 'amount'], [(4, '10')])
        self.assertEqual(self.loaded(wizard).amount, 10)

    def test_two_columns_for_one_thing_are_refused(self):
        wizard = self.wizard(
            "customer,invoice no,invoice date,due date,amount,other\n"
            "C-1,A-1,2025-01-10,2025-02-09,10,99\n")
        wizard.column_ids[-1].target = 'amount'
        wizard.action_check()
        self.assertEqual(wizard.good_count, 0)
        self.assertRecordValues(wizard.fault_ids, [{'line': 1, 'column': "Amount"}])
        self.assertIn("several columns", wizard.fault_ids.message)

    def test_thousands_as_the_world_writes_them(self):
        for text, amount in (
            ("1'234'567.89", 1234567.89), ("1 234 567,89", 1234567.89),
            ("1.234.567,89", 1234567.89), ("1,234,567.89", 1234567.89),
            ("12,34,567.89", 1234567.89), ("１，２３４．５０", 1234.50), ("123万", 1230000.0),
        ):
            with self.subTest(text=text):
                wizard = self.wizard(HEADER + ROW.replace("1,200.50", text))
                self.assertEqual((wizard.good_count, wizard.bad_count), (1, 0))
                shown = wizard.preview['rows'][0][5].replace(',', '')
                self.assertEqual(float(shown), amount)

    def test_an_amount_that_can_be_read_in_two_ways_is_asked_about(self):
        wizard = self.wizard(HEADER + ROW.replace("1,200.50", "1.200"))
        self.assertEqual((wizard.good_count, wizard.bad_count), (0, 1))
        self.assertIn("decimal sign", wizard.fault_ids.message)

    def test_a_currency_without_rate_is_refused(self):
        self.env['res.currency'].create({'name': 'XSH', 'symbol': 'S'})
        wizard = self.wizard(HEADER + ROW + ROW.replace("A-1", "A-2").replace("USD", "XSH"))
        self.assertEqual((wizard.good_count, wizard.bad_count), (1, 1))
        self.assertIn("XSH", wizard.fault_ids.message)

    # === MADE TO DO HARM === #

    def test_nothing_in_it(self):
        for name in ('a.csv', 'a.xlsx', 'a', ''):
            with self.subTest(name=name):
                self.refused(b'', ".", name)

    def test_a_sheet_that_claims_to_be_endless(self):
        """A cell far out makes a table of 17 thousand million cells of a file of 5 kB."""
        content = self.sheet(["Customer", "Invoice"], ["C-1", "A-1"])
        source, stream = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
        with zipfile.ZipFile(stream, 'w', zipfile.ZIP_DEFLATED) as target:
            for item in source.infolist():
                data = source.read(item)
                if item.filename == 'xl/worksheets/sheet1.xml':
                    data = data.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
                    self.assertIn(b'XFD', data)
                target.writestr(item, data)
        wizard = self.wizard(stream.getvalue(), name='endless.xlsx')
        self.assertEqual(len(wizard.column_ids), 2)

    def test_a_bomb(self):
        """A file of 1 MB that unpacks to a gigabyte is refused before it is unpacked."""
        content = self.sheet(["Customer", "Invoice"], ["C-1", "A-1"])
        stream = io.BytesIO(content)
        with zipfile.ZipFile(stream, 'a', zipfile.ZIP_DEFLATED) as bomb, \
                bomb.open('xl/sharedStrings2.xml', 'w', force_zip64=True) as member:
            for __ in range(300):
                member.write(b' ' * 2 ** 20)
        self.assertLess(len(stream.getvalue()), 2 ** 20)
        self.refused(stream.getvalue(), "too large", 'bomb.xlsx')

    def test_too_many_rows_and_columns(self):
        self.refused(HEADER + "C-1\n" * 300_000, "rows")
        self.refused("a," * 2_000 + "\n1\n", "columns")

    def test_entities_that_multiply(self):
        entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b''.join(
            b'<!ENTITY %c "%s">' % (98 + i, b'&%c;' % (97 + i) * 10) for i in range(9)) + b']>'
        content = self.sheet(["Customer", "Invoice"], ["C-1", "A-1"])
        source, stream = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
        with zipfile.ZipFile(stream, 'w', zipfile.ZIP_DEFLATED) as target:
            for item in source.infolist():
                data = source.read(item)
                if item.filename == 'xl/worksheets/sheet1.xml':
                    data = entities + data.split(b'?>')[-1].replace(b'Customer', b'&j;')
                target.writestr(item, data)
        self.refused(stream.getvalue(), "not a readable", 'laughs.xlsx')
