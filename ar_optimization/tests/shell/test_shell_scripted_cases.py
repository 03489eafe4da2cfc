"""A hundred open items of each real ledger, carried through to the end that a script gives them:
promises, disputes, plans, agencies, law and losses, three weeks with their nights, everybody doing
what is theirs to do. Then the books are asked. Where the ledgers are: `test_shell_real_ledgers`.
"""
import base64
from collections import defaultdict
from datetime import date, timedelta
from unittest import SkipTest

from odoo import Command, fields
from odoo.tests import freeze_time, tagged

from ...cli.ledger_import import company as books
from ...cli.ledger_import import importer, rows
from ..common import ARCommon
from . import casebook
from .test_shell_real_ledgers import find_data

LATER = timedelta(days=60)  # nobody has paid since: all of it is asked for


class ScriptedCases:
    """The same script for each ledger. Mixed into a test class that names the file."""

    allow_inherited_tests_method = True  # else Odoo's runner passes over a class without its own
    file = known = None
    rates = {}  # units of a currency for one US dollar

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

    # === THE LEDGER AND ITS PEOPLE === #

    @classmethod
    def set_up_people(cls):
        cls.env.user.group_ids += cls.env.ref('account.group_account_manager')
        cls.collector = cls.role_user('collector')
        cls.analyst, cls.second = (
            cls.role_user('credit_analyst', login=login) for login in ('ar_first', 'ar_second'))
        cls.manager = cls.role_user('credit_manager', login='ar_head')
        cls.losses = cls.company_data['default_account_expense'].copy({'name': "Bad debts"})
        cls.regained = cls.income.copy({'name': "Recovered", 'account_type': 'income_other'})
        cls.company.write({
            'ar_position_collection': 'on', 'ar_promise_tolerance': 0,
            'ar_promise_confirm_days': 5, 'ar_bad_debt_account_id': cls.losses.id,
            'ar_recovery_account_id': cls.regained.id})
        cls.env['ar.contact.policy'].search([]).active = False

    @classmethod
    def take_ledger(cls, path):
        """Post what was open on the day known, and deal it out."""
        found, bad = rows.read_ledger(path)
        assert not bad, bad
        cls.rows = [
            row.__class__(**{**vars(row), 'pay_date': None}) for row in found
            if row.invoice_date <= cls.known and (not row.pay_date or row.pay_date > cls.known)]
        cls.rows = sorted(cls.rows, key=lambda row: row.reference)[-150:]
        prepared = books.prepare_books(cls.company, [])
        for code, rate in cls.rates.items():
            books.set_rate(cls.company, code, rate, date(2000, 1, 1))
        outcome = importer.LedgerImporter(prepared, cls.env.flush_all).run(cls.rows)
        assert not outcome.bad, outcome.bad
        cls.env['ar.credit.account']._ensure_accounts(cls.company)
        items = cls.env['account.move.line'].search([
            ('company_id', '=', cls.company.id), ('account_type', '=', 'asset_receivable')])
        cls.cases = casebook.deal(items.sorted(lambda item: item.move_id.ref), cls.file)
        cls.statuses = {account: account.status for account in cls.account(*cls.cases)}

    @classmethod
    def of(cls, *names):
        """The cases whose end begins so, in the order of the script."""
        return [case for case in cls.cases if case.name.startswith(names)]

    @classmethod
    def account(cls, *cases):
        """The credit accounts of cases."""
        accounts = cls.env['ar.credit.account']
        return accounts.union(*(
            case.item.partner_id._ar_account(cls.company) for case in cases))

    @classmethod
    def night(cls, day):
        """What the machine does of itself until the next morning."""
        cls.env['ar.agreement.mark'].sudo()._take_all()._judge_agreements(day)
        cls.env['ar.dispute'].sudo()._cron_follow()
        cls.env['ar.credit.account'].sudo()._run_nightly(cls.company, day)
        cls.env.invalidate_all()

    # === WHAT PEOPLE DO === #

    @classmethod
    def make(cls, model, user, cases, values, **common):
        """One record for each case, made by somebody.

        :param values: what is said of a case, from the case.
        """
        cases = list(cases)
        records = cls.env[model].with_user(user).create([
            {**common, **values(case)} for case in cases])
        for case, record in zip(cases, records, strict=True):
            case.record = record.sudo()
        return records

    @classmethod
    def items_of(cls, case):
        return [Command.create({'move_line_id': case.item.id})]

    @classmethod
    def approve(cls, requests):
        """Whoever may decide does, until all is decided."""
        requests = requests.sudo()
        for user in (cls.second, cls.analyst, cls.manager):
            if mine := requests._decidable_by(user):
                mine.with_user(user).action_approve()
        assert set(requests.mapped('state')) <= {'approved'}, requests.mapped('waits_for')

    @classmethod
    def begin(cls):
        cls.make('ar.promise', cls.collector, cls.of('promise'), lambda case: {
            'account_id': cls.account(case).id, 'line_ids': cls.items_of(case)},
            date=cls.day(5))
        reason = cls.env.ref('ar_optimization.dispute_reason_defect')
        cls.make('ar.dispute', cls.collector, cls.of('dispute'), lambda case: {
            'move_line_id': case.item.id, 'amount': case.part(case.end.credited or 1)},
            reason_id=reason.id)
        plans = cls.make('ar.payment.plan', cls.collector, cls.of('plan'), lambda case: {
            'account_id': cls.account(case).id, 'item_ids': cls.items_of(case)},
            count=2, interval='week', first_date=cls.day(5), grace_days=2)
        cls.agree(plans)
        cls.hand_over()
        cls.make('ar.legal.case', cls.analyst, cls.of('law'), lambda case: {
            'account_id': cls.account(case).id,
            'move_line_ids': [Command.set(case.item.ids)]}).action_begin()
        cls.lose(cls.of('loss'))

    @classmethod
    def agree(cls, plans):
        plans.action_submit()
        cls.approve(plans.request_id)
        plans.action_sign()

    @classmethod
    def hand_over(cls):
        paper = base64.b64encode(b"paper")
        cls.agency = cls.env['ar.agency'].create({
            'partner_id': cls.env['res.partner'].create({
                'name': "Swift Recovery", 'is_company': True}).id,
            'currency_id': cls.company.currency_id.id, 'licence_number': "L-1",
            'licence_from': cls.day(-400), 'licence_file': paper,
            'mandate_from': cls.day(-300), 'mandate_file': paper,
            'fee_ids': [Command.create({'percent': 15}),
                        Command.create({'days_from': 90, 'percent': 25})]})
        placed = cls.make('ar.placement', cls.analyst, cls.of('agency'), lambda case: {
            'account_id': cls.account(case).id, 'line_ids': cls.items_of(case)},
            agency_id=cls.agency.id, reason="All levels sent")
        placed.action_submit()
        cls.approve(placed.request_id)

    @classmethod
    def lose(cls, cases):
        """Write items off, as asked by one and approved by others."""
        losses = cls.env['ar.write.off'].with_user(cls.analyst).create([
            {'account_id': cls.account(case).id, 'line_ids': cls.items_of(case),
             'cause': 'untraceable', 'reason': "Nobody there"} for case in cases])
        losses.action_submit()
        cls.approve(losses.request_id)
        for case, loss in zip(cases, losses, strict=True):
            case.record = case.record or loss.sudo()
        return losses

    # === MONEY AND CREDIT NOTES === #

    @classmethod
    def bank(cls, *parts):
        """The bank tells what came in today: (case, amount), matched with its item."""
        bank, today = cls.bank_journal, fields.Date.context_today(cls.bank_journal)
        lines = cls.env['account.bank.statement.line'].create([
            {'journal_id': bank.id, 'date': today, 'partner_id': case.item.partner_id.id,
             'payment_ref': case.item.move_id.ref, **cls.in_bank_currency(case, amount)}
            for case, amount in parts])
        waiting = lines.move_id.line_ids.filtered(
            lambda line: line.account_id == bank.suspense_account_id)
        waiting.account_id = cls.receivable
        cls.env['account.move.line']._reconcile_plan([
            case.item | line.move_id.line_ids & waiting
            for (case, __), line in zip(parts, lines, strict=True)])

    @classmethod
    def in_bank_currency(cls, case, amount):
        own, currency = cls.company.currency_id, case.item.currency_id
        if currency == own:
            return {'amount': amount}
        return {'foreign_currency_id': currency.id, 'amount_currency': amount,
                'amount': currency._convert(amount, own, cls.company, cls.today)}

    @classmethod
    def paid_plainly(cls, *cases):
        """Payments entered by the accountant, for all that is open: no bank line yet."""
        for case in cases:
            case.payment = cls.pay(case.item, 5)

    @classmethod
    def credit_disputes(cls, cases):
        """The customer is right: validated, and the credit note made and posted."""
        disputes = cls.env['ar.dispute'].union(*(case.record for case in cases))
        disputes.with_user(cls.analyst).action_validate()
        for dispute in disputes.sudo(False).with_user(cls.env.user):
            dispute.action_credit_note()
        disputes.credit_move_id.action_post()

    # === THE THREE WEEKS === #

    @classmethod
    def first_money(cls):
        cls.bank(
            *((case, case.amount) for case in cls.of('promise_bank', 'dispute_settled')),
            *((case, case.part(case.end.paid)) for case in cls.of(
                'promise_partly', 'dispute_partly', 'agency_recalled')),
            *((case, case.part(0.4)) for case in cls.of('agency_paid')),
            *((case, case.part(0.5)) for case in cls.of('plan')))
        cls.paid_plainly(*cls.of('promise_plain', 'promise_returned'))
        for case in cls.of('promise_settled'):
            cls.match(case.item, cls.credit_note(
                case.item.partner_id, case.amount, 5, currency=case.item.currency_id))
        cls.credit_disputes(cls.of('dispute_credited'))
        for case in cls.of('dispute_rejected'):
            case.record.with_user(cls.collector).finding = "The receipt is signed"
            case.record.with_user(cls.collector).action_reject()
        for case in cls.of('law'):
            case.record.with_user(cls.analyst).write({
                'court': "District Court", 'case_number': case.item.move_id.ref,
                'lawyer_id': cls.agency.partner_id.id,
                'cost_ids': [Command.create({'name': "Fee", 'amount': 120.5})]})
            case.record.with_user(cls.analyst).action_file()

    @classmethod
    def second_money(cls):
        cls.bank(
            *((case, case.amount) for case in cls.of('dispute_rejected', 'law_won')),
            *((case, case.item.amount_residual_currency) for case in cls.of(
                'plan_kept', 'agency_paid')))
        cls.credit_disputes(cls.of('dispute_partly'))
        for case in cls.of('plan_anew'):
            action = case.record.with_user(cls.collector).action_reschedule()
            case.record = cls.env['ar.payment.plan'].browse(action['res_id'])
            case.record.with_user(cls.collector).first_date = cls.day(20)
            cls.agree(case.record.with_user(cls.collector))
        for case in cls.of('law'):
            case.record.with_user(cls.analyst).outcome = case.name.removeprefix('law_')
            case.record.with_user(cls.analyst).action_close()
        cls.written_off = cls.lose(cls.of('law_lost'))
        for case in cls.of('agency_recalled'):
            case.record.with_user(cls.analyst).action_recall()

    @classmethod
    def last_money(cls):
        cls.bank(*((case, case.item.amount_residual_currency) for case in cls.of('plan_anew')))
        for case in cls.of('promise_returned'):
            case.payment.action_draft()
            case.payment.action_cancel()
        for case in cls.of('loss_recovered'):
            late = cls.payment(
                case.item.partner_id, case.part(case.end.recovered), 20,
                currency=case.item.currency_id)
            action = case.record.with_user(cls.analyst).action_recover()
            cls.env[action['res_model']].with_user(cls.analyst).create({
                'write_off_id': case.record.id,
                'credit_id': cls.receivable_lines(late).id}).action_apply()
        for case in cls.of('loss_reversed'):
            case.record.with_user(cls.manager).action_reverse()

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
        left, expected = defaultdict(float), defaultdict(float)
        for item in items.filtered(lambda item: item.line_id.id in mine):
            left[item.currency_id] += item.amount_residual_currency
        for case in self.cases:
            expected[case.item.currency_id] += case.open
        self.assertEqual(
            {currency: currency.round(total) for currency, total in left.items()},
            {currency: currency.round(total) for currency, total in expected.items()})
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
        totals = defaultdict(float)
        for each in many:
            for currency, total in each.items():
                totals[currency] = currency.round(totals[currency] + total)
        return dict(totals)

    def test_what_was_promised_was_kept_or_broken(self):
        promises = [case.record for case in self.of('promise')]
        for promise in promises:
            broken = promise.amount - promise.kept_amount
            self.assertEqual(
                (promise.state == 'kept', bool(promise.evidence)),
                (not broken, bool(promise.kept_amount)))
        totals = defaultdict(float)
        for case in self.of('promise'):
            totals['promised', case.item.currency_id] += case.record.amount
            totals['kept', case.item.currency_id] += case.record.kept_amount
        for kind, share in (('promised', None), ('kept', 'paid')):
            expected = defaultdict(float)
            for case in self.of('promise'):
                expected[case.item.currency_id] += case.part(
                    getattr(case.end, share) if share else 1)
            for currency, total in expected.items():
                self.assertAlmostEqual(totals[kind, currency], total, 2)
        self.assertEqual(
            {case.record.evidence for case in self.of('promise_bank', 'promise_partly')}, {'bank'})
        self.assertEqual(
            {case.record.evidence for case in self.of('promise_plain')}, {'unconfirmed'})

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
        for case in self.of('loss', 'law_lost'):
            account = self.account(case)
            mine = [each for each in self.cases if self.account(each) == account]
            rate = self.rates.get
            expected = sum(
                (each.part(each.end.written) - each.part(each.end.recovered))
                / rate(each.item.currency_id.name, 1) for each in mine)
            self.assertAlmostEqual(account.written_off_amount, expected, delta=0.02)

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
