"""What counts as cash, when, and never twice: by what the ledger and the bank say of it."""
from odoo.tests import freeze_time, tagged

from .kpi_common import KpiCommon

JANUARY, FEBRUARY, JUNE = '2026-01-01', '2026-02-01', '2026-06-01'


@tagged('post_install', '-at_install')
class TestManagementKpiCash(KpiCommon):

    def test_taken_back_is_not_received_again_a_year_later(self):
        self.company.sudo().ar_kpi_since = '2025-01-01'
        line = self.bank_line(100, '2025-01-25', match=self.invoice(self.shop, 100, '2025-01-05'))
        self.night('2025-02-06')
        self.receivable_lines(line.move_id).remove_move_reconcile()
        self.night('2025-03-06')
        self.assertEqual(
            (self.collected('2025-01-01'), self.collected('2025-02-01')), (100.0, -100.0))
        with freeze_time('2026-02-10'):
            self.results._rebuild(self.company, self.day(FEBRUARY), self.day('2026-02-28'))
        self.assertEqual(self.collected(FEBRUARY), 0.0)

    def test_a_bounce_that_is_repaid_long_after(self):
        invoice = self.invoice(self.shop, 400, '2026-01-05')
        self.bank_line(400, '2026-01-20', match=invoice)
        bounce = self.bank_line(-400, '2026-02-10', match=invoice)
        self.night('2026-06-06')
        self.assertEqual((self.collected(JANUARY), self.collected(FEBRUARY)), (400.0, -400.0))
        self.bank_line(100, '2026-06-10', match=bounce.move_id)
        self.night('2026-06-11')
        self.assertEqual(self.collected(JUNE), 100.0)
        self.bank_line(300, '2026-06-12', match=bounce.move_id)
        self.night('2026-07-06')
        self.assertEqual((self.collected(JUNE), self.collected('2026-07-01')), (400.0, 0.0))
