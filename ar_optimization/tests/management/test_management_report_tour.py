from odoo.tests import HttpCase, tagged

from .report_common import ReportCommon


@tagged('post_install', '-at_install')
class TestManagementReportTour(HttpCase, ReportCommon):
    """From the draft to what the reader thinks, in a browser."""

    freeze = False

    def test_sign_and_read(self):
        self.shop.name = "Tour Shop"
        report = self.reports.create({'date': self.today})
        self.start_tour(
            f'/odoo/risk-reports?cids={self.company.id}', 'ar_risk_report', login='ar_signer')
        self.assertRecordValues(report, [{'state': 'signed', 'signed_by_id': self.signer.id}])
        self.start_tour(
            f'/odoo/risk-reports/{report.id}', 'ar_risk_report_reader', login='ar_director')
        self.assertRecordValues(report.reader_ids, [{
            'user_id': self.director.id, 'opinion': 'missing',
            'feedback': "Cover of the ten largest"}])
        self.assertTrue(report.reader_ids.read_on)
