from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.ar_optimization.tests.common import ARCommon


@tagged('post_install', '-at_install')
class TestCrmTour(HttpCase, ARCommon):
    freeze = False

    def test_a_salesperson_looks_before_the_offer(self):
        seller = new_test_user(
            self.env, login='ar_tour_seller',
            groups='base.group_user,sales_team.group_sale_salesman',
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)])
        shop = self.customer("Tour Shop", user_id=seller.id)
        account = self.env['ar.credit.account']._account_for(shop, self.company)
        account.write({'credit_mode': 'limit', 'credit_limit': 1000, 'status': 'hold'})
        self.invoice(shop, 300, -60, -30)
        self.env['crm.lead'].sudo().create({
            'name': "Tour order", 'type': 'opportunity', 'partner_id': shop.id,
            'company_id': self.company.id, 'user_id': seller.id})
        action = self.env.ref('crm.crm_lead_action_pipeline')
        self.start_tour(f'/odoo/action-{action.id}', 'ar_crm', login='ar_tour_seller')
