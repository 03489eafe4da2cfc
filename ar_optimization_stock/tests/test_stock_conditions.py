from odoo.tests import freeze_time, tagged

from .stock_common import StockGuardCommon


@tagged('post_install', '-at_install')
class TestStockConditions(StockGuardCommon):
    """What counts between an order and its delivery."""

    def test_grace_days(self):
        """What was let pass leaves within the days of grace, and is looked at again after them."""
        self.env['ar.credit.policy'].search([]).grace_days = 5
        early, late, changed = (self.ordered(2) for __ in range(3))
        self.account.status = 'blocked'
        changed[0].order_line.price_unit = 101  # begins no new days: it does not pass
        with freeze_time(self.day(5)):
            self.deliver(early[1])
            self.assertEqual(early[1].state, 'done')
            self.deliver(changed[1])
            self.assertEqual(self.hold_of(changed[1]).state, 'open')
        with freeze_time(self.day(6)):
            self.deliver(late[1])
            self.assertEqual(self.hold_of(late[1]).state, 'open')
        self.assertNotEqual(late[1].state, 'done')
