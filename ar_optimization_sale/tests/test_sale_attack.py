from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .guard_common import SaleGuardCommon


@tagged('post_install', '-at_install')
class TestSaleAttack(SaleGuardCommon):
    """What a salesperson may try over RPC to get an order past credit control."""

    def setUp(self):
        super().setUp()
        self.uid = self.seller.id

    @classmethod
    def order(cls, *lines, **vals):
        # the rest is done by the salesperson
        return super().order(*lines, **vals).with_user(cls.seller)

    def hold_of(self, order):
        return super().hold_of(order.sudo())

    def grown(self, order):
        """Whether somebody has noticed that a confirmed order has grown."""
        return (self.hold_of(order).state, self.hold_of(order).moment) == ('open', 'change')

    def line_values(self, price=600, **vals):
        return {'product_id': self.goods.id, 'price_unit': price,
                'tax_ids': [Command.clear()], **vals}

    # === GROWTH === #

    def test_a_line_whose_order_is_in_the_context(self):
        order = self.order((self.goods, 1, 500))
        lines = self.env['sale.order.line'].with_context(default_order_id=order.id)
        lines.create(self.line_values())
        self.assertTrue(self.grown(order))

    def test_a_line_whose_order_is_the_users_default(self):
        order = self.order((self.goods, 1, 500))
        self.env['ir.default'].set('sale.order.line', 'order_id', order.id, user_id=True)
        self.env['sale.order.line'].create(self.line_values())
        self.assertTrue(self.grown(order))

    def test_a_line_moved_from_a_quotation(self):
        order, quotation = self.order((self.goods, 1, 500)), self.quotation(600)
        quotation.order_line.order_id = order
        self.assertTrue(self.grown(order))

    def test_a_line_linked_from_a_quotation(self):
        order, quotation = self.order((self.goods, 1, 500)), self.quotation(600)
        order.order_line = [Command.link(quotation.order_line.id)]
        self.assertTrue(self.grown(order))

    def test_a_dearer_currency(self):
        euro = self.other_currency()  # 1 EUR = 2 USD
        order = self.order((self.goods, 1, 600))
        order.currency_id = euro
        self.assertEqual(order.amount_total, 600)
        self.assertTrue(self.grown(order))

    def test_a_cheaper_currency(self):
        order = self.order((self.goods, 1, 400), currency=self.other_currency())
        order.currency_id = self.company.currency_id
        self.assertFalse(self.hold_of(order))

    def test_a_currency_without_rate(self):
        order = self.order((self.goods, 1, 600))
        order.currency_id = self.env['res.currency'].sudo().create({'name': 'XYZ', 'symbol': "x"})
        self.assertTrue(self.grown(order))

    def test_a_day_with_another_rate(self):
        euro = self.other_currency()
        order = self.order((self.goods, 1, 500), currency=euro)
        self.assertEqual(self.parts(), {'order': 1_000})
        day = self.day(-40)
        euro.sudo().rate_ids.create({
            'currency_id': euro.id, 'company_id': self.company.id, 'name': day, 'rate': 0.25})
        order.date_order = day
        self.assertTrue(self.grown(order))

    def test_a_higher_discount(self):
        self.policy('discount', bound=10)
        order = self.order((self.goods, 1, 500, {'discount': 10}))
        order.order_line.discount = 10.5
        self.assertTrue(self.grown(order))

    def test_longer_terms(self):
        self.policy('term', bound=30)
        order = self.order((self.goods, 1, 500), payment_term_id=self.term((100, 30)).id)
        order.payment_term_id = self.term((100, 31)).sudo(False)
        self.assertTrue(self.grown(order))

    def test_confirmed_in_a_company_that_looks_at_nothing(self):
        other = self.other_company()
        self.seller.sudo().company_ids += other
        order = self.order((self.goods, 1, 5_000), company=other)
        self.assertEqual(order.state, 'sale')
        order = order.with_context(allowed_company_ids=(self.company | other).ids)
        values = {'company_id': self.company.id}
        if 'warehouse_id' in order._fields:
            values['warehouse_id'] = self.env['stock.warehouse'].sudo().search(
                [('company_id', '=', self.company.id)], limit=1).id
        order.write(values)
        self.assertTrue(self.grown(order))

    def test_somebody_else_pays_for_who_is_blocked(self):
        payer = self.customer("Payer")
        order = self.quotation(500)
        order.partner_invoice_id = payer
        self.account.sudo().credit_limit = 1
        order.action_confirm()
        self.assertPassed(order)  # the debt is the payer's
        self.account.sudo().status = 'blocked'
        other = self.quotation(500)
        other.partner_invoice_id = payer
        other.action_confirm()
        self.assertHeld(other)
        self.assertEqual(self.hold_of(other).partner_id, self.partner)
        self.hold_of(other).with_user(self.manager)._release("The payer is good")
        self.assertPassed(other)

    # === CONFIRMED AT ONCE === #

    def test_confirmed_by_the_context(self):
        orders = self.env['sale.order'].with_context(default_state='sale')
        order = orders.create({
            'partner_id': self.partner.id, 'order_line': [Command.create(self.line_values(5_000))]})
        self.assertHeld(order)

    def test_confirmed_by_the_users_default(self):
        self.env['ir.default'].set('sale.order', 'state', 'sale', user_id=True)
        order = self.env['sale.order'].create({
            'partner_id': self.partner.id, 'order_line': [Command.create(self.line_values(5_000))]})
        self.assertHeld(order)

    def test_the_day_it_passed(self):
        order = self.quotation(500)
        with self.assertRaises(AccessError):
            order.ar_guard_date = self.today
        orders = self.env['sale.order'].with_context(default_ar_guard_date=self.today)
        with self.assertRaises(AccessError):
            orders.create({'partner_id': self.partner.id, 'ar_guard_date': self.today})
        self.assertFalse(orders.create({'partner_id': self.partner.id}).ar_guard_date)

    def test_grace_does_not_outlive_a_cancellation(self):
        order = self.order((self.goods, 1, 500))
        self.assertTrue(order.ar_guard_date)
        order._action_cancel()
        self.assertFalse(order.ar_guard_date)
        order.action_draft()
        self.policy('overdue_days', bound=1, grace_days=30)
        self.invoice(self.partner, 100, -60, -50)
        order.action_confirm()
        self.assertHeld(order)

    # === FIGURES BY HAND === #

    def test_figures_that_follow_from_others(self):
        order = self.order((self.goods, 1, 500))
        for name, value in (
            ('amount_total', 1), ('amount_untaxed', 1), ('currency_rate', 1_000),
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                order.write({name: value})
        for name, value in (
            ('price_total', 0), ('price_subtotal', 0), ('price_tax', -500), ('qty_invoiced', 1),
            ('invoice_status', 'invoiced'), ('state', 'draft'), ('is_downpayment', True),
            ('company_id', self.company.id), ('currency_id', self.company.currency_id.id),
            ('invoice_lines', [Command.clear()]),
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                order.order_line.write({name: value})
        self.assertEqual(self.parts(), {'order': 500})

    def vat(self):
        return self.env['account.tax'].sudo().create({'name': "20 %", 'amount': 20})

    def worth_nothing(self, tax, quantity=1):
        """What says that a line of a quantity at 600 has no total."""
        return {
            'currency_id': self.company.currency_id.id, 'price_unit': 600, 'discount': 0,
            'quantity': quantity, 'rate': 1, 'manual_total_excluded_currency': 0,
            'manual_tax_amounts': {str(tax.id): {
                'tax_amount_currency': 0, 'base_amount_currency': 0}}}

    def test_a_total_given_as_extra_tax_data(self):
        tax = self.vat()
        values = self.line_values(600, tax_ids=[Command.set(tax.ids)])
        data = self.worth_nothing(tax)
        for order in (self.quotation(100), self.order((self.goods, 1, 100))):
            with self.subTest(order.state), self.assertRaises(AccessError):
                order.order_line = [Command.create({**values, 'extra_tax_data': data})]
            order.order_line = [Command.create(values)]
            line = order.order_line[-1]
            with self.subTest(order.state), self.assertRaises(AccessError):
                line.extra_tax_data = data
            line.extra_tax_data = self.worth_nothing(tax, 100)  # is not what is ordered
            self.assertEqual(line.price_total, 720)
            with self.subTest(order.state), self.assertRaises(AccessError):
                line.write({'product_uom_qty': 100, 'price_unit': 600})
                self.env.flush_all()

    def test_what_odoo_gives_as_extra_tax_data(self):
        product = self.company.sudo().sale_discount_product_id = self.article("Discount")
        vat = [Command.set(self.vat().ids)]
        order = self.order(
            *((self.goods, 1, price, {'tax_ids': vat}) for price in (33.33, 66.67, 99.99)),
            confirm=False)
        self.env['sale.order.discount'].with_user(self.seller).create({
            'sale_order_id': order.id, 'discount_type': 'so_discount', 'discount_percentage': 0.033,
        }).action_apply_discount()
        taken_off = order.order_line.filtered(lambda line: line.product_id == product)
        self.assertTrue(taken_off.extra_tax_data)
        copy = order.copy()
        self.assertEqual(copy.amount_total, order.amount_total)
        order.action_confirm()
        self.assertPassed(order)
        self.company.ar_guard_invoices = True  # nor does a line of an invoice take more off
        wizard = self.env['sale.advance.payment.inv'].with_user(self.seller).create({
            'sale_order_ids': [Command.set(order.ids)],
            'advance_payment_method': 'percentage', 'amount': 33})
        self.assertEqual(wizard._create_invoices(order).move_type, 'out_invoice')
        paid = order.order_line.filtered('is_downpayment')
        self.assertTrue(any(paid.mapped('extra_tax_data')))
        self.assertTrue(any(self.bill(order, post=False).line_ids.mapped('extra_tax_data')))

    def test_figures_of_a_new_line(self):
        order = self.order((self.goods, 1, 400))
        order.order_line = [Command.create(self.line_values(
            500, invoice_status='invoiced', price_total=0, qty_invoiced=1, state='draft'))]
        self.assertEqual(self.parts(), {'order': 900})

    def test_goods_are_no_down_payment(self):
        order = self.order((self.goods, 1, 400))
        with self.assertRaises(ValidationError):
            order.order_line = [Command.create(self.line_values(500, is_downpayment=True))]
        with self.assertRaises(ValidationError):
            order.order_line.with_context(default_is_downpayment=True).create(
                self.line_values(500, order_id=order.id))

    def test_invoices_of_others_bill_nothing_here(self):
        billed = self.order((self.goods, 1, 400))
        self.bill(billed.sudo())
        order = self.order((self.goods, 1, 400))
        ids = billed.sudo().order_line.invoice_lines.ids
        values = self.line_values(100, order_id=order.id)
        with self.assertRaises(AccessError):
            order.order_line.create({**values, 'invoice_lines': [Command.set(ids)]})
        order.order_line.with_context(default_invoice_lines=ids).create(values)
        self.assertEqual(self.parts(), {'order': 500, 'receivable': 400})

    def test_money_of_others_pays_nothing_here(self):
        accountant = self.seller
        accountant.sudo().group_ids += self.env.ref('account.group_account_invoice')
        order = self.quotation(500)
        with self.assertRaises(AccessError):
            order.with_user(accountant).transaction_ids = [Command.clear()]
        self.assertFalse(order._ar_money_received()[0])

    # === EXEMPTION === #

    def samples(self):
        """A team whose orders pass unseen, with one member."""
        member = self.salesperson("sampler")
        return self.env['crm.team'].sudo().create({
            'name': "Samples", 'ar_guard_exempt': True, 'user_id': False,
            'member_ids': [Command.set(member.ids)]}).sudo(False), member

    def test_a_team_without_credit_control(self):
        team, member = self.samples()
        order = self.quotation(5_000).with_user(member)
        order.team_id = team
        order.action_confirm()
        self.assertPassed(order)
        self.assertEqual(self.parts(), {'order': 5_000})  # it is owed all the same

    def test_a_team_that_is_not_ones_own(self):
        team, member = self.samples()
        order = self.quotation(5_000)
        with self.assertRaises(ValidationError):
            order.team_id = team
        with self.assertRaises(ValidationError):
            order.write({'user_id': member.id, 'team_id': team.id})
        orders = order.with_context(default_team_id=team.id)
        with self.assertRaises(ValidationError):
            orders.create({'partner_id': self.partner.id})

    def test_the_salesperson_brings_no_exempt_team(self):
        __, member = self.samples()
        order = self.quotation(5_000)
        with self.assertRaises(ValidationError):
            order.user_id = member

    def test_who_exempts_teams(self):
        team = self.env['crm.team'].sudo().create({'name': "Mine"}).sudo(False)
        boss = self.salesperson("boss")
        boss.sudo().group_ids += self.env.ref('sales_team.group_sale_manager')
        with self.assertRaises(AccessError):
            team.with_user(boss).ar_guard_exempt = True
        with self.assertRaises(AccessError):
            team.with_user(boss).create({'name': "Other", 'ar_guard_exempt': True})
        self.manager.sudo().group_ids += self.env.ref('sales_team.group_sale_manager')
        team.with_user(self.manager).ar_guard_exempt = True
        event = self.env['ar.event'].sudo().search([('kind', '=', 'rules.changed')], limit=1)
        self.assertEqual((event.res_model, event.res_id), ('crm.team', team.id))
        event.with_user(self.manager)._undo()
        self.assertFalse(team.sudo().ar_guard_exempt)

    # === HEADROOM === #

    def test_an_order_that_takes_back_makes_no_room(self):
        self.order((self.goods, -10, 100))
        self.assertEqual(self.parts(), {})
        self.order((self.goods, 1, 1), (self.goods, -10, 100))
        self.order((self.goods, 1, 0), (self.service, 1, -999))
        self.assertEqual(self.parts(), {})
        order = self.quotation(1_001)
        order.action_confirm()
        self.assertHeld(order)

    def test_two_members_of_a_shared_limit_in_one_call(self):
        other = self.customer("Sister")
        account = self.accounts.sudo()._account_for(other, self.company)
        account.write({'credit_mode': 'limit', 'credit_limit': 1_000})
        group = self.env['ar.credit.group'].sudo().create({
            'name': "Family", 'credit_limit': 1_000, 'company_id': self.company.id,
            'currency_id': self.company.currency_id.id})
        (self.account | account).sudo().group_id = group
        orders = self.quotation(600) | self.order(
            (self.goods, 1, 600), partner=other, confirm=False)
        orders.action_confirm()
        self.assertEqual(sorted(orders.mapped('state')), ['draft', 'sale'])
