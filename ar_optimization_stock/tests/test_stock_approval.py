from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .stock_common import StockGuardCommon


@tagged('post_install', '-at_install')
class TestStockApproval(StockGuardCommon):
    """Held deliveries where credit terms are locked: their release is a request, and so is it
    that lets goods leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.analyst = cls.role_user('credit_analyst')
        cls.packer = new_test_user(
            cls.env, 'ar_packer', groups='stock.group_stock_user', company_id=cls.company.id)
        cls.env['ar.approval.rule'].search([]).active = False
        cls.env['ar.approval.rule'].create({
            'name': "All", 'step_ids': [(0, 0, {
                'group_id': cls.env.ref('ar_optimization.group_credit_manager').id})]})

    def asked(self):
        """A held delivery and the request for its release."""
        __, picking = self.ordered()
        self.account.status = 'blocked'
        self.company.ar_lock_terms = True
        picking = picking.with_user(self.packer)
        self.deliver(picking)
        hold = self.hold_of(picking.sudo())
        hold.with_user(self.analyst)._release("Last one")
        return picking, hold, self.env['ar.credit.request'].search(
            [('type', '=', 'hold_release'), ('res_id', '=', hold.id)])

    def test_approved(self):
        picking, hold, request = self.asked()
        self.assertEqual((hold.state, request.state), ('open', 'waiting'))
        self.deliver(picking)
        self.assertNotEqual(picking.state, 'done')
        request.with_user(self.manager).action_approve()
        self.assertEqual((hold.state, request.state), ('released', 'approved'))
        self.deliver(picking)
        self.assertEqual(picking.state, 'done')

    def test_freed_in_the_meantime(self):
        """The request lapses when the goods may leave without it."""
        picking, hold, request = self.asked()
        self.account.sudo().status = 'open'
        self.deliver(picking)
        self.assertEqual(picking.state, 'done')
        self.assertEqual((hold.state, request.state), ('cleared', 'expired'))
        with self.assertRaises(UserError):
            request.with_user(self.manager).action_approve()

    def test_more_is_loaded_than_was_asked_for(self):
        picking, __, request = self.asked()
        picking.sudo().sale_id.order_line.product_uom_qty = 50
        request.with_user(self.manager).action_approve()
        self.deliver(picking)
        self.assertNotEqual(picking.state, 'done')
        self.assertEqual(self.hold_of(picking.sudo()).state, 'open')

    def test_exempting_a_type_is_changing_a_policy(self):
        self.manager.group_ids += self.env.ref('stock.group_stock_manager')
        kinds = self.transfer().picking_type_id
        kinds.with_user(self.manager).ar_guard_exempt = True
        self.env.flush_all()
        policy = self.env['ar.duty'].search([('code', '=', 'policy')])
        act = self.env['ar.duty.act'].search([
            ('user_id', '=', self.manager.id), ('duty_id', '=', policy.id),
            ('res_model', '=', kinds._name)])
        self.assertEqual((act.res_id, act.document), (kinds.id, kinds.display_name))
        holders = self.env['ar.duty']._holdings(self.company)[policy.id]
        self.assertIn(self.manager.id, holders)
        self.assertNotIn(self.packer.id, holders)
