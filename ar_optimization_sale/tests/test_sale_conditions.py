from odoo import Command
from odoo.tests import tagged

from .guard_common import SaleGuardCommon


@tagged('post_install', '-at_install')
class TestSaleConditions(SaleGuardCommon):
    """Each condition of a rule on real orders: at its bound they pass, beyond it they are held."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tier = cls.env.ref('ar_optimization.tier_b').copy({
            'code': 'T', 'max_payment_term_id': cls.term((100, 45)).id, 'prepayment_percent': 0})
        cls.account.write({'credit_limit': 1_000_000, 'tier_id': tier.id})

    # === FACTS === #

    def on_terms(self, *instalments):
        return {'payment_term_id': self.term(*instalments).id}

    def priced(self, price, discount=0.0):
        return {'order_line': [Command.create({
            'product_id': self.goods.id, 'price_unit': price, 'discount': discount,
            'tax_ids': [Command.clear()]})]}

    def pays_on_time(self, ratio):
        facts = {'on_time_ratio': ratio, 'resolved_count': 10}
        self.account._write_set({self.account.id: facts}, tuple(facts))
        self.account.invalidate_recordset(facts)
        return {}

    def reviewed(self, day):
        self.account.next_review_date = self.day(day)
        return {}

    def dunned(self, level):
        """The customer's oldest invoice has been dunned up to a level."""
        self.company.ar_position_dunning = 'on'
        item = self.env['ar.dunning.item'].sudo().search([('account_id', '=', self.account.id)])
        item.unlink()
        invoice = self.invoice(self.partner, 10)
        self.env['ar.dunning.item'].sudo().create({
            'account_id': self.account.id, 'company_id': self.company.id, 'level': level,
            'move_line_id': invoice.line_ids.filtered('date_maturity').id})
        return {}

    def overdue(self, amount, days):
        self.invoice(self.partner, amount, when=-days)
        return {}

    def status(self, status):
        self.account.status = status
        return {}

    # === TABLE === #

    def check(self, condition, bound, fine, beyond):
        """Hold two orders against a rule.

        :param fine, beyond: functions that bring about the facts, and return values of the order.
        """
        rule = self.policy(condition, bound=bound)
        order = self.quoted(fine())
        self.assertEqual(order.ar_guard_action, 'none')
        order.with_user(self.seller).action_confirm()
        self.assertPassed(order)
        values = beyond()
        held, warned = self.quoted(values), self.quoted(values)
        held.with_user(self.seller).action_confirm()
        self.assertHeld(held)
        self.assertEqual(
            [reason['condition'] for reason in self.hold_of(held).reasons], [condition])
        rule.action = 'warn'
        self.env.invalidate_all()
        self.assertEqual(warned.ar_guard_action, 'warn')
        warned.with_user(self.seller).action_confirm()
        self.assertPassed(warned)

    def quoted(self, values):
        """A quotation of the salesperson over 500, unless the values say otherwise."""
        return self.env['sale.order'].create({
            'partner_id': self.partner.id, 'user_id': self.seller.id, 'payment_term_id': False,
            **self.priced(500), **values})

    def test_number_of_instalments(self):
        self.check(
            'instalments', 2, lambda: self.on_terms((50, 0), (50, 30)),
            lambda: self.on_terms((50, 0), (25, 30), (25, 60)))

    def test_first_payment(self):
        self.check(
            'first_payment', 30, lambda: self.on_terms((30, 0), (70, 30)),
            lambda: self.on_terms((29.99, 0), (70.01, 30)))

    def test_last_payment(self):
        self.check(
            'term', 60, lambda: self.on_terms((50, 0), (50, 60)),
            lambda: self.on_terms((50, 0), (50, 61)))

    def test_longer_than_the_tier_allows(self):
        self.check(
            'term', 0, lambda: self.on_terms((100, 45)), lambda: self.on_terms((100, 46)))

    def test_limit_not_reviewed(self):
        self.check('expired', 10, lambda: self.reviewed(-10), lambda: self.reviewed(-11))

    def test_behaviour(self):
        self.check(
            'behaviour', 80, lambda: self.pays_on_time(0.80), lambda: self.pays_on_time(0.79))

    def test_dunning_level(self):
        self.check('dunning', 2, lambda: self.dunned(1), lambda: self.dunned(2))

    def test_discount(self):
        self.check(
            'discount', 10, lambda: self.priced(500, 10), lambda: self.priced(500, 10.01))

    def test_size(self):
        self.check('document', 500, lambda: self.priced(500), lambda: self.priced(500.01))

    def test_days_overdue(self):
        self.check(
            'overdue_days', 10, lambda: self.overdue(5, 10), lambda: self.overdue(5, 11))

    def test_amount_overdue(self):
        self.check(
            'overdue_amount', 50, lambda: self.overdue(50, 3), lambda: self.overdue(0.01, 3))

    def test_watch(self):
        self.check('watch', 0, dict, lambda: self.status('watch'))
