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

    def test_a_discount_on_an_order(self):
        order = self.quotation(500).with_user(self.seller)
        self.env.flush_all()
        order.order_line.discount = 5
        self.env.flush_all()
        self.assertFalse(self.acts_of(self.seller, 'discount'))  # nothing is sold yet
        order.action_confirm()
        self.assertRecordValues(self.acts_of(self.seller, 'discount'), [{
            'res_model': 'sale.order', 'res_id': order.id, 'partner_id': self.partner.id,
            'amount': 475, 'document': order.name}])
        self.quotation(100).with_user(self.seller).action_confirm()  # without a discount
        self.assertEqual(len(self.acts_of(self.seller, 'discount')), 1)

    def test_two_people_on_one_order(self):
        order = self.quotation(500)
        self.env.flush_all()
        order.order_line.with_user(self.seller).discount = 5
        self.env.flush_all()
        order.with_user(self.seller).action_confirm()
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
