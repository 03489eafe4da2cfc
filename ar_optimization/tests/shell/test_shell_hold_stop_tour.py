from odoo.tests import HttpCase, tagged

from ..credit.guard_common import GuardCommon


@tagged('post_install', '-at_install')
class TestHoldStopTour(GuardCommon, HttpCase):
    freeze = False

    def test_a_manager_stops_an_invoice_by_hand(self):
        fits = self.draft(self.limited(100).partner_id, 10)
        manager = self.role_user('credit_manager', login='ar_stop_manager')
        manager.group_ids += self.env.ref('account.group_account_invoice')
        self.start_tour(f'/odoo/account.move/{fits.id}', 'ar_hold_stop', login='ar_stop_manager')
        hold = self.hold_of(fits)
        self.assertEqual((fits.state, hold.state), ('draft', 'open'))
        self.assertEqual(hold.stopped_by_id, manager)
        self.assertEqual(hold.stop_reason, "the address is a freight forwarder's")
