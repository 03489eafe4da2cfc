from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .interest_common import InterestCommon


@tagged('post_install', '-at_install')
class TestInterest(InterestCommon):
    """What the night adds up."""

    def test_night_after_night(self):
        invoice = self.invoice(self.partner, 1000, -40, -30)
        self.accrue(-31)
        self.assertFalse(self.charges(invoice), "not due yet")
        for day, amount in ((-29, 1.0), (-20, 10.0), (0, 30.0)):
            self.accrue(day)
            self.assertRecordValues(self.charges(invoice), [{
                'state': 'memo', 'amount': amount, 'amount_due': amount, 'kind': 'interest',
                'days': 30 + day, 'mode': 'accrue', 'policy_id': self.policy.id}])
        before = self.charges(invoice).read()
        self.accrue()
        self.assertEqual(self.charges(invoice).read(), before, "a second run changes nothing")

    def test_jump_and_walk_agree(self):
        walked = self.invoice(self.partner, 733.33, -60, -45)
        for day in range(-45, 0):
            self.accrue(day)
        jumped = self.invoice(self.partner, 733.33, -60, -45)
        self.accrue(0)
        one, other = self.charges(walked), self.charges(jumped)
        self.assertEqual(one.amount, other.amount)
        self.assertEqual(one.basis, other.basis)

    def test_payments_and_credit_notes(self):
        """A part paid later bears interest until then, one credited never bore any; what is paid
        in full keeps its memo."""
        invoice = self.invoice(self.partner, 1000, -40, -30)
        self.pay_on(invoice, 400, -20)
        self.accrue()
        self.assertEqual(self.charges(invoice).amount, 10 + 12)
        self.pay_on(invoice, 600, -10)
        self.accrue()
        charge = self.charges(invoice)
        self.assertRecordValues(charge, [{
            'amount': 10 + 6, 'is_settled': True, 'date_to': self.day(-10), 'state': 'memo'}])
        self.assertEqual([span['days'] for span in charge.basis], [10, 10])
        self.assertIn("10 days", charge.explanation)
        other = self.invoice(self.partner, 1000, -40, -30)
        note = self.credit_note(self.partner, 250, -1)
        (other + note).line_ids.filtered(
            lambda line: line.account_type == 'asset_receivable').reconcile()
        self.accrue()
        self.assertEqual(self.charges(other).amount, 22.5, "750 for 30 days")

    def test_reversed_and_backdated_payments(self):
        invoice = self.invoice(self.partner, 1000, -40, -30)
        payment = self.pay_on(invoice, 1000, -20)
        self.accrue()
        self.assertFalse(self.charges(invoice), "no memo was there when it was paid")
        payment.move_id.line_ids.remove_move_reconcile()
        self.accrue()
        self.assertEqual(self.charges(invoice).amount, 30.0)
        self.pay_on(invoice, 1000, -25)
        self.accrue()
        self.assertEqual(self.charges(invoice).amount, 5.0, "it came earlier than it was booked")

    def test_instalments_and_currencies(self):
        term = self.term((30, 10), (70, 20))
        euro = self.other_currency()
        invoice = self.invoice(self.partner, 1000, -30, term=term, currency=euro)
        self.accrue()
        self.assertEqual(self.charges(invoice).mapped('amount'), [300 * .02, 700 * .01])
        self.assertEqual(self.charges(invoice).currency_id, euro)

    def test_what_bears_nothing(self):
        self.policy.grace_days = 5
        paid = self.invoice(self.partner, 1000, -40, -30)
        aside = self.invoice(self.partner, 1000, -40, -30)
        early = self.invoice(self.partner, 1000, -40, -3)
        aside.no_followup = True
        credit = self.credit_note(self.partner, 500, -30)
        self.pay_on(paid, 1000, -26)
        self.accrue()
        self.assertFalse(self.charges(paid, aside, early, credit))

    def test_contract_before_law(self):
        """The penalty agreed counts, else the law of the customer's country, by its table."""
        self.policy.basis = 'agreed'
        germany = self.customer("Holz GmbH", country_id=self.env.ref('base.de').id)
        chinese = self.customer("华东木业", country_id=self.env.ref('base.cn').id)
        law = self.env.ref('ar_optimization.legal_eu_business')
        law.rate_ids.unlink()
        law.rate_ids = [
            Command.create({'date_from': day, 'rate': rate, 'source': "Test"})
            for day, rate in (('2026-01-01', 2.0), ('2026-06-11', 4.0))]
        self.assertEqual((law.reference_rate, law.reference_date), (4.0, self.day('2026-06-11')))
        german = self.invoice(germany, 7300, -40, -30)
        home = self.invoice(chinese, 1000, -40, -30)
        nowhere = self.invoice(self.partner, 1000, -40, -30)
        agreed = self.invoice(germany, 1000, -40, -30)
        contract = self.env['ar.contract'].create({
            'account_id': self.account_of(germany).id, 'date_from': self.day(-90),
            'penalty_rate': 1.5, 'penalty_period': 'month', 'needs_signature': False})
        self.env.cr.execute(
            "UPDATE account_move SET ar_contract_version_id = %s WHERE id = %s",
            (contract.version_id.id, agreed.id))
        self.env.invalidate_all()
        self.accrue()
        # 10 days at 10 % and 20 days at 12 % of 7,300: 20.00 + 48.00
        self.assertEqual(self.charges(german).amount, 68.0)
        self.assertEqual(self.charges(home).amount, 15.0, "0.05 % a day: decree 802")
        self.assertEqual(self.charges(agreed).amount, 14.79, "18 % a year, 30 days")
        self.assertRecordValues(self.charges(nowhere), [{'amount': 0.0, 'unknown_days': 30}])
        self.policy.basis = 'agreed_only'
        self.accrue()
        self.assertFalse(self.charges(german, home, nowhere))
        self.assertTrue(self.charges(agreed))

    def test_a_rate_that_nobody_has_looked_up_says_so(self):
        """Shipped so: the euro's of 2026, and no other."""
        rates = self.env['ar.interest.rate'].search([('is_verified', '=', False)])
        self.assertEqual(
            set(rates.law_id.get_external_id().values()),
            {'ar_optimization.legal_eu_business', 'ar_optimization.legal_eu_public'})
        self.assertEqual({rate.date_from.year for rate in rates}, {2026})
        self.policy.write({'basis': 'law', 'mode': 'post', 'minimum': 0})
        german = self.customer(country_id=self.env.ref('base.de').id)
        law = self.env.ref('ar_optimization.legal_eu_business')
        law.rate_ids = [Command.clear(), Command.create(
            {'date_from': self.day(-60), 'rate': 2, 'is_verified': False})]
        invoice = self.invoice(german, 1000, -70, -40)
        self.accrue()
        charge = self.charges(invoice, kind='interest')
        self.assertEqual((charge.unverified_days, charge.unknown_days), (40, 0))
        self.assertIn("(not verified)", charge.explanation)
        self.assertFalse(charge._claimable(self.company), "no night invoices it")
        law.rate_ids.is_verified = True
        self.accrue()
        self.assertEqual(charge.unverified_days, 0)
        self.assertNotIn("verified", charge.explanation)
        self.assertIn(charge, charge._claimable(self.company))

    def test_the_rate_of_a_law_is_that_of_today(self):
        """Entered on the law, it is a line of the table; the law shows the one of today."""
        law = self.env.ref('ar_optimization.legal_cn_business')
        law.write({'reference_rate': 2.8, 'reference_date': self.day(-5)})
        self.assertEqual(law.rate_ids.sorted('date_from')[-1:].rate, 2.8)
        law.rate_ids = [Command.create({'date_from': self.day(5), 'rate': 9})]
        self.assertEqual(law.reference_rate, 2.8, "the new one counts later")

    def test_first_policy_that_fits(self):
        """Consumers apart; a customer's own policy before all others."""
        threat = self.interest_policy(
            name="Consumers", debtor='consumer', mode='threat', sequence=1)
        none = self.interest_policy(name="Nothing", mode='none', sequence=99)
        person = self.customer("Ada Lovelace", is_company=False)
        friend = self.customer("Old Friend")
        self.account_of(friend).interest_policy_id = none
        hers, ours, free = (
            self.invoice(partner, 1000, -40, -30) for partner in (person, self.partner, friend))
        self.accrue()
        self.assertRecordValues(self.charges(hers, ours), [
            {'policy_id': threat.id, 'mode': 'threat'},
            {'policy_id': self.policy.id, 'mode': 'accrue'}])
        self.assertFalse(self.charges(free))
        self.account_of(person).interest_debtor = 'business'
        self.accrue()
        self.assertEqual(self.charges(hers).policy_id, self.policy)

    def test_fixed_sum_once(self):
        self.policy.fee = 40
        invoice = self.invoice(self.partner, 1000, -40, -30)
        for day in (-29, -10, 0):
            self.accrue(day)
        fee = self.charges(invoice, kind='fee').sudo()
        self.assertRecordValues(fee, [{'amount': 40.0, 'state': 'memo'}])
        fee._let_go(reason="First time")
        self.accrue(1)
        self.assertEqual(self.charges(invoice, kind='fee'), fee, "let go is let go")

    def test_while_dunning_is_paused(self):
        invoice = self.invoice(self.partner, 1000, -40, -30)
        account = self.account_of()
        self.accrue(-21)
        account.write({
            'dunning_pause_until': self.day(-11), 'dunning_pause_reason': "Flood in the warehouse"})
        for day in range(-20, 1):
            self.accrue(day)
        self.assertRecordValues(account.interest_stop_ids, [{
            'origin': 'paused', 'date_from': self.day(-20), 'date_to': self.day(-11)}])
        self.assertEqual(self.charges(invoice).days, 20)
        account.interest_stop_ids = [Command.create({
            'date_from': self.day(-4), 'reason': "Agreed with the director"})]
        self.accrue()
        self.assertEqual(self.charges(invoice).days, 15)

    def test_queries_do_not_grow(self):
        partners = self.customers(30)
        for partner in partners[:1]:
            self.invoice(partner, 100, -40, -30)
        self.accrue(-1)
        with self.subTest("one"):
            one = self._queries()
        for partner in partners:
            self.invoice(partner, 100, -40, -30)
        self.env['ar.credit.account']._ensure_accounts(self.company)
        self.assertLessEqual(self._queries(), one)
        self.assertEqual(len(self.charges(mode='accrue')), 31)

    def _queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env['ar.interest.charge']._accrue(self.company, self.today)
        return self.env.cr.sql_log_count - before

    def test_positions(self):
        invoice = self.invoice(self.partner, 1000, -40, -30)
        self.policy.mode = 'post'
        night = self.env['ar.credit.account']._nightly_interest
        for position, states in (('off', []), ('observe', ['memo']), ('on', ['posted'])):
            self.company.ar_position_dunning = position
            self.env['ar.credit.account']._ensure_accounts(self.company)
            night(self.company, self.today)
            night(self.company, self.today + timedelta(days=1))
            self.assertEqual(self.charges(invoice).mapped('state'), states)
