from odoo.tests import new_test_user

from .common import ARSaleCommon


class SaleGuardCommon(ARSaleCommon):
    """A customer with a limit of 1,000 in a company whose guard is on and holds what is over it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.salesperson("seller")
        cls.manager = cls.role_user('credit_manager')
        cls.partner.user_id = cls.seller
        cls.company.write({'ar_position_guard': 'on', 'ar_credit_manager_id': cls.manager.id})
        cls.env['ar.credit.policy'].search([]).active = False
        cls.policy('limit', bound=100)
        cls.policy('status')
        cls.policy('prepay')
        cls.account = cls.accounts._account_for(cls.partner, cls.company).sudo()
        cls.account.write({'credit_mode': 'limit', 'credit_limit': 1_000})

    @classmethod
    def salesperson(cls, login):
        return new_test_user(
            cls.env, f'ar_{login}', groups='sales_team.group_sale_salesman_all_leads',
            company_id=cls.company.id)

    @classmethod
    def policy(cls, condition, action='hold', **vals):
        return cls.env['ar.credit.policy'].create({
            'name': condition, 'condition': condition, 'action': action, **vals})

    @classmethod
    def quotation(cls, total):
        """A quotation of the salesperson over an amount."""
        return cls.order((cls.goods, 1, total), confirm=False, user_id=cls.seller.id)

    def hold_of(self, order):
        """The order's hold as the next page would show it."""
        order.invalidate_recordset(['ar_hold_id', 'ar_hold_state', 'ar_guard_message'])
        return order.ar_hold_id

    def assertPassed(self, order):
        self.assertEqual(set(order.mapped('state')), {'sale'})
        self.assertNotIn('open', self.hold_of(order).mapped('state'))

    def assertHeld(self, order):
        self.assertIn(order.state, ('draft', 'sent'))
        self.assertEqual(self.hold_of(order).state, 'open')

    @classmethod
    def look_again(cls):
        """What the scheduled action does soon after money, a limit or a cover has come."""
        cls.env['ar.credit.hold'].sudo().search([('state', '=', 'open')])._reevaluate()
