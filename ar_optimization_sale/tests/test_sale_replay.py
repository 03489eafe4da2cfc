from datetime import timedelta

from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import ARSaleCommon


@tagged('post_install', '-at_install')
class TestSaleReplay(ARSaleCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['ar.credit.policy'].search([]).active = False
        cls.account = cls.accounts._account_for(cls.partner, cls.company)
        with freeze_time(cls.today - timedelta(days=300)):
            cls.account.write({'credit_mode': 'limit', 'credit_limit': 100})

    def ordered(self, days_ago, amount, **vals):
        with freeze_time(self.today - timedelta(days=days_ago)):
            return self.order((self.goods, 1, amount), **vals)

    def billed(self, order, days_ago, due=0, price=None):
        invoice = self.bill(order, post=False)
        day = self.day(-days_ago)
        if price is not None:
            invoice.invoice_line_ids.price_unit = price
        invoice.write({
            'invoice_date': day, 'date': day, 'invoice_payment_term_id': False,
            'invoice_date_due': self.day(due)})
        invoice.action_post()
        return invoice

    def run_replay(self, *rules):
        replay = self.env['ar.replay'].create({
            'name': "Orders", 'months': 6, 'draft_limits': 'granted',
            'policy_ids': [Command.create({
                'name': condition, 'condition': condition, 'action': 'hold', 'bound': bound,
            }) for condition, bound in rules]})
        replay.sudo()._run_now()
        return replay

    def held(self, *rules):
        return self.run_replay(*rules).document_ids.filtered(
            lambda document: document.scenario == 'draft')

    def test_an_order_uses_the_limit_until_it_is_paid(self):
        first = self.ordered(60, 80)
        second = self.ordered(50, 30)
        self.pay(self.billed(first, 45), -20)
        third = self.ordered(10, 90)
        self.assertRecordValues(self.held(('limit', 100)), [
            {'res_model': 'sale.order', 'res_id': second.id, 'exposure': 80,
             'cleared_date': self.day(-20), 'document_kind': 'order'},
            {'res_model': 'sale.order', 'res_id': third.id, 'exposure': 30,
             'cleared_date': False, 'document_kind': 'order'},
        ])

    def test_an_invoice_of_an_order_is_not_decided_on_again(self):
        order = self.ordered(40, 120)
        self.billed(order, 30)
        direct = self.invoice(self.partner, 30, -20, 10)
        replay = self.run_replay(('limit', 100))
        held = replay.document_ids.filtered(lambda document: document.scenario == 'draft')
        # What is held adds nothing, whatever was invoiced of it since.
        self.assertEqual(held.mapped('res_model'), ['sale.order'])
        self.assertEqual(held.res_id, order.id)
        self.assertEqual(sum(replay.customer_ids.mapped('documents')), 2)
        self.assertNotIn(direct.id, held.mapped('res_id'))

    def test_what_became_of_an_order_is_what_its_invoice_says(self):
        late = self.ordered(100, 120)
        self.pay(self.billed(late, 90, due=-60), -30)
        [held] = self.held(('limit', 100))
        self.assertEqual((held.outcome, held.late_days, held.overdue_avoided), ('late', 30, 120))
        self.assertEqual(held.cleared_date, self.day(-30))

    def test_nothing_is_left_behind_of_what_was_invoiced(self):
        """Neither by another price on the invoice nor by another rate."""
        self.pay(self.billed(self.ordered(60, 80), 50, price=60), -45)
        euro = self.other_currency()
        order = self.ordered(40, 40, currency=euro)
        euro.sudo().rate_ids.create({
            'currency_id': euro.id, 'company_id': self.company.id, 'name': self.day(-35),
            'rate': 1})
        self.pay(self.billed(order, 30), -25)
        last = self.ordered(10, 101)
        self.assertRecordValues(self.held(('limit', 100)), [{'res_id': last.id, 'exposure': 0}])

    def test_what_is_still_to_be_invoiced_stays(self):
        with freeze_time(self.today - timedelta(days=60)):
            order = self.order((self.service, 2, 40))
        order.order_line.qty_delivered = 1
        self.pay(self.billed(order, 50), -45)
        self.ordered(10, 101)
        self.assertEqual(self.held(('limit', 100)).exposure, 40)

    def test_terms_and_discounts_are_those_of_the_order(self):
        order = self.ordered(20, 50, payment_term_id=self.term((100, 90)).id)
        with freeze_time(self.today - timedelta(days=10)):
            self.order((self.goods, 1, 10, {'discount': 30}))
        held = self.held(('term', 60), ('discount', 20))
        self.assertEqual(held.mapped('condition'), ['term', 'discount'])
        self.assertEqual(held[0].res_id, order.id)
