from odoo.tests import HttpCase, tagged

from .kpi_common import KpiCommon


@tagged('post_install', '-at_install')
class TestManagementKpiTour(KpiCommon, HttpCase):
    freeze = False

    def test_a_salesperson_looks_at_the_own_results(self):
        self.shop.name = "Tour Shop"
        month = self.today.replace(day=1)
        invoice = self.invoice(self.shop, 1000, month, month)
        self.bank_line(400, month, match=invoice)
        self.invoice(self.mill, 70, month, month)
        self.sam._ar_show_questions()
        self.env['ar.kpi.result']._build_months(self.company, self.today)
        self.start_tour('/odoo/my-results', 'ar_kpi', login='ar_sam')
