"""Two salespeople who confirm two orders at once, on two real cursors."""
from uuid import uuid4

from psycopg2.errors import SerializationFailure

from odoo import Command, api
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.ar_optimization.models.credit.guard.ar_credit_lock import ArCreditLock
from odoo.addons.ar_optimization.tests.transactions import TransactionsCase


@tagged('post_install', '-at_install')
class TestSaleTransactions(TransactionsCase):
    """Two quotations of 60 against 100, whoever the 100 belong to: exactly one is confirmed."""

    LEFT = (
        'ar_credit_request', 'ar_credit_hold', 'ar_credit_policy', 'ar_feature_change',
        'sale_order_line', 'sale_order', 'ar_credit_account', 'ar_credit_group')

    def prepare(self, env):
        """A company whose guard is on, with two salespeople and two customers."""
        name = f"Sold at once {uuid4()}"
        company = env['res.company'].create({'name': name})
        self.company_id = company.id
        company.write({'ar_position_guard': 'on', 'ar_guard_newcomers': True})
        selling = env.ref('sales_team.group_sale_salesman_all_leads')
        deciding = env.ref('ar_optimization.group_credit_manager')
        *self.seller_ids, self.chief_id = env['res.users'].with_context(
            no_reset_password=True).create([{
                'name': f"{group.name} {number}", 'login': f"{name} {number}",
                'company_id': company.id, 'company_ids': [Command.set(company.ids)],
                'group_ids': [Command.set([env.ref('base.group_user').id, group.id])],
            } for number, group in enumerate((selling, selling, deciding))]).ids
        self.partner_ids = env['res.partner'].create([
            {'name': "Wood", 'is_company': True, 'customer_rank': 1},
            {'name': "Wood & Sons", 'is_company': True, 'customer_rank': 1}]).ids
        self.product_id = env['product.product'].create({
            'name': "Goods", 'type': 'service', 'company_id': company.id,
            'taxes_id': [Command.clear()]}).id
        policies = [{'name': "limit", 'condition': 'limit', 'bound': 100},
                    {'name': "new", 'condition': 'prepay', 'small_amount': 60, 'small_month': 100}]
        env['ar.credit.policy'].create([{**vals, 'company_id': company.id} for vals in policies])

    def forget(self, env):
        env['product.product'].browse(self.product_id).product_tmpl_id.unlink()
        users = env['res.users'].browse([*self.seller_ids, self.chief_id])
        partners = env['res.partner'].browse(self.partner_ids) | users.partner_id
        users.unlink()
        partners.unlink()
        env['res.company'].browse(self.company_id).active = False

    # === WHAT HAPPENS === #

    def quoted(self, *partner_ids):
        """Two quotations of 60, each of its own salesperson."""
        with self.transaction() as env:
            env = env(context={'allowed_company_ids': [self.company_id]})
            self.order_ids = env['sale.order'].create([{
                'partner_id': partner_id, 'company_id': self.company_id, 'user_id': seller_id,
                'order_line': [Command.create({
                    'product_id': self.product_id, 'product_uom_qty': 1, 'price_unit': 60,
                    'tax_ids': [Command.clear()]})],
            } for partner_id, seller_id in zip(partner_ids, self.seller_ids, strict=True)]).ids

    def limited(self, env, partner_id):
        """The account of a customer with a limit of 100."""
        account = env['ar.credit.account']._account_for(
            env['res.partner'].browse(partner_id), env['res.company'].browse(self.company_id))
        account.write({'credit_mode': 'limit', 'credit_limit': 100})
        return account

    def confirm(self, env, index):
        order = env['sale.order'].browse(self.order_ids[index])
        order.action_confirm()
        env.flush_all()
        return order.state

    def both_at_once(self):
        """Both snapshots are open before either salesperson confirms; the second one is run again
        when PostgreSQL asks for it, as Odoo does with every request.

        :return: (the states of the two orders, whether the second one was run again)
        """
        one, two = self.seller_ids
        with self.transaction(one) as first, self.registry.cursor() as slow:
            second = api.Environment(slow, two, {})
            for env in (first, second):
                env['sale.order'].browse(self.order_ids).mapped('state')
            states, again = [self.confirm(first, 0)], False
            first.cr.commit()
            try:
                states.append(self.confirm(second, 1))
                slow.commit()
            except SerializationFailure:
                slow.rollback()
                second.invalidate_all()
                states, again = [*states, self.confirm(second, 1)], True
                slow.commit()
        return states, again

    def assertOnePasses(self, exposure):
        """Exactly one is confirmed, and the other one knows of it."""
        self.assertEqual(self.both_at_once(), (['sale', 'draft'], True))
        with self.transaction() as env:
            [hold] = env['ar.credit.hold'].search([('company_id', '=', self.company_id)])
            self.assertEqual((hold.state, hold.res_id), ('open', self.order_ids[1]))
            self.assertEqual(hold.requester_id.id, self.seller_ids[1])
            self.assertEqual(hold.exposure, exposure)

    # === TESTS === #

    @mute_logger('odoo.sql_db')
    def test_two_orders_of_one_customer(self):
        wood, __ = self.partner_ids
        with self.transaction() as env:
            self.limited(env, wood)
        self.quoted(wood, wood)
        self.assertOnePasses(60)

    @mute_logger('odoo.sql_db')
    def test_two_customers_who_share_a_limit(self):
        with self.transaction() as env:
            env['ar.credit.group'].create({
                'name': "Wood", 'credit_limit': 100, 'company_id': self.company_id,
                'currency_id': env['res.company'].browse(self.company_id).currency_id.id,
                'account_ids': [Command.set([
                    self.limited(env, partner_id).id for partner_id in self.partner_ids])],
            })
        self.quoted(*self.partner_ids)
        self.assertOnePasses(60)

    @mute_logger('odoo.sql_db')
    def test_a_customer_without_account(self):
        """New customers pay in advance, but for 100 a month of small orders."""
        wood, __ = self.partner_ids
        self.quoted(wood, wood)
        with self.transaction() as env:
            self.assertFalse(env['ar.credit.account'].search([('partner_id', '=', wood)]))
        self.assertOnePasses(60)
        with self.transaction() as env:
            self.assertEqual(
                env['ar.credit.account'].search_count([('partner_id', '=', wood)]), 1)

    def test_without_the_write_both_would_pass(self):
        """What the lock is for: were it only read, this test's own bench lets both pass."""
        wood, __ = self.partner_ids
        with self.transaction() as env:
            self.limited(env, wood)
        self.quoted(wood, wood)
        taken = ArCreditLock._taken_sql
        self.patch(ArCreditLock, '_taken_sql',
                   lambda self, accounts, month, lock: taken(self, accounts, month, False))
        self.assertEqual(self.both_at_once(), (['sale', 'sale'], False))

    # === BESIDE AN APPROVAL === #

    def asked(self):
        """The second of two orders is held, and its release asked for where terms are locked.

        :return: id of the request
        """
        wood, __ = self.partner_ids
        with self.transaction() as env:
            self.limited(env, wood)
        self.quoted(wood, wood)
        for index, seller_id in enumerate(self.seller_ids):
            with self.transaction(seller_id) as env:
                self.confirm(env, index)
        with self.transaction() as env:
            env['res.company'].browse(self.company_id).ar_lock_terms = True
            [hold] = env['ar.credit.hold'].search([('company_id', '=', self.company_id)])
            hold._release("Known for years")
            [request] = env['ar.credit.request'].search([('company_id', '=', self.company_id)])
            self.assertEqual((request.state, request.res_id), ('waiting', hold.id))
            return request.id

    def reduce(self, env):
        """The salesperson makes the held order smaller, and confirms it."""
        order = env['sale.order'].browse(self.order_ids[1])
        order.order_line.price_unit = 40
        order.action_confirm()
        env.flush_all()

    def outcome(self):
        with self.transaction() as env:
            order = env['sale.order'].browse(self.order_ids[1])
            holds = env['ar.credit.hold'].search([('company_id', '=', self.company_id)])
            requests = env['ar.credit.request'].search([('company_id', '=', self.company_id)])
            return order.state, holds.mapped('state'), requests.mapped('state')

    @mute_logger('odoo.sql_db')
    def test_reduced_and_confirmed_while_the_approval_runs(self):
        request_id = self.asked()
        with self.registry.cursor() as cr:
            chief = api.Environment(cr, self.chief_id, {})
            request = chief['ar.credit.request'].browse(request_id)
            self.assertEqual(request.state, 'waiting')  # the snapshot is open
            with self.transaction(self.seller_ids[1]) as seller:
                self.reduce(seller)
            with self.assertRaises(SerializationFailure):
                request.action_approve()
            cr.rollback()
            chief.invalidate_all()
            with self.assertRaises(UserError):  # run again, as Odoo does
                request.action_approve()
            cr.rollback()
        self.assertEqual(self.outcome(), ('sale', ['cleared'], ['expired']))

    @mute_logger('odoo.sql_db')
    def test_approved_while_the_order_is_reduced_and_confirmed(self):
        request_id = self.asked()
        with self.registry.cursor() as cr:
            seller = api.Environment(cr, self.seller_ids[1], {})
            order = seller['sale.order'].browse(self.order_ids[1])
            self.assertEqual(order.state, 'draft')  # the snapshot is open
            with self.transaction(self.chief_id) as chief:
                chief['ar.credit.request'].browse(request_id).action_approve()
            with self.assertRaises(SerializationFailure):
                self.reduce(seller)
            cr.rollback()
        self.assertEqual(self.outcome(), ('sale', ['released'], ['approved']))
