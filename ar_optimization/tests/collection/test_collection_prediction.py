from odoo.tests import tagged

from .worklist_common import WorklistCommon


@tagged('post_install', '-at_install')
class TestCollectionPrediction(WorklistCommon):
    """How likely an item is paid soon after the next step depends on when that is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number in range(8):
            issued = -200 + 10 * number
            cls.pay(cls.invoice(cls.shop, 100, issued, due=issued + 30), issued + 30)
        cls.open = cls.invoice(cls.shop, 100, -10, due=20)

    def predicted(self):
        self.env['ar.prediction'].sudo()._build(self.company, self.today)
        return self.env['ar.prediction'].search([('move_id', '=', self.open.id)])

    def test_the_step_is_when_somebody_turns_to_the_customer(self):
        """He pays on the due date, in twenty days: soon after a step in ten, not after one now."""
        found = self.predicted()
        self.assertEqual(found.step_date, self.today)
        self.assertLess(found.probability_paid, 0.1)
        self.invoice(self.shop, 50, -40, due=-20)
        self.rebuild()
        self.row(self.shop_account).next_date = self.day(10)
        found = self.predicted()
        self.assertEqual(found.step_date, self.day(10))
        self.assertGreater(found.probability_paid, 0.9)
        for until, reason in (('dunning_pause_until', 'dunning_pause_reason'),
                              ('stop_until', 'stop_reason')):
            self.shop_account.write({until: self.day(12), reason: "Talking"})
            self.assertEqual(self.predicted().step_date, self.day(13))
            self.shop_account.write({until: self.day(-1)})
            self.assertEqual(self.predicted().step_date, self.day(10))
