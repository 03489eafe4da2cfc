from odoo.tests import HttpCase, tagged

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestDisputeTour(HttpCase, ARCommon):

    freeze = False

    def test_dispute_a_part_and_decide(self):
        self.role_user('collector')
        bill = self.invoice(self.customer("Tour Dispute"), 1000, -40, -10)
        self.env['ar.credit.account']._ensure_accounts(self.company)
        self.start_tour(
            f'/odoo/open-items?cids={self.company.id}', 'ar_dispute', login='ar_collector')
        self.assertRecordValues(bill.ar_dispute_ids, [{
            'amount': 400, 'state': 'rejected', 'finding': "All five were whole",
            'description': "Two of five are broken"}])

    def test_match_and_accept(self):
        user = self.role_user('credit_analyst')
        user.group_ids += self.env.ref('account.group_account_invoice')
        self.env.ref('ar_optimization.dispute_reason_bank').account_id = (
            self.company_data['default_account_expense'])
        receipt, short = self.customer("Tour Receipt"), self.customer("Tour Short")
        late = self.invoice(receipt, 300, -40, -10)
        self.payment(receipt, 300, -1)
        bill = self.invoice(short, 100, -40, -10)
        self.pay(bill, -2, amount=92)
        self.env['ar.credit.account']._ensure_accounts(self.company)
        self.start_tour(
            f'/odoo/short-payments?cids={self.company.id}', 'ar_short_payment',
            login='ar_credit_analyst')
        self.assertEqual(late.amount_residual, 0)
        self.assertEqual(bill.amount_residual, 0)
