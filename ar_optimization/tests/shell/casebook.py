"""What is scripted for the open items of a ledger: twenty ways in which a case ends, and what
people do for it."""
import base64
import random
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from odoo import Command, fields
from odoo.tools import float_round

from ...cli.ledger_import import company as books
from ...cli.ledger_import import importer, rows


class End(NamedTuple):
    """The state a case ends in, what the log says of it, and which shares of the item were paid,
    credited, written off, and paid after that."""
    state: str
    events: tuple
    paid: float = 0.0
    credited: float = 0.0
    written: float = 0.0
    recovered: float = 0.0


ENDS = {
    'promise_bank': End('kept', ('promise.taken', 'promise.kept'), paid=1),
    'promise_plain': End('kept', ('promise.taken', 'promise.kept'), paid=1),
    'promise_partly': End('partly', ('promise.taken', 'promise.partly'), paid=0.5),
    'promise_broken': End('broken', ('promise.taken', 'promise.broken')),
    'promise_settled': End('settled', ('promise.taken', 'promise.settled'), credited=1),
    'promise_returned': End('broken', ('promise.taken', 'promise.kept', 'promise.broken')),
    'dispute_credited': End(
        'credited', ('dispute.opened', 'dispute.validated', 'dispute.credited'), credited=1),
    'dispute_partly': End(
        'credited', ('dispute.opened', 'dispute.validated', 'dispute.credited'),
        paid=2 / 3, credited=1 / 3),  # thirds of a cent never end in a half
    'dispute_rejected': End('rejected', ('dispute.opened', 'dispute.rejected'), paid=1),
    'dispute_settled': End('settled', ('dispute.opened', 'dispute.settled'), paid=1),
    'plan_kept': End('kept', ('plan.begun', 'plan.kept'), paid=1),
    'plan_defaulted': End('defaulted', ('plan.begun', 'plan.defaulted'), paid=0.5),
    'plan_anew': End('kept', ('plan.begun', 'plan.kept'), paid=1),
    'agency_paid': End('done', ('placement.handed_over', 'placement.done'), paid=1),
    'agency_recalled': End(
        'recalled', ('placement.handed_over', 'placement.recalled'), paid=0.3),
    'law_won': End('done', ('legal.begun', 'legal.filed', 'legal.closed'), paid=1),
    'law_lost': End('done', ('legal.begun', 'legal.filed', 'legal.closed'), written=1),
    'loss_booked': End('booked', ('write_off.booked',), written=1),
    'loss_recovered': End(
        'booked', ('write_off.booked', 'write_off.recovered'), written=1, recovered=0.4),
    'loss_reversed': End('reversed', ('write_off.booked', 'write_off.reversed')),
}


class Case:
    """An open item, the end that the script gives it, and the record that goes there."""

    def __init__(self, item, name):
        self.item, self.name, self.end = item, name, ENDS[name]
        self.amount = item.amount_residual_currency
        self.record = None

    def part(self, share):
        """A share of what was open, in the item's currency."""
        return float_round(self.amount * share, precision_digits=2)

    @property
    def open(self):
        """What the script leaves open."""
        return float_round(
            self.amount - sum(
                map(self.part, (self.end.paid, self.end.credited, self.end.written))),
            precision_digits=2)


def deal(items, seed, each=5):
    """Give so many items to each end: the same ones every time. No customer is with an agency and
    in court at once.

    :param items: `account.move.line`, in an order that does not depend on the database.
    :return: list of `Case`
    """
    left = list(items)
    random.Random(seed).shuffle(left)
    customers = sorted({item.partner_id.ref for item in left})
    lawful = set(customers[::2])
    cases = []
    for name in sorted(ENDS, key=lambda name: not name.startswith(('agency', 'law'))):
        fit = [item for item in left if not name.startswith(('agency', 'law'))
               or (item.partner_id.ref in lawful) == name.startswith('law')][:each]
        left = [item for item in left if item not in fit]
        cases += [Case(item, name) for item in fit]
    return cases


class Casework:
    """What people do in three weeks, everybody what is theirs to do, and the nights between. Mixed
    into a test class."""

    known = None  # the day on which the ledger is taken
    rates = {}    # units of a currency for one US dollar

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
            replace(row, pay_date=None) for row in found
            if row.invoice_date <= cls.known and (not row.pay_date or row.pay_date > cls.known)]
        cls.rows = sorted(cls.rows, key=lambda row: row.reference)[-120:]
        prepared = books.prepare_books(cls.company, [])
        for code, rate in cls.rates.items():
            books.set_rate(cls.company, code, rate, date(2000, 1, 1))
        outcome = importer.LedgerImporter(prepared, cls.env.flush_all).run(cls.rows)
        assert not outcome.bad, outcome.bad
        cls.env['ar.credit.account']._ensure_accounts(cls.company)
        items = cls.env['account.move.line'].search([
            ('company_id', '=', cls.company.id), ('account_type', '=', 'asset_receivable')])
        cls.cases = deal(items.sorted(lambda item: item.move_id.ref), cls.file)
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
