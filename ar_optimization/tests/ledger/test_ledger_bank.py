"""How old the news from the bank are: receipts that are not booked make good customers look bad."""

from odoo.tests import tagged

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestLedgerBank(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wood = cls.customer()
        cls.env['ar.credit.account']._ensure_accounts(cls.company)

    def test_last_bank_entry(self):
        account = self.wood._ar_account(self.company)
        self.assertEqual((account.last_bank_date, account.bank_is_stale), (False, True))
        self.pay(self.invoice(self.wood, 10, -30), -8)
        self.payment(self.wood, 5, 3)  # dated in the future: no news from the bank
        for when, stale in ((-8, True), (-7, False)):
            self.payment(self.wood, 5, when)
            self.env.invalidate_all()
            self.assertEqual(
                (account.last_bank_date, account.bank_is_stale), (self.day(when), stale))
        self.assertEqual(self.last_date(), self.day(-7))
        self.company.ar_bank_stale_days = 6
        self.env.invalidate_all()
        self.assertTrue(account.bank_is_stale)

    def last_date(self):
        self.company.invalidate_recordset(['ar_last_bank_date'])
        return self.company.ar_last_bank_date

    def bank(self, name, **vals):
        return self.env['account.journal'].create(
            {'name': name, 'code': name, 'type': 'bank', **vals})

    def line(self, journal, amount, when):
        return self.env['account.bank.statement.line'].create({
            'journal_id': journal.id, 'date': self.day(when), 'amount': amount,
            'payment_ref': "Bank"})

    def test_money_paid_out_is_no_news_of_receipts(self):
        self.payment(self.wood, 5, -20)
        bill = self.payment(self.wood, 5, 0)
        bill.action_draft()
        bill.write({'payment_type': 'outbound', 'partner_type': 'supplier'})
        bill.action_post()
        self.assertEqual(self.last_date(), self.day(-20))
        self.line(self.bank_journal, -5, -2)
        self.assertEqual(self.last_date(), self.day(-2), "the bank said so")

    def test_receipts_are_known_up_to_the_bank_that_is_fed_last(self):
        second = self.bank("SECND")
        self.bank("NEVER")
        self.payment(self.wood, 5, -1)
        self.line(second, 5, -40)
        self.assertEqual(self.last_date(), self.day(-40))
        self.assertTrue(self.company.ar_bank_is_stale)
        second.active = False
        self.env.invalidate_all()
        self.assertEqual(self.last_date(), self.day(-1), "closed")
        self.assertFalse(self.company.ar_bank_is_stale)
