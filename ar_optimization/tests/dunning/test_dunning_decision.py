import random
from datetime import timedelta

from odoo.tests import freeze_time, tagged

from ...tools import dunning
from .common import DunningCommon


@tagged('post_install', '-at_install')
class TestDunningDecision(DunningCommon):
    """The statement of a run decides as `tools.dunning.decide` does, customer by customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.eur = cls.other_currency()
        cls.strict = cls.make_procedure(
            {'name': "First", 'days': 1, 'minimum_ids': [
                (0, 0, {'currency_id': cls.eur.id, 'amount': 40}),
                (0, 0, {'currency_id': cls.company.currency_id.id, 'amount': 60})]},
            {'name': "Second", 'days': 12, 'gap_days': 4},
            {'name': "Third", 'days': 25, 'gap_days': 9, 'final_notice': True},
            grace_days=6, credit_percent=60, holdout_percent=50, holdout_cap=250)
        cls.random = random.Random(7)

    def ledger(self, count):
        """Customers with a few items each, some with credits, some of the strict procedure."""
        customers = self.customers(count)
        for place, partner in enumerate(customers):
            partner.email = False if place % 11 == 0 else 'x@example.com'
            for __ in range(self.random.randint(1, 4)):
                due = self.random.randint(-45, 8)
                bill = self.invoice(
                    partner, self.random.randint(10, 120), due - 30, due,
                    currency=self.random.choice((None, self.eur)))
                bill.no_followup = self.random.random() < 0.1
            if self.random.random() < 0.5:
                self.payment(partner, self.random.randint(20, 200), -2)
            if place % 2:
                self.account_of(partner).dunning_procedure_id = self.strict
        return customers

    def procedure_of(self, procedure):
        return dunning.Procedure(
            tuple(
                dunning.Level(
                    level.sequence, level.days, level.gap_days,
                    tuple((least.currency_id, least.amount) for least in level.minimum_ids),
                    level.channel, level.final_notice)
                for level in procedure.level_ids.sorted('sequence')),
            procedure.grace_days, procedure.credit_percent / 100,
            procedure.holdout_percent / 100, procedure.holdout_cap, procedure.id)

    def customer_of(self, partner):
        account = self.account_of(partner)
        known = {item.move_line_id.id: item for item in self.items.search([])}
        return dunning.Customer(
            tuple(
                dunning.Item(
                    item.id, item.date_maturity, item.amount_residual_currency,
                    item.amount_residual, item.currency_id,
                    reached=known[item.id].level if item.id in known else None,
                    given=known[item.id].given_date if item.id in known else None,
                    blocked='no_followup' if item.no_followup else None)
                for item in self.env['ar.open.item'].search(
                    [('commercial_partner_id', '=', partner.id)], order='id')),
            account.dunning_last_date or None,
            frozenset() if partner.email else frozenset({'mail'}))

    def test_the_statement_decides_as_the_function_does(self):
        customers, levels, reasons = self.ledger(30), set(), set()
        for day in (0, 2, 5, 14, 30):
            today = self.today + timedelta(days=day)
            with freeze_time(today):
                expected = {
                    partner: dunning.decide(
                        self.customer_of(partner), self.procedure_of(
                            self.account_of(partner).dunning_procedure_id or self.procedure), today)
                    for partner in customers}
            run = self.prepare(day)
            notices = run.notice_ids.grouped('partner_id')
            skips = run.skip_ids.grouped('partner_id')
            for partner, decision in expected.items():
                notice = notices.get(partner, self.env['ar.dunning.notice'])
                self.assertEqual(notice.level if notice else None, decision.level, partner.name)
                self.assertEqual(
                    {(line.move_line_id.id, line.level if line.level_id else None, line.is_below,
                      line.skipped_reason or None) for line in notice.line_ids},
                    set(decision.lines))
                self.assertEqual(
                    {(skip.move_line_id.id, skip.reason)
                     for skip in skips.get(partner, run.skip_ids.browse())},
                    set(decision.skips))
                levels.add(decision.level)
                reasons |= {reason for __, reason in decision.skips}
            if run.notice_ids:
                self.send(run)
        self.assertEqual(levels, {None, -1, 1, 2, 3})
        self.assertLessEqual(
            {'no_followup', 'credit', 'minimum', 'no_address', 'holdout', 'grace'}, reasons)
        self.assertFalse(any(run.total_ids.mapped('difference')))

    def test_queries_do_not_grow(self):
        counts = []
        for number in (1, 25):
            for partner in self.customers(number, prefix=f"Of {number}"):
                partner.email = 'x@example.com'
                self.invoice(partner, 10, -60, -30)
            self.prepare().action_cancel()
            self.env.flush_all()
            before = self.cr.sql_log_count
            run = self.prepare()
            counts.append(self.cr.sql_log_count - before)
            run.action_cancel()
        self.assertLessEqual(counts[1], counts[0])

    def test_a_hundred_and_twenty_days(self):
        """Day by day and in jumps the same levels come out, each once, in order."""
        every, jumps = self.customers(3, prefix="Day"), self.customers(3, prefix="Jump")
        for place, (one, other) in enumerate(zip(every, jumps, strict=True)):
            for partner in (one, other):
                partner.email = 'x@example.com'
                self.invoice(partner, 100 + place, 0, 7 * place + 1)
                self.invoice(partner, 50 + place, 0, 3 * place + 20)
        paid = [self.env['account.move'].search(
            [('partner_id', '=', partner.id), ('amount_total', '=', 52)])
            for partner in (every[2], jumps[2])]
        procedure = self.make_procedure(*self.LEVELS[1:], grace_days=0)
        for partner in every | jumps:
            self.account_of(partner).dunning_procedure_id = procedure
        resting = [self.account_of(partner) for partner in jumps]
        for day in range(1, 121):
            if day == 60:
                for bill in paid:
                    self.pay(bill, day)
            rests = bool(day % 8)
            for account in resting:
                account.write({
                    'dunning_pause_until': self.day(day) if rests else False,
                    'dunning_pause_reason': "Not today" if rests else False})
            run = self.prepare(day)
            if run.notice_ids:
                self.send(run)
        told = {
            side: sorted(
                (line.notice_id.partner_id.name[-3:], line.amount_residual, line.level)
                for line in self.env['ar.dunning.notice.line'].search([
                    ('is_given', '=', True), ('notice_id.partner_id', 'in', partners.ids),
                    ('notice_id.state', '=', 'sent')]))
            for side, partners in (('every', every), ('jumps', jumps))}
        self.assertEqual(told['every'], told['jumps'])
        self.assertEqual(len(told['every']), 3 * 2 * 3 - 1)
