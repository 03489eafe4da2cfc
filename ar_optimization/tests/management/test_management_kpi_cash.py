"""What counts as cash, when, and never twice: by what the ledger and the bank say of it."""
from odoo.tests import freeze_time, tagged

from .kpi_common import KpiCommon

JANUARY, FEBRUARY, MAY, JUNE = '2026-01-01', '2026-02-01', '2026-05-01', '2026-06-01'


@tagged('post_install', '-at_install')
class TestManagementKpiCash(KpiCommon):

    def confirm(self, payment, amount, when):
        """A bank line that is matched with what a payment left to the bank."""
        outstanding = payment.move_id.line_ids.filtered(
            lambda each: each.account_type != 'asset_receivable')
        suspense = self.bank_line(amount, when).move_id.line_ids.filtered(
            lambda each: each.account_id == self.bank_journal.suspense_account_id)
        suspense.account_id = outstanding.account_id
        (suspense | outstanding).reconcile()

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

    def test_what_a_payment_writes_off_is_no_cash(self):
        invoice = self.invoice(self.shop, 1000, '2026-05-05', '2026-05-20')
        self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=invoice.ids).create({
                'amount': 600, 'payment_date': '2026-05-28',
                'payment_difference_handling': 'reconcile',
                'writeoff_account_id': self.company_data['default_account_expense'].id,
            }).action_create_payments()
        self.assertEqual(invoice.amount_residual, 0)
        self.night('2026-05-30')
        self.assertEqual(self.collected(MAY, self.sam), 600.0)

    def test_a_bank_line_confirms_a_payment_that_it_covers(self):
        payment = self.pay(self.invoice(self.shop, 1000, '2026-05-05', '2026-05-20'), '2026-05-28')
        self.confirm(payment, 10, '2026-05-29')
        self.night('2026-06-06')
        self.assertEqual(
            (self.collected(MAY), self.value('collected_unconfirmed', MAY)), (0.0, 1000.0))
        self.confirm(payment, 990, '2026-06-08')
        self.night('2026-06-09')
        self.assertEqual(self.collected(JUNE), 1000.0)

    def test_other_journals_tell_nothing_of_a_payment(self):
        cash = self.company_data['default_journal_cash']
        bank = self.bank_journal.copy()
        for journal in (cash, bank):
            self.env['account.bank.statement.line'].create({
                'journal_id': journal.id, 'date': '2026-05-10', 'amount': -20,
                'payment_ref': "Stamps"})
        self.pay(self.invoice(self.shop, 300, '2026-05-05'), '2026-05-28')
        self.pay(self.invoice(self.mill, 70, '2026-05-05'), '2026-05-28', journal=cash)
        self.night('2026-05-30')
        self.assertEqual(self.collected(MAY), 370.0)
        self.bank_line(-20, '2026-05-11')
        self.night('2026-05-30')
        self.assertEqual(self.collected(MAY), 70.0, "this bank tells what comes in")

    def test_counted_once_though_bank_data_begins_later(self):
        payment, silent = (
            self.pay(self.invoice(self.shop, amount, '2026-05-05'), '2026-05-28')
            for amount in (300, 40))
        self.night('2026-06-06')
        self.assertEqual(self.collected(MAY), 340.0)
        self.confirm(payment, 300, '2026-05-29')
        self.night('2026-06-09')
        self.assertEqual(self.collected(JUNE), 0.0)
        self.assertEqual(self.value('collected_unconfirmed', JUNE), -300.0)
        self.night('2026-07-06')
        self.receivable_lines(payment).remove_move_reconcile()
        self.receivable_lines(silent).remove_move_reconcile()
        self.night('2026-07-07')
        self.assertEqual(self.collected('2026-07-01'), -340.0, "and taken back once")

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

    def test_what_was_counted_the_night_before_stays(self):
        """The row that later months point to is not made anew each night; what is no longer so
        is."""
        Receipt = self.env['ar.kpi.receipt'].sudo()
        kept = self.bank_line(100, '2026-05-12', match=self.invoice(self.shop, 100, '2026-05-05'))
        lost = self.bank_line(70, '2026-05-12', match=self.invoice(self.shop, 70, '2026-05-05'))
        self.night('2026-05-20')
        rows = Receipt.search([('date_from', '=', MAY)]).grouped('money_move_id')
        self.receivable_lines(lost.move_id).remove_move_reconcile()
        self.bank_line(30, '2026-05-18', match=self.invoice(self.shop, 30, '2026-05-05'))
        self.night('2026-05-21')
        later = Receipt.search([('date_from', '=', MAY)])
        self.assertEqual(sorted(later.mapped('amount')), [30.0, 100.0])
        self.assertIn(rows[kept.move_id], later)
        self.assertFalse(rows[lost.move_id].exists())
        self.assertEqual(self.collected(MAY), 130.0)

    def test_a_confirmation_that_is_undone_in_a_later_month(self):
        payment = self.pay(self.invoice(self.shop, 300, '2026-05-05'), '2026-05-28')
        self.confirm(payment, 300, '2026-05-29')
        self.night('2026-06-06')
        self.assertEqual(self.value('collected_unconfirmed', MAY), 0.0)
        payment.move_id.line_ids.filtered(
            lambda each: each.account_type != 'asset_receivable').remove_move_reconcile()
        self.night('2026-06-09')
        self.assertEqual(self.value('collected_unconfirmed', JUNE), 300.0)
        self.assertEqual(
            self.env['ar.kpi.receipt'].sudo().search([('date_from', '=', JUNE)]).mapped('reason'),
            ['regraded', 'regraded'])

    def test_a_payment_set_back_to_draft_is_taken_back(self):
        """Odoo keeps the matching of such a payment."""
        payment = self.pay(self.invoice(self.shop, 300, '2026-01-05'), '2026-01-28')
        self.night('2026-05-06')
        payment.move_id.state = 'draft'
        self.night('2026-05-07')
        self.assertEqual(self.collected(MAY), -300.0)

    def test_a_write_off_in_money_that_is_matched_long_after(self):
        invoice = self.invoice(self.shop, 1000, '2026-01-05')
        payment = self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=invoice.ids).create({
                'amount': 600, 'payment_date': '2026-01-28',
                'payment_difference_handling': 'reconcile',
                'writeoff_account_id': self.company_data['default_account_expense'].id,
            })._create_payments()
        line = self.receivable_lines(payment)
        line.remove_move_reconcile()
        self.night('2026-05-06')
        (line | self.receivable_lines(invoice)).reconcile()
        self.night('2026-05-07')
        self.assertEqual(self.collected(MAY), 600.0)
