from odoo.tests import HttpCase, tagged

from ..credit.guard_common import GuardCommon


@tagged('post_install', '-at_install')
class TestHoldTour(GuardCommon, HttpCase):
    freeze = False

    def test_a_manager_releases_a_held_invoice(self):
        over, hold = self.held()
        manager = self.role_user('credit_manager', login='ar_hold_manager')
        manager.group_ids += self.env.ref('account.group_account_invoice')
        self.start_tour('/odoo/credit-holds', 'ar_hold', login='ar_hold_manager')
        self.assertEqual((over.state, hold.state), ('posted', 'released'))
        self.assertEqual(hold.decided_by_id, manager)
