from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .guard_common import SaleGuardCommon


@tagged('post_install', '-at_install')
class TestSaleGuard(SaleGuardCommon):
    """An order over the limit is held, whatever path its confirmation takes."""

    def test_within_the_limit(self):
        order = self.quotation(1_000)
        self.assertIs(order.action_confirm(), True)
        self.assertPassed(order)
        self.assertEqual(order.ar_guard_date, self.today)

    def test_the_button_says_what_happened(self):
        order = self.quotation(1_000.01)
        action = order.with_user(self.seller).action_confirm()
        self.assertHeld(order)
        self.assertEqual(action['tag'], 'display_notification')
        self.assertIn(order.name, action['params']['message'])
        hold = self.hold_of(order)
        self.assertEqual((hold.requester_id, hold.responsible_id), (self.seller, self.manager))
        self.assertEqual((hold.amount, hold.exposure, hold.credit_limit), (1_000.01, 0, 1_000))
        self.assertEqual(hold.activity_ids.user_id, self.manager)
        self.assertFalse(order.message_ids.filtered(lambda m: "1,000" in (m.body or '')))

    def test_two_orders_that_fit_alone_and_not_together(self):
        orders = self.quotation(600) | self.quotation(600)
        orders.action_confirm()
        self.assertEqual(orders.mapped('state'), ['sale', 'draft'])

    def test_delivery_policy_counts_before_delivery(self):
        self.order((self.service, 6, 100))
        order = self.quotation(500)
        order.action_confirm()
        self.assertHeld(order)

    def test_few_queries_more(self):
        """The account, its lock and its figures."""
        self.assertLessEqual(self.queries('on') - self.queries('off'), 3)

    def test_few_queries_more_where_others_have_covers(self):
        other = self.env['ar.credit.account']._account_for(self.customer("Covered"), self.company)
        self.env['ar.cover'].create({
            'name': "G1", 'kind': 'guarantee', 'account_id': other.id, 'amount': 100,
            'date_start': self.day(0), 'responsible_id': self.env.user.id}).action_activate()
        self.assertLessEqual(self.queries('on') - self.queries('off'), 3)

    def test_few_queries_more_under_a_contract(self):
        self.env['ar.approval.rule'].search([]).active = False
        self.env['ar.approval.rule'].create({
            'name': "Manager", 'type': 'contract', 'own_authority': True, 'sla_hours': 8,
            'step_ids': [Command.create({
                'group_id': self.env.ref('ar_optimization.group_credit_manager').id})]})
        contract = self.env['ar.contract'].create({
            'account_id': self.account.id, 'date_from': self.day(-100), 'credit_limit': 2_000,
            'payment_term_id': self.term((100, 30)).id, 'needs_signature': False,
            'responsible_id': self.env.user.id})
        contract.action_submit()
        self.assertEqual(self.account.contract_id, contract)
        self.assertLessEqual(self.queries('on') - self.queries('off'), 3)

    def test_few_queries_more_with_a_payment_term(self):
        self.partner.property_payment_term_id = self.term((30, 0), (70, 60))
        self.assertLessEqual(self.queries('on') - self.queries('off'), 3)

    def test_few_queries_more_under_a_shared_limit(self):
        """The limit and its members come with the lock, what they owe with the figures."""
        self.account.group_id = self.env['ar.credit.group'].create({
            'name': "Holding", 'credit_limit': 5_000, 'company_id': self.company.id})
        other = self.env['ar.credit.account']._account_for(self.customer("Member"), self.company)
        other.sudo().group_id = self.account.group_id
        self.assertLessEqual(self.queries('on') - self.queries('off'), 3)

    def test_few_queries_more_with_covers_of_its_own(self):
        """The covers, and what was reported or claimed, come with the lock; what lies under them,
        item by item, with the figures."""
        first, second = (self.own_cover(report_days=30), self.own_cover(stop_days=60, percent=90))
        self.assertLessEqual(self.queries('on') - self.queries('off'), 3)
        for __ in range(20):
            invoice = self.invoice(self.partner, 1)
        self.env['ar.cover.mark'].sudo().create({
            'kind': 'report', 'cover_id': first.id, 'done_date': self.today,
            'line_id': invoice.line_ids.filtered('date_maturity').id})
        self.assertLessEqual(self.queries('on') - self.queries('off'), 3)
        self.company.ar_cover_effect = 'limit'
        self.assertLessEqual(self.queries('on') - self.queries('off'), 3)
        second.action_end()
        self.company.ar_cover_effect = 'none'
        self.assertLessEqual(self.queries('on') - self.queries('off'), 3)

    def test_few_queries_more_with_a_cover_under_a_shared_limit(self):
        self.account.group_id = self.env['ar.credit.group'].create({
            'name': "Holding", 'credit_limit': 5_000, 'company_id': self.company.id})
        other = self.env['ar.credit.account']._account_for(self.customer("Member"), self.company)
        other.sudo().group_id = self.account.group_id
        self.own_cover()
        self.invoice(self.partner, 1)
        self.assertLessEqual(self.queries('on') - self.queries('off'), 3)

    def own_cover(self, **vals):
        cover = self.env['ar.cover'].create({
            'name': "G1", 'kind': 'guarantee', 'account_id': self.account.id, 'amount': 100,
            'date_start': self.day(0), 'responsible_id': self.env.user.id, **vals})
        cover.action_activate()
        return cover

    def queries(self, position):
        """How many queries a confirmation takes, once everything is warm."""
        self.company.ar_position_guard = position
        orders = [self.quotation(10).with_user(self.seller) for __ in range(2)]
        counts = []
        for order in orders:
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.action_confirm()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertPassed(order)
        return counts[-1]

    # === PATHS === #

    def test_state_written_by_a_call(self):
        order = self.quotation(2_000)
        order.with_user(self.seller).write({'state': 'sale'})
        self.assertHeld(order)

    def test_state_written_together_with_a_larger_quantity(self):
        order = self.quotation(500)
        order.write({
            'state': 'sale',
            'order_line': [Command.update(order.order_line.id, {'product_uom_qty': 50})]})
        self.assertHeld(order)

    def test_created_as_confirmed(self):
        orders = self.env['sale.order'].create([
            {'partner_id': self.partner.id, 'state': 'sale', 'order_line': [Command.create({
                'product_id': self.goods.id, 'product_uom_qty': 1, 'price_unit': price,
                'tax_ids': [Command.clear()]})]}
            for price in (700, 700)])
        self.assertEqual(orders.mapped('state'), ['sale', 'draft'])

    def test_imported_as_confirmed(self):
        result = self.env['sale.order'].load(
            ['partner_id/.id', 'state', 'order_line/product_id/.id', 'order_line/product_uom_qty',
             'order_line/price_unit'],
            [[str(self.partner.id), 'sale', str(self.goods.id), '3', '900']])
        self.assertFalse(result['messages'])
        self.assertHeld(self.env['sale.order'].browse(result['ids']))

    def test_a_copy_is_looked_at_anew(self):
        order = self.quotation(700)
        order.action_confirm()
        copy = order.copy()
        self.assertFalse(copy.ar_guard_date)
        copy.action_confirm()
        self.assertHeld(copy)

    def test_no_context_key_gets_round_it(self):
        order = self.quotation(2_000)
        order.with_context(ar_guard_checked=order.ids).action_confirm()
        order.with_context(ar_guard_checked=tuple(order.ids)).write({'state': 'sale'})
        order.sudo().with_context(bypass=True, tracking_disable=True).action_confirm()
        self.assertHeld(order)

    def test_nobody_says_by_hand_that_an_order_has_passed(self):
        order = self.quotation(500).with_user(self.seller)
        with self.assertRaises(AccessError):
            order.ar_guard_date = self.today
        with self.assertRaises(AccessError):
            order.create({'partner_id': self.partner.id, 'ar_guard_date': self.today})

    def test_cancelled_and_taken_up_again(self):
        order = self.quotation(700)
        order.action_confirm()
        order._action_cancel()
        self.invoice(self.partner, 600)
        order.action_draft()
        order.action_confirm()
        self.assertHeld(order)
        order.state = 'cancel'
        order.write({'state': 'sale'})
        self.assertEqual(order.state, 'cancel')

    def test_another_company_and_currency(self):
        other = self.other_company()
        other.ar_position_guard = 'on'
        account = self.accounts._account_for(self.partner, other)
        account.write({'credit_mode': 'limit', 'credit_limit': 100})
        euro = self.other_currency()
        euro.rate_ids.copy({'company_id': other.id})
        goods = self.article("Goods There", company_id=other.id)
        fits = self.order((goods, 1, 50), company=other, currency=euro)  # 100 USD there
        order = self.order((goods, 1, 0.01), company=other, currency=euro, confirm=False)
        order.with_context(allowed_company_ids=(self.company | other).ids).action_confirm()
        self.assertEqual((fits.state, order.state), ('sale', 'draft'))
        self.assertEqual(self.hold_of(order).company_id, other)

    def test_a_currency_without_rate(self):
        currency = self.env['res.currency'].create({'name': 'XYZ', 'symbol': "x"})
        order = self.order((self.goods, 1, 1), currency=currency)
        self.assertHeld(order)

    # === WHAT PASSES === #

    def test_a_negative_order_passes(self):
        self.account.status = 'blocked'
        order = self.order((self.goods, -1, 100))
        self.assertPassed(order)

    def test_an_order_without_amount_passes(self):
        self.account.status = 'blocked'
        self.assertPassed(self.order((self.goods, 1, 0)))

    def test_off_and_observe_let_pass(self):
        self.company.ar_position_guard = 'off'
        orders = self.order((self.goods, 1, 5_000))
        self.company.ar_position_guard = 'observe'
        orders |= (order := self.order((self.goods, 1, 5_000)))
        self.assertPassed(orders)
        self.assertEqual(orders.mapped('ar_guard_date'), [False, False])
        event = self.env['ar.event'].search([('kind', '=', 'observed.guard')])
        self.assertEqual((event.res_model, event.res_id), ('sale.order', order.id))

    def test_orders_of_two_companies_at_once(self):
        """Only what a guard let pass says since when."""
        other = self.other_company()
        other.ar_position_guard = 'observe'
        there = self.order(
            (self.article("Goods There", company_id=other.id), 1, 50), company=other, confirm=False)
        here = self.quotation(10)
        (here | there).with_context(
            allowed_company_ids=(self.company | other).ids).action_confirm()
        self.assertPassed(here | there)
        self.assertEqual((here.ar_guard_date, there.ar_guard_date), (self.today, False))

    def test_paid_in_advance_by_bank(self):
        self.account.credit_mode = 'prepay'
        order = self.quotation(500)
        order.action_confirm()
        self.assertHeld(order)
        self.payment(self.partner, 500)
        self.look_again()
        self.assertPassed(order)

    def test_a_down_payment_before_the_confirmation(self):
        order = self.quotation(1_300)
        down_payment = self.down_payment(order, 300)
        self.assertEqual(order._ar_money_received(), (0, 0))
        order.action_confirm()
        self.assertHeld(order)  # the down payment is owed, too
        self.pay(down_payment)
        self.assertEqual(order._ar_money_received(), (300, 0))
        order.action_confirm()
        self.assertPassed(order)
        self.assertEqual(self.parts(), {'order': 1_300, 'down_payment': -300})

    def test_a_down_payment_that_was_credited_is_no_money(self):
        order = self.quotation(500)
        down_payment = self.down_payment(order, 300)
        self.refund(down_payment)
        self.assertEqual((down_payment.amount_residual, order._ar_money_received()), (0, (0, 0)))

    # === DECISIONS === #

    def test_released_and_confirmed(self):
        order = self.quotation(2_000)
        order.with_user(self.seller).action_confirm()
        self.hold_of(order).with_user(self.manager)._release("Known for years")
        self.assertPassed(order)
        self.assertEqual(self.hold_of(order).state, 'released')
        self.assertIn(self.seller.partner_id, order.message_ids.notified_partner_ids)

    def test_a_release_covers_a_trifle_more(self):
        order = self.quotation(2_000)
        order.action_confirm()
        self.hold_of(order).with_user(self.manager)._release("Known for years", percent=5)
        order.order_line.price_unit = 2_100
        self.assertEqual(self.hold_of(order).state, 'released')
        order.order_line.price_unit = 2_101
        self.assertEqual(self.hold_of(order).state, 'open')

    def test_a_release_ends(self):
        order = self.quotation(2_000)
        order.action_confirm()
        self.company.ar_position_guard = 'off'
        hold = self.hold_of(order)
        hold.with_user(self.manager)._release("For today", until=self.today)
        hold.sudo().release_until = self.today - timedelta(days=1)
        order._action_cancel()
        order.action_draft()
        self.company.ar_position_guard = 'on'
        order.action_confirm()
        self.assertHeld(order)

    def test_rejected(self):
        order = self.quotation(2_000)
        order.action_confirm()
        self.hold_of(order).with_user(self.manager)._reject("No")
        order.action_confirm()
        self.assertEqual((order.state, self.hold_of(order).state), ('draft', 'rejected'))

    def test_reduced_and_confirmed(self):
        order = self.quotation(2_000)
        order.action_confirm()
        hold = self.hold_of(order)
        order.order_line.price_unit = 1_000
        order.action_confirm()
        self.assertPassed(order)
        self.assertEqual(hold.state, 'cleared')

    def test_a_higher_limit_frees_it(self):
        order = self.quotation(2_000)
        order.action_confirm()
        self.account.credit_limit = 2_000
        self.look_again()
        self.assertPassed(order)

    def test_whose_order_it_is_does_not_release_it(self):
        order = self.quotation(2_000)
        order.user_id = self.manager
        order.with_user(self.seller).action_confirm()
        hold = self.hold_of(order)
        self.assertEqual(hold.requester_id, self.seller)
        with self.assertRaises(AccessError):
            hold.with_user(self.manager)._release("Mine")
        order.user_id = self.seller
        hold.with_user(self.manager)._release("Not mine")
        self.assertEqual(hold.state, 'released')

    # === WHAT PEOPLE SEE === #

    def test_banner_on_the_quotation(self):
        order = self.quotation(900)
        self.assertEqual(order.ar_guard_action, 'none')
        order.order_line.price_unit = 1_300
        self.assertEqual(order.ar_guard_action, 'hold')
        message = order.ar_guard_message.replace("\xa0", "")
        self.assertIn("Wood Corner is $300.00 over its credit limit of $1,000.00", message)
        self.assertIn("the customer pays $300.00", message)
        self.assertIn("this order is reduced to $1,000.00", message)
        self.assertFalse(order.partner_credit_warning)

    def test_banner_while_typing(self):
        with Form(self.quotation(900)) as form:
            self.assertFalse(form.ar_guard_message)
            with form.order_line.edit(0) as line:
                line.price_unit = 1_300
            self.assertEqual(form.ar_guard_action, 'hold')

    def test_a_salesperson_of_somebody_else_sees_no_figures(self):
        stranger = self.salesperson("stranger")
        order = self.quotation(2_000)
        self.assertNotRegex(order.with_user(stranger).ar_guard_message, r'\d')
        self.assertIn("limit", order.with_user(self.seller).ar_guard_message)

    def test_advice_while_the_guard_is_not_on(self):
        self.company.write({'ar_position_guard': 'observe', 'ar_position_limits': 'on'})
        order = self.quotation(2_000)
        self.assertIn("over its credit limit", order.partner_credit_warning)
        self.assertFalse(order.ar_guard_message)

    def test_payment_link_asks_for_what_frees_it(self):
        order = self.quotation(1_300)
        values = order._get_default_payment_link_values()
        self.assertEqual(values['amount'], 300)

    def test_a_salesperson_asks_for_the_limit_that_frees_it(self):
        order = self.quotation(1_300)
        order.action_confirm()
        action = order.with_user(self.seller).action_ar_ask_limit()
        requests = self.env['ar.credit.request'].with_user(self.seller)
        with Form(requests.with_context(**action['context'])) as form:
            form.reason = "A good customer"
        request = form.record
        self.assertEqual(
            (request.type, request.new_limit, request.partner_id), ('limit', 1_300, self.partner))

    def test_orders_on_hold_are_found(self):
        held, fine = self.quotation(2_000), self.quotation(10)
        (held | fine).action_confirm()
        found = self.env['sale.order'].search([('ar_hold_state', '=', 'open')])
        self.assertEqual(found, held)
