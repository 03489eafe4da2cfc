from odoo.tests import HttpCase, tagged

from ..credit.common import CreditCommon


@tagged('post_install', '-at_install')
class TestShellTours(HttpCase, CreditCommon):
    """What a credit manager does in the first week, in a browser."""

    freeze = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.role_user('credit_manager')

    def tour(self, path, name):
        self.start_tour(f'/odoo/{path}?cids={self.company.id}', name, login='ar_credit_manager')

    def test_go_live_with_opening_limits_of_a_file(self):
        self.company.ar_position_limits = 'observe'
        good, slow = (self.account(f"Tour {name}") for name in ("Good", "Slow"))
        self.tour('action-ar_optimization.ar_go_live_action', 'ar_go_live')
        self.assertEqual(self.company.ar_position_limits, 'on')
        self.assertEqual(self.company.ar_credit_manager_id, self.manager)
        self.assertEqual(slow.credit_mode, 'limit', "0 is a limit, too")
        self.assertEqual(good.credit_mode, 'unlimited', "taken back")

    def test_load_payment_experience(self):
        partner = self.customer("Tour Good")
        self.tour('payment-experience', 'ar_import_experience')
        lines = self.env['ar.payment.experience'].search([('partner_id', '=', partner.id)])
        self.assertEqual(lines.sorted('reference').mapped('days_late'), [0, 20])

    def test_suggest_tiers(self):
        for name, on_time, late, score in (
                ("Good", 0.95, 1, 85), ("Slow", 0.60, 15, 30), ("Bad", 0.10, 60, 20)):
            for number in range(4):
                self.account(
                    f"Tour {name} {number}", score=score, on_time_ratio=on_time - number / 1000,
                    weighted_days_late=late + number / 10)
        self.night()
        self.tour('suggest-tiers', 'ar_tier_suggestion')
        self.assertIn('min_on_time_ratio', self.tier_a.condition_ids.mapped('condition'))

    def test_apply_dismiss_and_undo_proposals(self):
        self.company.ar_limit_auto = False
        good, slow = (
            self.account(f"Tour {name}", score=65, net_sales=120_000) for name in ("Good", "Slow"))
        self.night()
        self.tour('limit-proposals', 'ar_limit_proposals')
        self.assertEqual(slow.proposal_state, 'dismissed')
        self.assertEqual((good | slow).mapped('credit_mode'), ['unlimited'] * 2)
        self.assertEqual(self.events('limit.changed', good)[:1].user_id, self.manager.id)
