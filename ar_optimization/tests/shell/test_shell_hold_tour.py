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

    def test_a_collector_asks_for_the_limit_it_needs(self):
        over, hold = self.held()
        self.role_user('collector', login='ar_hold_collector')
        self.start_tour('/odoo/credit-holds', 'ar_hold_ask', login='ar_hold_collector')
        request = self.env['ar.credit.request'].search([('partner_id', '=', over.partner_id.id)])
        self.assertEqual((request.state, hold.state), ('waiting', 'open'))
        self.assertGreaterEqual(request.new_limit, hold.limit_needed)
