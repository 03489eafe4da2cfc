from odoo.tests import HttpCase, tagged

from .cover_common import CoverCommon


@tagged('post_install', '-at_install')
class TestCoverTour(HttpCase, CoverCommon):

    freeze = False

    def test_enter_activate_and_report(self):
        self.role_user('credit_manager')
        account = self.account("Tour Covered", credit_mode='limit', credit_limit=1_000)
        self.invoice(account.partner_id, 1_000, when=-50, due=-20)
        policy = self.cover(900, account=account, kind='insurance', report_days=30, sequence=1)
        self.start_tour(
            f'/odoo/covers?cids={self.company.id}', 'ar_cover', login='ar_credit_manager')
        guarantee = self.covers.search([('name', '=', "G-TOUR")])
        self.assertEqual((guarantee.state, guarantee.value_today), ('active', 100))
        self.assertEqual(policy.mark_ids.kind, 'report')
        self.assertEqual(self.exposure(account), 0)
