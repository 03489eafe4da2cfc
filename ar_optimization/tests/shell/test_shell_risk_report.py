"""The risk report as paper and as workbook, read by other people's tools."""
from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from ..management.report_common import ReportCommon

# The build of a distribution says what it cannot do.
PRINTER = 'odoo.addons.base.models.ir_actions_report'


@tagged('post_install', '-at_install')
class TestRiskReport(ReportCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one = cls.reports.create({'date': cls.today, 'summary': "Shop owes too much"})
        cls.one.with_user(cls.signer).action_sign()

    def test_the_workbook(self):
        stream = BytesIO()
        name = self.one.with_user(self.director)._export(stream)
        self.assertTrue(name.endswith("2026-06-30.xlsx"), name)
        book = load_workbook(stream)
        sheets = {sheet.title: [row for row in sheet.iter_rows(values_only=True) if any(row)]
                  for sheet in book.worksheets}
        self.assertEqual(
            list(sheets),
            ["The Situation", "Risk Hints", "Ageing", "Largest Customers", "Measures"])
        self.assertIn(("Signed By", self.signer.name), [row[:2] for row in sheets["Ageing"]])
        self.assertEqual(sheets["Ageing"][-1][:2], ("Total", self.gl_balance()))
        self.assertIn(("Shop", 600, 600, 60), [row[:4] for row in sheets["Largest Customers"]])
        [hint] = [row for row in sheets["Risk Hints"] if row[0] == "Overdue Rate"]
        self.assertEqual(hint[1:4], (60, 40, "Cannot wait"))
        with self.assertRaises(AccessError):
            self.one.with_user(self.stranger)._export(BytesIO())

    @mute_logger(PRINTER)
    def test_the_pages(self):
        content, kind = self.env['ir.actions.report'].with_user(self.director).with_context(
            force_report_rendering=True)._render_qweb_pdf(
                'ar_optimization.ar_risk_report_pdf', self.one.ids)
        self.assertEqual(kind, 'pdf')
        text = " ".join(" ".join(
            page.extract_text() for page in PdfFileReader(BytesIO(content)).pages).split())
        for words in ("Risk Report", "Shop owes too much", "Signed by", "Ageing", "Mill"):
            self.assertIn(words, text)


@tagged('post_install', '-at_install')
class TestRiskReportDownload(HttpCase, ReportCommon):

    freeze = False

    def test_who_gets_the_file(self):
        report = self.reports.create({'date': self.today})
        report.with_user(self.signer).action_sign()
        for login, status in (('ar_director', 200), ('ar_stranger', 403), ('ar_signer', 200)):
            self.authenticate(login, login)
            found = self.url_open(f'/ar_optimization/risk_report/{report.id}.xlsx')
            self.assertEqual(found.status_code, status, login)
        self.assertEqual(
            self.url_open('/ar_optimization/risk_report/999999.xlsx').status_code, 400)
