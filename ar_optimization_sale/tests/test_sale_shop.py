from unittest import SkipTest

from odoo.tests import HttpCase, new_test_user, tagged

from .guard_common import SaleGuardCommon


@tagged('post_install', '-at_install')
class TestSaleShop(HttpCase, SaleGuardCommon):
    """The checkout of a web shop, through its own pages: what a customer's browser would ask for.
    Runs where the shop and a provider to try it with are installed."""
    freeze = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        installed = set(cls.env['ir.module.module'].search([
            ('name', 'in', ('website_sale', 'payment_demo')), ('state', '=', 'installed')]
        ).mapped('name'))
        if len(installed) < 2:
            raise SkipTest("runs where a web shop and a demo provider are installed")
        cls.website = cls.env['website'].search([], limit=1)
        cls.website.write({'salesperson_id': cls.seller.id, 'company_id': cls.company.id})
        cls.provider = cls.env['payment.provider'].search([('code', '=', 'demo')], limit=1)
        cls.provider.write({
            'state': 'test', 'is_published': True, 'company_id': cls.company.id,
            'website_id': False})
        cls.provider.journal_id = cls.bank_journal
        cls.partner.write({
            'street': "Rue 1", 'city': "Namur", 'zip': "5000", 'email': 'wood@example.com',
            'phone': '081 00 00 00', 'country_id': cls.env.ref('base.be').id, 'vat': False})
        cls.buyer = new_test_user(
            cls.env, 'ar_shopper', groups='base.group_portal', company_id=cls.company.id,
            partner_id=cls.partner.id)

    def check_out(self, price):
        """Put goods of a price into the cart, and go as far as the page where one pays.

        :return: the order.
        """
        self.goods.write({'list_price': price, 'website_published': True})
        self.authenticate('ar_shopper', 'ar_shopper')
        self.make_jsonrpc_request('/shop/cart/add', {
            'product_template_id': self.goods.product_tmpl_id.id, 'product_id': self.goods.id,
            'quantity': 1})
        order = self.env['sale.order'].search([
            ('partner_id', '=', self.partner.id), ('website_id', '=', self.website.id)],
            order='id DESC', limit=1)
        self.assertEqual((order.amount_total, order.state), (price, 'draft'))
        self.assertEqual(self.url_open('/shop/checkout').status_code, 200)
        self.assertIn('/shop/payment', self.url_open('/shop/payment').url)
        return order

    def pay(self, order):
        """Pay with the demo provider."""
        values = self.make_jsonrpc_request(f'/shop/payment/transaction/{order.id}', {
            'access_token': order._portal_ensure_token(), 'provider_id': self.provider.id,
            'payment_method_id': self.provider.payment_method_ids[:1].id, 'token_id': None,
            'amount': order.amount_total, 'flow': 'direct', 'tokenization_requested': False,
            'landing_route': '/shop/payment/validate'})
        self.make_jsonrpc_request('/payment/demo/simulate_payment', {
            'reference': values['reference'], 'payment_details': '1234', 'simulated_state': 'done'})
        self.make_jsonrpc_request('/payment/status/poll', {})
        self.env.invalidate_all()

    def finish(self):
        """The last page of the checkout, as text."""
        page = self.url_open('/shop/payment/validate')
        self.assertIn('/shop/confirmation', page.url)
        self.assertEqual(page.status_code, 200)
        self.env.invalidate_all()
        return page.text

    def test_paid_in_full(self):
        """Who is blocked may buy what he pays at once."""
        self.account.status = 'blocked'
        order = self.check_out(2_000)
        self.pay(order)
        self.finish()
        self.assertPassed(order)

    def test_authorised_only(self):
        """An authorisation is no money: the order waits, the customer sees a friendly page, and
        goes on by itself when the money is captured."""
        self.provider.capture_manually = True
        order = self.check_out(2_000)
        self.pay(order)
        self.assertEqual(order.transaction_ids.state, 'authorized')
        self.assertIn(order.name, self.finish())
        self.assertHeld(order)
        self.assertEqual(self.hold_of(order).requester_id, self.seller)
        page = self.url_open(order.get_portal_url()).text
        self.assertIn("Your order is being reviewed.", page)
        order.transaction_ids._set_done()
        order.transaction_ids._post_process()
        self.look_again()
        self.assertPassed(order)

    def test_an_order_that_costs_nothing(self):
        self.account.status = 'blocked'
        order = self.check_out(0)
        self.finish()
        self.assertPassed(order)
