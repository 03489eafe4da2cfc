from odoo import Command
from odoo.tests import tagged

from .contract_common import ContractCommon


@tagged('post_install', '-at_install')
class TestContractExecution(ContractCommon):
    """Invoices that differ from their contract. Today is 30 June 2026."""

    def test_what_is_as_agreed_is_not_listed(self):
        contract = self.contract(settlement_day=25, max_discount=10)
        self.posted('2026-06-01')
        self.draft('2026-06-01', term=self.term((100, 90)))
        self.assertEqual((contract.invoice_count, contract.deviation_count), (2, 0))

    def test_what_differs_and_why(self):
        contract = self.contract(settlement_day=25, max_discount=10)
        euro = self.other_currency()
        cases = {
            'other_term': self.posted('2026-06-01', term=self.term((100, 90))),
            'other_currency': self.posted('2026-06-02', currency_id=euro.id),
            'other_discount': self.posted('2026-06-03', invoice_line_ids=[Command.create({
                'name': "Goods", 'price_unit': 100, 'discount': 12})]),
        }
        for name, move in cases.items():
            [row] = self.deviations(move)
            with self.subTest(name):
                self.assertTrue(row[name])
                self.assertTrue(row.explanation)
                self.assertEqual(row.contract_id, contract)
        [late] = self.deviations(cases['other_term'])
        self.assertEqual((late.days, late.other_due), (60, True))
        self.assertEqual(len(late.explanation.splitlines()), 2)
        self.assertEqual(contract.deviation_count, 3)
        shown = self.env['ar.contract.deviation'].with_user(
            self.role_user('collector')).search_read([], ['move_id', 'explanation'])
        self.assertEqual(len([row for row in shown if row['explanation']]), 3)
        self.assertEqual(
            self.env['ar.contract.deviation'].search(contract.action_deviations()['domain']),
            self.deviations())

    def test_made_without_the_contract(self):
        contract = self.contract()
        move = self.draft(-1)
        move.ar_contract_id = False
        move.action_post()
        [row] = self.deviations(move)
        self.assertTrue(row.without_contract)
        self.assertEqual(row.contract_id, contract)
        self.assertIn(contract.name, row.explanation)

    def test_the_version_of_the_day_was_left_out(self):
        """Whether it was changed since, and whether the contract is over by now."""
        contract = self.contract()
        first = contract.version_id
        move, later = self.draft(-20), self.draft(-5)
        (move | later).ar_contract_id = False
        (move | later).action_post()
        second = self.change(contract, -10, settlement_day=25)
        for end in (None, -1):
            if end:
                contract._end(self.day(end), "x")
            for each, version in ((move, first), (later, second)):
                [row] = self.deviations(each)
                self.assertEqual((row.without_contract, row.version_id), (True, version))
        contract.sudo().ended_on = self.day(-6)
        self.assertTrue(self.deviations(move))
        self.assertFalse(self.deviations(later), "it was over that day")

    def test_the_list_keeps_to_the_company(self):
        self.contract()
        self.posted(-1, term=self.term((100, 90)))
        stranger = self.role_user(
            'credit_manager', login='ar_stranger', companies=self.other_company())
        self.assertTrue(self.deviations())
        self.assertFalse(self.env['ar.contract.deviation'].with_user(stranger).search([]))

    def test_a_fixed_rate(self):
        euro = self.other_currency()
        contract = self.contract(
            currency_id=euro.id, currency_clause='fixed', currency_rate=7.2)
        as_agreed, rounded, other, foreign = (
            self.posted(-1, currency_id=currency.id, **({'invoice_currency_rate': rate}))
            for currency, rate in (
                (euro, 7.2), (euro, 7.2003), (euro, 6.9), (self.company.currency_id, 1)))
        self.assertFalse(self.deviations(as_agreed | rounded))
        [row] = self.deviations(other)
        self.assertEqual((row.other_rate, row.other_currency), (True, False))
        self.assertIn("At a rate of 6.9 in place of the fixed 7.2 EUR", row.explanation)
        self.assertFalse(self.deviations(foreign).other_rate, "it is in another currency")
        self.change(contract, currency_clause='invoice')
        self.assertFalse(self.deviations(self.posted(0, currency_id=euro.id)))

    def test_an_edited_payment_term_changes_nothing_that_was_agreed(self):
        contract = self.contract(payment_term_id=self.term((30, 0), (70, 30)).id)
        term, version = contract.payment_term_id, contract.version_id
        before = self.posted(-2)
        self.cr.execute("UPDATE account_move SET create_date = create_date - interval '1 day' "
                        "WHERE id = %s", [before.id])
        term.write({'line_ids': [
            Command.update(term.line_ids[0].id, {'value_amount': 10}),
            Command.update(term.line_ids[1].id, {'value_amount': 90, 'nb_days': 60})]})
        self.assertEqual(version._last_due(self.day(-2)), self.day(28))
        self.assertIn("30 % · 0 Days after invoice date; 70 % · 30", contract.term_warning)
        self.assertIn("its payment term was edited", contract.activity_ids.summary)
        self.assertEqual(len(self.events('contract.term_changed', contract)), 1)
        after = self.posted(-2)
        self.assertFalse(self.deviations(before))
        [row] = self.deviations(after)
        self.assertEqual((row.edited_term, row.date_agreed, row.days), (True, self.day(28), 30))
        self.assertEqual(len(row.explanation.splitlines()), 2)
        self.contracts.sudo()._nightly(self.company, self.today)
        self.assertEqual(self.customer_account.contract_days, 30)
        term.write({'line_ids': [
            Command.update(term.line_ids[0].id, {'value_amount': 30}),
            Command.update(term.line_ids[1].id, {'value_amount': 70, 'nb_days': 30})]})
        self.assertFalse(contract.term_warning)
        term.line_ids[0].unlink()
        self.assertTrue(contract.term_warning)
