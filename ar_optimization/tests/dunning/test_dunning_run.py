from odoo.tests import tagged

from .common import DunningCommon


@tagged('post_install', '-at_install')
class TestDunningRun(DunningCommon):

    def test_one_notice_per_customer_at_its_highest_level(self):
        self.invoice(self.shop, 100, -60, -30)
        self.invoice(self.shop, 50, -30, -6)
        self.invoice(self.shop, 7, -30, -2)
        first = self.send(self.prepare())
        self.assertEqual(self.given(first), {('Shop', 100): 1, ('Shop', 50): 1})
        notice = first.notice_ids
        self.assertEqual((notice.level, notice.amount, notice.line_count), (1, 157, 3))
        self.assertEqual(notice.state, 'sent')
        second = self.prepare(12)
        self.assertEqual(self.given(second), {('Shop', 100): 2, ('Shop', 7): 1})
        self.assertEqual(
            sorted((line.amount_residual, line.is_below) for line in second.notice_ids.line_ids),
            [(7, True), (50, True), (100, False)])

    def test_totals_are_the_ledger(self):
        eur = self.other_currency()
        self.invoice(self.shop, 100, -60, -30)
        self.invoice(self.shop, 40, -60, -30, currency=eur)
        self.invoice(self.mill, 30, -60, -30).no_followup = True
        self.invoice(self.mill, 20, -10, 60)
        self.payment(self.mill, 5, -3)
        self.entry(None, 9, -10, -10)
        run = self.prepare()
        self.assertEqual(
            self.left_out(run), {('Mill', 30): 'no_followup', (False, 9): 'no_account'})
        usd = run.total_ids.filtered(lambda total: total.currency_id == self.company.currency_id)
        self.assertRecordValues(usd, [{
            'noticed': 100, 'left_out': 39, 'waiting': 0, 'not_due': 20, 'credit': -5,
            'open_total': 154, 'ledger_total': 154, 'difference': 0}])
        self.assertRecordValues(run.total_ids - usd, [{
            'noticed': 40, 'open_total': 40, 'ledger_total': 40, 'difference': 0}])
        self.assertEqual(run.notice_ids.amount, 180)
