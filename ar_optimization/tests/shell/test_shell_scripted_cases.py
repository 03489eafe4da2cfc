"""A hundred open items of each real ledger, carried through to the end that a script gives them:
promises, disputes, plans, agencies, law and losses, three weeks with their nights, everybody doing
what is theirs to do. Then the books are asked. Where the ledgers are: `test_shell_real_ledgers`.
"""
from collections import defaultdict
from datetime import date, timedelta
from unittest import SkipTest

from odoo.tests import freeze_time, tagged

from ..common import ARCommon
from .casebook import Casework
from .test_shell_real_ledgers import find_data

LATER = timedelta(days=60)  # nobody has paid since: all of it is asked for


class ScriptedCases(Casework):
    """The same script for each ledger. Mixed into a test class that names the file."""

    allow_inherited_tests_method = True  # else Odoo's runner passes over a class without its own
    file = None

    @classmethod
    def setUpClass(cls):
        path = find_data(cls.file)
        if not path:
            raise SkipTest(f"{cls.file} is not here")
        cls.today = cls.known + LATER
        super().setUpClass()
        cls.set_up_people()
        cls.take_ledger(path)
        cls.opening = cls.gl_balance()
        for days, step in (
                (0, cls.begin), (5, cls.first_money), (12, cls.second_money),
                (20, cls.last_money)):
            with freeze_time(f'{cls.day(days)} 12:00'):
                step()
                cls.night(cls.day(days))

    # === THEN THE BOOKS ARE ASKED === #

    def scripted(self, share, *names):
        """{currency: amount} of a share of cases, as the script has it."""
        totals = defaultdict(float)
        for case in self.of(*(names or ('',))):
            totals[case.item.currency_id] += case.part(getattr(case.end, share))
        return {currency: currency.round(total) for currency, total in totals.items() if total}

    def booked(self, domain, account=None):
        """{currency: what stands on the receivable account} of some posted journal items."""
        groups = self.env['account.move.line']._read_group([
            ('company_id', '=', self.company.id), ('parent_state', '=', 'posted'),
            ('account_id', '=', (account or self.receivable).id), *domain,
        ], ['currency_id'], ['amount_currency:sum'])
        return {currency: currency.round(total) for currency, total in groups
                if not currency.is_zero(total)}

    def test_every_case_ends_as_scripted(self):
        self.assertEqual(len(self.cases), 100)
        for case in self.cases:
            with self.subTest(case=case.name, item=case.item.move_id.ref):
                self.assertEqual(case.record.state, case.end.state)
                self.assertEqual(case.item.amount_residual_currency, case.open)

    def test_the_ledger_is_what_the_script_leaves_open(self):
        proof = self.env['ar.tie.out']._compare(self.company, self.day(20), thorough=True)
        self.assertTrue(proof['tied'], proof['lines'][:3])
        items = self.env['ar.open.item'].search([('company_id', '=', self.company.id)])
        self.assertAlmostEqual(
            sum(items.mapped('amount_residual')), self.gl_balance(when=20), 2)
        mine = {case.item.id for case in self.cases}
        left = self.added(*(
            {item.currency_id: item.amount_residual_currency}
            for item in items.filtered(lambda item: item.line_id.id in mine)))
        self.assertEqual(left, self.left_open(''))
        self.assertEqual(
            sum(items.mapped('collectable_amount')), sum(items.mapped('amount_residual')))
        self.assertFalse(items.filtered(lambda item: item.promise_date or item.plan_id))

    def test_what_was_open_was_paid_credited_written_off_or_is_open(self):
        own = self.company.currency_id
        sources = {
            'paid': [('move_id.statement_line_id', '!=', False)],
            'plain': [('move_id.origin_payment_id', '!=', False)],
            'credited': [('move_type', '=', 'out_refund')],
            'loss': [('move_id.ar_write_off_id', '!=', False)],
            'exchange': [('journal_id', '=', self.company.currency_exchange_journal_id.id)],
        }
        total = self.opening
        for domain in sources.values():
            total += sum(self.env['account.move.line'].search([
                ('company_id', '=', self.company.id), ('parent_state', '=', 'posted'),
                ('account_id', '=', self.receivable.id), *domain]).mapped('balance'))
        self.assertEqual(own.round(total), self.gl_balance(when=20))
        self.assertEqual(
            self.negative(self.booked(sources['credited'])), self.scripted('credited'))
        plain = self.scripted('paid', 'promise_plain')
        late = self.scripted('recovered')
        self.assertEqual(self.negative(self.booked(sources['plain'])), self.added(plain, late))
        self.assertEqual(
            self.added(self.negative(self.booked(sources['paid'])), plain),
            self.scripted('paid'))
        self.assertEqual(self.booked([], self.losses), self.scripted('written'))
        self.assertEqual(self.negative(self.booked([], self.regained)), late)

    def negative(self, totals):
        return {currency: -total for currency, total in totals.items()}

    def added(self, *many):
        """The sum of some {currency: amount}."""
        totals = defaultdict(float)
        for each in many:
            for currency, total in each.items():
                totals[currency] = currency.round(totals[currency] + total)
        return {currency: total for currency, total in totals.items() if total}

    def test_what_was_promised_was_kept_or_broken(self):
        kept, missed = defaultdict(float), defaultdict(float)
        for case in self.of('promise'):
            promise, currency = case.record, case.item.currency_id
            self.assertEqual(promise.amount, case.amount)
            kept[currency] += promise.kept_amount
            missed[currency] += promise.amount - promise.kept_amount
            self.assertEqual(promise.evidence, {
                'bank': 'bank', 'partly': 'bank', 'plain': 'unconfirmed',
            }.get(case.name.removeprefix('promise_'), False))
        self.assertEqual(self.added(kept), self.scripted('paid', 'promise'))
        self.assertEqual(self.added(missed), self.added(
            self.scripted('credited', 'promise'), self.left_open('promise')))

    def left_open(self, *names):
        """{currency: amount} that the script leaves open."""
        return self.added(*({case.item.currency_id: case.open} for case in self.of(*names)))

    def test_the_agency_gets_its_percent_and_no_more(self):
        fees = defaultdict(float)
        for case in self.of('agency'):
            days = (self.today - case.item.date_maturity).days
            fee = case.item.currency_id.round(
                case.part(case.end.paid) * (0.25 if days >= 90 else 0.15))
            self.assertEqual(sum(case.record.receipt_ids.mapped('fee')), fee)
            fees[case.item.currency_id] += fee
        cases = [case.record for case in self.of('agency')]
        self.assertAlmostEqual(
            self.agency.net_amount, sum(
                sum(case.receipt_ids.mapped('amount_company'))
                - sum(case.receipt_ids.mapped('fee_company')) for case in cases), 2)
        with freeze_time(self.day(21)):
            self.agency.action_bill_fees()
            self.agency.action_bill_fees()
        bills = self.env['account.move'].search([
            ('partner_id', '=', self.agency.partner_id.id), ('move_type', '=', 'in_invoice')])
        self.assertEqual(
            {bill.currency_id: bill.amount_untaxed for bill in bills},
            {currency: currency.round(fee) for currency, fee in fees.items()})

    def test_losses_of_each_customer(self):
        expected = defaultdict(float)
        for case in self.cases:
            lost = case.part(case.end.written) - case.part(case.end.recovered)
            rate = self.rates.get(case.item.currency_id.name, 1)
            expected[case.item.partner_id] += lost / rate
        for account in self.statuses:
            self.assertAlmostEqual(
                account.written_off_amount, expected[account.partner_id], delta=0.02)

    def test_every_customer_is_ours_again(self):
        self.assertEqual(
            {account: account.status for account in self.statuses}, self.statuses)

    def test_the_log_tells_every_case_and_stands(self):
        for case in self.cases:
            events = self.env['ar.event'].search([
                ('res_model', '=', case.record._name), ('res_id', '=', case.record.id),
                ('kind', '!=', 'dispute.changed')], order='id')
            self.assertEqual(tuple(events.mapped('kind')), case.end.events, case.name)
        for case in self.of('plan_anew'):
            self.assertEqual(case.record.parent_id.state, 'cancelled')
        self.env['ar.event.seal'].sudo()._seal_all()
        [proof] = self.env['ar.event'].verify([self.company.id])
        self.assertTrue(proof['valid'], proof['problem'])
        self.assertEqual(proof['waiting'], 0)


@tagged('post_install', '-at_install')
class TestCasesOfLatePayments(ScriptedCases, ARCommon):
    """A hundred small items of one supplier, of nearly as many customers."""
    file, known = 'ibm.csv', date(2013, 6, 2)


@tagged('post_install', '-at_install')
class TestCasesOfConsumerGoods(ScriptedCases, ARCommon):
    """Large and small items in two currencies, some customers with many of them."""
    file, known = 'hr_s0.csv', date(2019, 10, 7)
    rates = {'CAD': 1.32}
