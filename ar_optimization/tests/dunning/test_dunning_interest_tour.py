from odoo.tests import HttpCase, tagged

from .interest_common import InterestCommon


@tagged('post_install', '-at_install')
class TestInterestTour(HttpCase, InterestCommon):

    freeze = False

    def test_read_let_go_and_invoice(self):
        self.role_user('credit_analyst')
        self.partner.name = "Tour Late"
        self.invoice(self.partner, 1000, -40, -30)
        self.accrue()
        self.start_tour(
            f'/odoo/late-interest?cids={self.company.id}', 'ar_interest',
            login='ar_credit_analyst')
        self.assertRecordValues(self.charges(kind='interest'), [{
            'state': 'posted', 'amount_waived': 15.0, 'amount_due': 15.0}])
