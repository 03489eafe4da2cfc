from odoo import Command
from odoo.tests import tagged

from .online_common import SaleOnlineCommon


@tagged('post_install', '-at_install')
class TestSaleOnline(SaleOnlineCommon):
    """A customer who signs or pays is never refused: the order waits, with signature and money."""

    # === SIGNATURE === #

    def test_signed_within_the_limit(self):
        order = self.quotation(900)
        order.require_payment = False
        self.assertTrue(self.signed(order)['force_refresh'])
        self.assertPassed(order)
        self.assertFalse(self.notice(order))

    def test_signed_over_the_limit(self):
        order = self.quotation(2_000)
        order.write({'require_payment': False, 'state': 'sent'})
        self.assertTrue(self.signed(order)['force_refresh'])
        self.assertHeld(order)
        self.assertTrue(order.signature)
        self.assertEqual(order.signed_by, "Wood")
        self.assertEqual(self.hold_of(order).activity_ids.user_id, self.manager)
        self.assertIn("Your order is being reviewed.", self.notice(order))
        self.assertNotIn("limit", self.notice(order))
        self.hold_of(order).with_user(self.manager)._release("Known for years")
        self.assertPassed(order)
        self.assertFalse(self.notice(order))

    def test_the_salesperson_is_told(self):
        order = self.quotation(2_000)
        order.require_payment = False
        self.signed(order)
        hold = self.hold_of(order)
        self.assertEqual(hold.requester_id, self.seller)
        told = order.message_ids.filtered(lambda m: "Held by credit control" in (m.body or ''))
        self.assertEqual(told.notified_partner_ids, self.seller.partner_id)
        hold.with_user(self.manager)._release("Known for years")
        told = order.message_ids.filtered(lambda m: "Released by credit" in (m.body or ''))
        self.assertEqual(told.notified_partner_ids, self.seller.partner_id)

    def test_the_leader_is_told_of_an_order_without_salesperson(self):
        team = self.env['crm.team'].create({'name': "Shop", 'user_id': self.seller.id})
        order = self.quotation(2_000)
        order.write({'user_id': False, 'team_id': team.id, 'require_payment': False})
        self.signed(order)
        self.assertEqual(self.hold_of(order).requester_id, self.seller)

    def test_rejected_as_the_customer_reads_it(self):
        order = self.quotation(2_000)
        order.require_payment = False
        self.signed(order)
        self.hold_of(order).with_user(self.manager)._reject("Never again")
        notice = self.notice(order)
        self.assertIn("We cannot carry out this order as it stands.", notice)
        self.assertIn(self.seller.name, notice)
        self.assertNotIn("Never again", notice)

    def test_a_part_to_be_paid_as_the_customer_reads_it(self):
        order = self.quotation(2_000)
        order.write({'require_payment': False, 'state': 'sent'})
        self.signed(order)
        self.hold_of(order).with_user(self.manager)._release("When something comes", advance=30)
        notice = self.notice(order)
        self.assertIn("as soon as we receive a payment in advance", notice)
        self.assertIn("600.00", notice)
        page = self.url_open(order.get_portal_url(query_string='&payment_amount=600')).text
        self.assertIn("Pay Now", page)
        self.online(order, 600)
        self.assertPassed(order)

    def test_declined_by_the_customer(self):
        order = self.quotation(2_000)
        order.require_payment = False
        self.signed(order)
        hold = self.hold_of(order)
        order.sudo()._action_cancel()
        self.assertFalse(self.notice(order))
        self.look_again()
        self.assertEqual(hold.state, 'cancelled')

    # === PAYMENT === #

    def test_paid_in_full(self):
        self.account.status = 'blocked'
        order = self.quotation(2_000)
        self.online(order, 2_000)
        self.assertPassed(order)
        self.assertEqual(self.parts(), {'order': 2_000, 'receivable': -2_000})

    def test_one_percent_does_not_open_the_door(self):
        order = self.quotation(2_000)
        order.write({'require_payment': True, 'prepayment_percent': 0.01})
        payment = self.online(order, 20)
        self.assertHeld(order)
        self.assertEqual(payment.payment_id.move_id.state, 'posted')
        self.assertEqual(self.parts(), {'receivable': -20})  # the money is kept
        self.assertEqual(order.state, 'sent')  # and no cart that somebody has left
        self.assertIn("Your order is being reviewed.", self.notice(order))
        self.assertEqual(self.hold_of(order).numbers['prepaid'], 20)
        self.online(order, 1_980)
        self.assertPassed(order)

    def test_as_much_as_the_limit_leaves(self):
        order = self.quotation(2_000)
        order.write({'require_payment': True, 'prepayment_percent': 0.5})
        self.online(order, 1_000)
        self.assertPassed(order)
        self.assertEqual(self.parts(), {'order': 2_000, 'receivable': -1_000})

    def test_authorized_is_no_money(self):
        self.account.credit_mode = 'prepay'
        order = self.quotation(500)
        order.write({'require_payment': True, 'prepayment_percent': 1})
        self.provider.write({'support_manual_capture': 'full_only', 'capture_manually': True})
        payment = self.online(order, 500, 'authorized')
        self.assertHeld(order)
        payment._set_done()
        payment._post_process()
        self.assertPassed(order)

    def test_pending_is_no_money(self):
        self.account.credit_mode = 'prepay'
        order = self.quotation(500)
        self.online(order, 500, 'pending')
        self.assertEqual(order._ar_money_received(), (0, 0))

    def test_money_given_back_is_no_money(self):
        order = self.quotation(500)
        payment = self.online(order, 500)
        self.provider.support_refund = 'partial'
        refund = payment._create_child_transaction(200, is_refund=True)
        refund._set_done()
        self.assertEqual(order._ar_money_received()[0], 300)

    def test_captured_in_parts(self):
        order = self.quotation(500)
        self.provider.write({'support_manual_capture': 'partial', 'capture_manually': True})
        payment = self.online(order, 500, 'authorized')
        part = payment._create_child_transaction(200)
        part._set_done()
        self.assertEqual(order._ar_money_received()[0], 200)

    def test_paid_in_another_currency(self):
        euro = self.other_currency()
        self.account.credit_mode = 'prepay'
        order = self.order((self.goods, 1, 500), currency=euro, confirm=False)
        self.online(order, 499.99)
        self.assertHeld(order)
        self.online(order, 0.01)
        self.assertPassed(order)

    def test_released_for_the_rest(self):
        order = self.quotation(3_000)
        order.write({'require_payment': True, 'prepayment_percent': 0.1})
        self.online(order, 300)
        self.hold_of(order).with_user(self.manager)._release("The rest is agreed")
        self.assertPassed(order)

    def test_a_shop_order_of_nothing(self):
        self.account.status = 'blocked'
        order = self.quotation(0)
        order._validate_order()
        self.assertPassed(order)

    def test_an_order_of_a_web_shop(self):
        if 'website_id' not in self.env['sale.order']._fields:
            self.skipTest("runs where a web shop is installed")
        website = self.env['website'].search([], limit=1)
        website.write({'salesperson_id': self.seller.id, 'company_id': self.company.id})
        order = self.quotation(2_000)
        order.write({'website_id': website.id, 'user_id': False, 'team_id': False})
        order.write({'require_payment': True, 'prepayment_percent': 0.01})
        self.online(order.with_user(self.env.ref('base.public_user')).sudo(), 20)
        self.assertHeld(order)
        self.assertFalse(order.is_abandoned_cart)
        self.assertEqual(self.hold_of(order).requester_id, self.seller)
        free = self.quotation(0)
        free.website_id = website
        free._validate_order()
        self.assertPassed(free)

    def test_a_link_for_the_rest(self):
        order = self.quotation(2_000)
        order.write({'require_payment': True, 'prepayment_percent': 0.01})
        self.online(order, 20)
        wizard = self.env['payment.link.wizard'].with_context(
            **order.action_ar_payment_link()['context']).create({})
        self.assertEqual(wizard.amount, 980)  # with it, the rest fits into the limit

    def test_a_real_provider(self):
        provider = self.env['payment.provider'].search([('code', '=', 'demo')], limit=1)
        if not provider:
            self.skipTest("runs where a demo provider is installed")
        provider.write({'state': 'test', 'company_id': self.company.id})
        self.provider = provider
        order = self.quotation(2_000)
        order.write({'require_payment': True, 'prepayment_percent': 0.01})
        for amount, state in ((20, 'sent'), (1_980, 'sale')):
            payment = self.env['payment.transaction'].sudo().create({
                'provider_id': provider.id, 'operation': 'online_direct',
                'payment_method_id': provider.payment_method_ids[:1].id,
                'amount': amount, 'currency_id': order.currency_id.id,
                'partner_id': self.partner.id, 'sale_order_ids': [Command.set(order.ids)],
                'reference': f"demo-{amount}"})
            payment._process('demo', {
                'reference': payment.reference, 'simulated_state': 'done'})
            payment._post_process()
            self.assertEqual((payment.state, order.state), ('done', state))
            self.assertTrue(payment.payment_id)
