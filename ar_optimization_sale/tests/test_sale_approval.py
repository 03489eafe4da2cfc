from odoo.exceptions import UserError
from odoo.tests import tagged

from .guard_common import SaleGuardCommon


@tagged('post_install', '-at_install')
class TestSaleApproval(SaleGuardCommon):
    """Held orders where credit terms are locked: their release is a request."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.analyst = cls.role_user('credit_analyst')
        cls.env['ar.approval.rule'].search([]).active = False
        cls.env['ar.approval.rule'].create({
            'name': "All", 'step_ids': [(0, 0, {
                'group_id': cls.env.ref('ar_optimization.group_credit_manager').id})]})
        cls.company.ar_lock_terms = True

    def asked(self, total=1_200):
        """A held order and the request for its release."""
        order = self.quotation(total)
        order.with_user(self.seller).action_confirm()
        hold = self.hold_of(order)
        hold.with_user(self.analyst)._release("Known for years")
        return order, hold, self.env['ar.credit.request'].search(
            [('type', '=', 'hold_release'), ('res_id', '=', hold.id)])

    def test_approved(self):
        order, hold, request = self.asked()
        self.assertEqual((order.state, hold.state, request.state), ('draft', 'open', 'waiting'))
        request.with_user(self.manager).action_approve()
        self.assertPassed(order)
        self.assertEqual((hold.state, request.state), ('released', 'approved'))

    def test_reduced_and_confirmed_in_the_meantime(self):
        """The request lapses, nobody can approve it any more, and no second hold is left."""
        order, hold, request = self.asked()
        order.with_user(self.seller).order_line.price_unit = 1_000
        order.with_user(self.seller).action_confirm()
        self.assertPassed(order)
        self.assertEqual((hold.state, request.state), ('cleared', 'expired'))
        with self.assertRaises(UserError):
            request.with_user(self.manager).action_approve()
        self.assertEqual(
            self.env['ar.credit.hold'].search([('res_id', '=', order.id),
                                               ('res_model', '=', 'sale.order')]), hold)

    def test_raised_in_the_meantime(self):
        """What was asked for is let go, and no more."""
        order, hold, request = self.asked()
        order.with_user(self.seller).order_line.price_unit = 5_000
        request.with_user(self.manager).action_approve()
        self.assertEqual(order.state, 'draft')
        self.assertEqual(hold.release_total, 1_200)
        self.assertEqual(self.hold_of(order).state, 'open')
        self.assertEqual(self.hold_of(order).total, 5_000)

    def test_cancelled_in_the_meantime(self):
        order, hold, request = self.asked()
        order.with_user(self.seller)._action_cancel()
        self.look_again()
        self.assertEqual((hold.state, request.state), ('cancelled', 'expired'))
        with self.assertRaises(UserError):
            request.with_user(self.manager).action_approve()
