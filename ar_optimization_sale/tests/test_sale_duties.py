from odoo import Command
from odoo.tests import tagged

from .guard_common import SaleGuardCommon


@tagged('post_install', '-at_install')
class TestSaleDuties(SaleGuardCommon):
    """Segregation of duties knows what salespeople do with orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls.role_user('collector')
        cls.duties = {duty.code: duty for duty in cls.env['ar.duty'].search([])}

    def acts_of(self, user, code):
        self.env.flush_all()
        return self.env['ar.duty.act'].search([
            ('user_id', 'in', user.ids), ('duty_id', '=', self.duties[code].id)])

    def test_who_could(self):
        holders = self.env['ar.duty']._holdings(self.company)[self.duties['discount'].id]
        self.assertIn(self.seller.id, holders)
        self.assertNotIn(self.collector.id, holders)

    def sold(self, user, discount):
        """A confirmed order that a user has written."""
        orders = self.env['sale.order'].with_user(user)
        order = orders.create({'partner_id': self.partner.id, 'order_line': [Command.create({
            'product_id': self.goods.id, 'price_unit': 400, 'discount': discount,
            'tax_ids': [Command.clear()]})]})
        order.action_confirm()
        return order

    def test_a_discount_on_an_order(self):
        order = self.sold(self.seller, 5)
        self.assertRecordValues(self.acts_of(self.seller, 'discount'), [{
            'res_model': 'sale.order', 'res_id': order.id, 'partner_id': self.partner.id,
            'amount': 380, 'document': order.name}])
        self.sold(self.seller, 0)
        self.assertEqual(len(self.acts_of(self.seller, 'discount')), 1)

    def test_a_quotation_is_none(self):
        self.order((self.goods, 1, 400, {'discount': 5}), confirm=False)
        self.assertFalse(self.acts_of(self.env.user, 'discount'))

    def test_two_people_on_one_order(self):
        order = self.sold(self.seller, 5)
        order.with_user(self.env.user).order_line.copy({'order_id': order.id})
        acts = self.acts_of(self.seller | self.env.user, 'discount')
        self.assertEqual(acts.user_id, self.seller | self.env.user)
        self.assertEqual(acts.mapped('document'), [order.name, order.name])

    def test_exempting_a_team_is_changing_a_policy(self):
        self.manager.group_ids += self.env.ref('sales_team.group_sale_manager')
        team = self.env['crm.team'].create({'name': "Samples"})
        team.with_user(self.manager).ar_guard_exempt = True
        act = self.acts_of(self.manager, 'policy').filtered(lambda a: a.res_model == 'crm.team')
        self.assertEqual((act.res_id, act.document), (team.id, "Samples"))
        holders = self.env['ar.duty']._holdings(self.company)[self.duties['policy'].id]
        self.assertIn(self.manager.id, holders)
        self.assertNotIn(self.seller.id, holders)
