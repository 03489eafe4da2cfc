"""Behaviour that is kept up to date night by night is what looking at everything would give."""

import random
from datetime import timedelta

from odoo.tests import tagged

from .common import InsightCommon


@tagged('post_install', '-at_install')
class TestInsightFeaturesKept(InsightCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.customer()
        cls.acc = cls.account(cls.partner)

    def test_incremental_equals_full_equals_reference(self):
        """Two years of bookings and second thoughts, a run every few days: what is kept up to date
        night by night is what a full run gives, and what the definition gives item by item."""
        chance = random.Random(20260630)
        partners = self.customers(5)
        accounts = self.env['ar.credit.account'].union(*map(self.account, partners))
        self.euro = self.other_currency(rates=(('1900-01-01', 0.5), ('2026-01-01', 0.4)))
        self.term_half = self.term((50, 10), (50, 40))
        day = -560
        while day < 0:
            for __ in range(chance.randint(0, 3)):
                self._something_happens(chance, partners, day)
            self.nightly_features(day)
            kept = self.stored(accounts)
            self.nightly_features(day, full=True)
            self.assertEqual(kept, self.stored(accounts), f"incremental run on {self.day(day)}")
            day += chance.choice((1, 2, 7, 30))
        for account in accounts:
            self.assertMatchesReference(account, self._last_day(day))
        self.nightly_features(0)
        for account in accounts:
            self.assertMatchesReference(account, 0)

    def _last_day(self, day):
        """The random walk stops at the first day from today on: bring the accounts there."""
        self.nightly_features(day)
        return day

    def _something_happens(self, chance, partners, day):
        partner = chance.choice(partners)
        moves = self.env['account.move'].search([
            ('partner_id', '=', partner.id), ('move_type', '=', 'out_invoice'),
            ('state', '=', 'posted'),
        ])
        lines = self.receivable_lines(moves)
        unpaid = lines.filtered(lambda line: not line.reconciled)
        happening = chance.choice(self._happenings)
        happening(self, chance, partner, day, lines, unpaid)

    def _sold(self, chance, partner, day, lines, unpaid):
        kwargs = chance.choice([
            {'due': day + chance.randint(0, 60)}, {'term': self.term_half},
            {'due': day + 30, 'currency': self.euro},
        ])
        self.invoice(partner, chance.randint(1, 999), day, **kwargs)

    def _paid(self, chance, partner, day, lines, unpaid):
        if unpaid:
            self.pay(chance.choice(unpaid), day + chance.choice((0, 0, 3)))

    def _paid_half(self, chance, partner, day, lines, unpaid):
        if unpaid:
            line = chance.choice(unpaid)
            self.pay(line, day, amount=round(line.amount_residual_currency / 2, 2))

    def _credited(self, chance, partner, day, lines, unpaid):
        if unpaid:
            line = chance.choice(unpaid)
            amount = line.amount_residual_currency / chance.choice((1, 2))
            note = self.credit_note(partner, round(amount, 2), day, currency=line.currency_id)
            self.match(line, note)

    def _unreconciled(self, chance, partner, day, lines, unpaid):
        matched = lines.filtered('matched_credit_ids')
        if matched:
            chance.choice(matched).remove_move_reconcile()

    def _reset(self, chance, partner, day, lines, unpaid):
        if lines:
            move = chance.choice(lines).move_id
            move.button_draft()
            if chance.random() < 0.3:
                move.button_cancel()
            elif chance.random() < 0.8:
                move.invoice_line_ids[0].price_unit += 10
                move.action_post()

    def _payment_reset(self, chance, partner, day, lines, unpaid):
        """Odoo keeps the matching of a payment or credit note that is set back to draft."""
        matched = lines.matched_credit_ids.credit_move_id
        if matched:
            move = chance.choice(matched).move_id
            move.button_draft()
            if chance.random() < 0.3:
                move.action_post()

    def _due_moved(self, chance, partner, day, lines, unpaid):
        if unpaid:
            line = chance.choice(unpaid)
            line.date_maturity += timedelta(days=chance.randint(-5, 20))

    def _opened(self, chance, partner, day, lines, unpaid):
        self.entry(partner, chance.choice((250, -40)), day, due=day + 10)

    _happenings = [
        _sold, _sold, _sold, _paid, _paid, _paid_half, _credited, _unreconciled, _reset,
        _payment_reset, _due_moved, _opened,
    ]

    def test_every_second_thought_is_noticed(self):
        """Each time after a night in which nothing was open, so that nothing moves by itself."""
        bill = self.invoice(self.partner, 100, -60, due=-30)
        self.pay(bill, -20)
        line = self.receivable_lines(bill)
        paid = line.matched_credit_ids.credit_move_id
        note = self.credit_note(self.partner, 10, -20)
        self.assertNoticed("due date", lambda: line.write({'date_maturity': self.day(-25)}))
        self.assertNoticed("unreconciled", line.remove_move_reconcile)
        (line | paid).reconcile()
        self.assertNoticed("reset", note.button_draft)
        self.assertNoticed("posted again", note.action_post)
        self.assertNoticed("deleted", note.with_context(force_delete=True).unlink)
        sister = self.payment(self.customer("Sister"), 50, -30)
        self.match(self.invoice(self.partner, 50, -60, due=-30), sister)
        self.assertNoticed("paid by another, reset", sister.move_id.button_draft)
        self.assertNoticed("paid by another, posted again", sister.move_id.action_post)
        self.assertNoticed(
            "joined a group", lambda: self.partner.write({'parent_id': self.customer("Group").id}))

    def test_contacts_of_two_companies_merged(self):
        """Odoo hands entries over by plain SQL: both companies pay otherwise than before."""
        steel = self.customer("Steel")
        sister = self.account(steel)
        anna, ben = self.env['res.partner'].create([
            {'name': "Anna", 'parent_id': self.partner.id},
            {'name': "Ben", 'parent_id': steel.id}])
        self.pay(self.entry(anna, 100, -60, due=-30, account=self.receivable), -30)
        self.pay(self.entry(ben, 100, -60, due=-30, account=self.receivable), -20)
        self.nightly_features()
        wizard = self.env['base.partner.merge.automatic.wizard'].with_user(
            self.env.ref('base.user_admin')).create({})
        wizard._merge([anna.id, ben.id], ben)
        self.env.invalidate_all()
        self.nightly_features()
        kept = self.stored(self.acc | sister)
        self.assertEqual(sister.paid_count, 2)
        self.nightly_features(full=True)
        self.assertEqual(kept, self.stored(self.acc | sister))

    def assertNoticed(self, what, happen):
        stale = self.env['ar.credit.account']._get_stale_accounts
        self.nightly_features()
        self.assertFalse(stale(self.company, self.today), f"quiet before: {what}")
        happen()
        self.env.flush_all()
        self.assertEqual(stale(self.company, self.today), self.acc.ids, what)
