from odoo.tests import tagged

from .online_common import SaleOnlineCommon

LOGGER = 'odoo.addons.ar_optimization_sale.models.sale_order_failure'


@tagged('post_install', '-at_install')
class TestSaleFailure(SaleOnlineCommon):
    """Credit control itself fails, for whatever reason."""

    def broken(self):
        """Let the guard fail, as a policy that cannot be read would, until `failing` ends."""
        orders, self.failing = self.env.registry['sale.order'], True
        decide = orders._ar_guard_decide

        def fail(orders, *args, **kwargs):
            if self.failing:
                raise ValueError("a policy that nobody can read")
            return decide(orders, *args, **kwargs)
        self.patch(orders, '_ar_guard_decide', fail)

    def assertWaits(self, order):
        """The order is held, somebody is told, and it goes on when the error is gone."""
        self.assertHeld(order)
        hold = self.hold_of(order)
        self.assertIn("could not look at this order because of an error", hold.reasons_text)
        self.assertIn("an administrator puts the error right", hold.ways_text)
        self.assertEqual((hold.total, hold.requester_id), (500, self.seller))
        self.assertEqual(hold.activity_ids.user_id, self.manager)
        self.assertIn("Your order is being reviewed.", self.notice(order))
        self.failing = False
        self.look_again()
        self.assertPassed(order)

    def test_signed(self):
        order = self.quotation(500)
        order.require_payment = False
        self.broken()
        with self.assertLogs(LOGGER, 'ERROR') as log:
            self.assertTrue(self.signed(order)['force_refresh'])
        self.assertIn("a policy that nobody can read", log.output[0])
        self.assertTrue(order.signature)
        self.assertWaits(order)

    def test_paid(self):
        order = self.quotation(500)
        self.broken()
        with self.assertLogs(LOGGER, 'ERROR'):
            payment = self.online(order.with_user(self.env.ref('base.public_user')).sudo(), 500)
        self.assertTrue(payment.is_post_processed or payment.payment_id)
        self.assertEqual(payment.payment_id.move_id.state, 'posted')
        self.assertWaits(order)

    def test_not_even_a_hold(self):
        order = self.quotation(500)
        self.broken()
        self.patch(self.env.registry['ar.credit.hold'], '_hold', None)
        with self.assertLogs(LOGGER, 'ERROR') as log:
            payment = self.online(order, 500)
        self.assertEqual(len(log.output), 2)
        self.assertEqual((payment.payment_id.move_id.state, order.state), ('posted', 'sent'))

    def test_at_the_screen(self):
        order = self.quotation(500)
        self.broken()
        with self.assertRaises(ValueError):
            order.with_user(self.seller).action_confirm()
        self.assertEqual((order.state, bool(self.hold_of(order))), ('draft', False))
