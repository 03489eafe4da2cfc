"""What is agreed or disputed about an item beats the customer's habit in the cash forecast."""
import sys
from unittest.mock import patch

from odoo import Command
from odoo.tests import freeze_time, tagged

from .promise_common import PromiseCommon


@tagged('post_install', '-at_install')
class TestCollectionForecast(PromiseCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.forecasts = cls.env['ar.forecast'].sudo()
        cls.bill = cls.invoice(cls.shop, 1000, -50, -20)
        cls.startClassPatcher(patch.dict(sys.modules, {'numpy': None}))

    def forecast(self, day=0):
        found = self.forecasts._build(self.company, self.day(day))
        return found.filtered(lambda forecast: forecast.scenario == 'expected')

    def opened(self, day=0):
        return [period['open'] for period in self.forecast(day).figures['periods'][:4]]

    def test_a_promise_moves_an_item_to_its_day(self):
        """Nobody has kept or broken a promise yet: one half comes on the day, the rest after it."""
        self.assertEqual(self.opened(), [1000.0, 0.0, 0.0, 0.0])
        self.promise(self.bill, when=10)
        self.assertEqual(self.opened(), [0.0, 1000.0, 0.0, 0.0])
        self.assertEqual(
            [term.chance for term in self.forecasts._read_terms(self.company, self.today)[
                self.receivable_lines(self.bill).id]], [0.5])

    def test_kept_promises_are_believed(self):
        other = self.invoice(self.shop, 50, -40, -30)
        with freeze_time(self.day(-12)):
            kept = self.promise(other, when=-10)
        self.bank_line(50, -11, match=other)
        self.judge(-1)
        self.assertEqual(kept.state, 'kept')
        self.promise(self.bill, when=13)
        [term] = self.forecasts._read_terms(self.company, self.today)[
            self.receivable_lines(self.bill).id]
        self.assertAlmostEqual(term.chance, (1 + 5 * (1 + 2.5) / 6) / 6)

    def test_a_promise_is_not_known_before_it_was_given(self):
        with freeze_time(self.day(-3)):
            self.promise(self.bill, when=10)
        line = self.receivable_lines(self.bill).id
        self.assertNotIn(line, self.forecasts._read_terms(self.company, self.day(-3)))
        self.assertIn(line, self.forecasts._read_terms(self.company, self.day(-2)))

    def test_a_promise_that_was_judged_tonight_is_expected_no_more(self):
        with freeze_time(self.day(-9)):
            promise = self.promise(self.bill, when=-5)
        line = self.receivable_lines(self.bill).id
        promise.sudo().write({'state': 'broken', 'judged_on': self.today})
        self.assertNotIn(line, self.forecasts._read_terms(self.company, self.today))
        self.assertIn(line, self.forecasts._read_terms(self.company, self.day(-1)))

    def test_a_dispute_holds_its_part_back(self):
        self.env['ar.dispute'].with_user(self.ann).create({
            'move_line_id': self.receivable_lines(self.bill).id, 'amount': 400,
            'reason_id': self.env.ref('ar_optimization.dispute_reason_defect').id,
            'owner_id': self.ann.id})
        forecast = self.forecast()
        self.assertEqual(forecast.held_back, 400.0)
        last = forecast.figures['periods'][12]
        self.assertGreaterEqual(last['overdue'], 400.0)
        self.assertEqual(self.opened(), [600.0, 0.0, 0.0, 0.0])
        self.assertEqual(self.opened(-3)[0], 1000.0, "not known then")

    def test_a_plan_pays_by_its_instalments(self):
        second = self.invoice(self.shop, 500, -45, -15)
        plan = self.env['ar.payment.plan'].with_user(self.ann).create({
            'account_id': self.account.id, 'first_date': self.day(10), 'count': 3,
            'interval': 'week',
            'item_ids': [Command.create({'move_line_id': line.id})
                         for line in self.receivable_lines(self.bill + second)]})
        plan.action_submit()
        plan.action_sign()
        self.assertEqual(self.opened(), [0.0, 500.0, 500.0, 500.0])
        self.bank_line(700, -1, match=self.bill)
        self.assertEqual(self.opened(), [0.0, 0.0, 300.0, 500.0], "300 of the second are missing")

    def test_by_tier(self):
        tier = self.account.sudo().tier_id = self.env['ar.credit.tier'].search([], limit=1)
        lines = self.forecast().line_ids.filtered(lambda line: line.kind == 'receivable')
        self.assertEqual(set(lines.mapped('tier')), {tier.display_name})
