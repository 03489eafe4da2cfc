"""What the clerk of an agency opens: the workbook and the dossier, read by other people's tools."""
from datetime import datetime
from io import BytesIO

from openpyxl import load_workbook

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from ..collection.outside_common import OutsideCommon

# The build of a distribution says what it cannot do.
PRINTER = 'odoo.addons.base.models.ir_actions_report'


@tagged('post_install', '-at_install')
class TestPlacementFile(OutsideCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.write({'ref': "C-77", 'phone': '+1 555 0177', 'street': "7 Mill Lane"})
        cls.contract = cls.env['ar.contract'].sudo().create({
            'account_id': cls.account.id, 'date_from': cls.day(-400),
            'clause_ids': [Command.create({
                'kind': 'acceleration', 'name': "Default", 'text': "All is due."})]})
        cls.contract.version_id._approve(cls.today)
        cls.env['ar.credit.account']._follow_contracts(cls.account, cls.today)
        cls.env['ar.contact.log'].create({
            'account_id': cls.account.id, 'channel': 'phone', 'result': 'refused',
            'subject': "Call about the delivery", 'note': "Pays nothing"})
        cls.pay(cls.items(cls.older), -5, 100)
        cls.case = cls.placed()
        cls.bills = cls.older | cls.newer

    def test_the_workbook(self):
        stream = BytesIO()
        self.case.with_user(self.collector)._export(stream)
        book = load_workbook(stream)
        rows = [row for row in book.worksheets[0].iter_rows(values_only=True) if any(row)]
        facts = {row[0]: row[1] for row in rows}
        self.assertEqual(
            [facts[label] for label in (
                "Case", "Agency", "Customer", "Customer Number", "Address")],
            [self.case.name, "Swift Recovery", self.partner.name, "C-77",
             "Wood Corner, 7 Mill Lane"])
        [head] = [number for number, row in enumerate(rows) if row[0] == "Invoice"]
        items = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1:]]
        total = items.pop()
        self.assertEqual({item["Invoice"] for item in items}, set(self.bills.mapped('name')))
        for item in items:
            bill = self.bills.filtered(lambda bill, item=item: bill.name == item["Invoice"])
            self.assertEqual(
                (item["Due Date"], item["Original Amount"], item["Handed Over"]),
                (datetime.combine(bill.invoice_date_due, datetime.min.time()), bill.amount_total,
                 bill.amount_residual))
        self.assertAlmostEqual(
            total["In Company Currency"], sum(item["Handed Over"] for item in items), 2)
        self.assertEqual(total["In Company Currency"], self.case.placed_amount)
        texts = [cell.value for row in book.worksheets[1].iter_rows() for cell in row]
        self.assertIn("Call about the delivery", texts)
        self.assertIn("Pays nothing", texts)

    def test_the_dossier(self):
        with mute_logger(PRINTER):
            name, content = self.case.with_user(self.collector)._dossier()
        self.assertEqual(name, f'{self.case.name}.pdf')
        pages = [" ".join(page.extract_text().split())
                 for page in PdfFileReader(BytesIO(content)).pages]
        cover = pages[0]
        for text in (self.case.name, "Swift Recovery", self.partner.name, "1,233.33",
                     "Call about the delivery", self.contract.display_name):
            self.assertIn(text, cover)
        for bill, amount in ((self.older, "900.00"), (self.newer, "333.33")):
            self.assertIn(bill.name, cover)
            self.assertIn(amount, cover)
            self.assertTrue(any(bill.name in page for page in pages[1:-2]), "in the statement")
        for bill, page in zip(self.bills, pages[-2:], strict=True):
            self.assertIn(bill.name, page, "its copy")
