"""Real ledgers from file to tiers. They are not ours to publish: the tests run where the data is,
in the folder of the environment variable AR_DATA or in `shared/data` beside the repository.

As of a day in the middle of the ledger only what was known then is imported: payments that came
later are open items. AR_DATA_ALL=1 takes all customers, not a slice of them (some minutes).
"""
import csv
import os
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from unittest import SkipTest

from odoo import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import float_round

from ...cli.ledger_import import company as books
from ...cli.ledger_import import importer, rows
from ...cli.ledger_import.figures import company_figures
from ..common import ARCommon

JUMP = 8  # days between two runs of a walk in jumps
HISTORY = timedelta(days=455)  # the 15 months that habits are read from


def find_data(name):
    """Path of a data file, or None."""
    folders = [Path(os.environ['AR_DATA'])] if 'AR_DATA' in os.environ else [
        parent / 'shared' / 'data' for parent in Path(__file__).resolve().parents]
    return next((folder / name for folder in folders if (folder / name).is_file()), None)


class RealLedger:
    """The same questions to each ledger. Mixed into a test class that names the file."""

    allow_inherited_tests_method = True  # else Odoo's runner passes over a class without its own
    file = None
    every = 1       # of this many customers one is taken
    rates = {}      # units of a currency for one US dollar
    tiers = {}      # what the slice comes to: letter → customers
    replayed = {}   # what a replay of the slice holds

    @classmethod
    def setUpClass(cls):
        path = find_data(cls.file)
        if not path:
            raise SkipTest(f"{cls.file} is not here")
        super().setUpClass()
        cls.whole = 'AR_DATA_ALL' in os.environ
        cls.rows = cls.known_rows(path)
        prepared = books.prepare_books(cls.company, cls.rows)
        for code, rate in cls.rates.items():
            books.set_rate(cls.company, code, rate, min(row.invoice_date for row in cls.rows))
        cls.outcome = importer.LedgerImporter(prepared, cls.env.flush_all).run(cls.rows)
        cls.env['ar.credit.account']._run_nightly(cls.company, cls.today)
        cls.accounts = cls.env['ar.credit.account'].search([('company_id', '=', cls.company.id)])

    @classmethod
    def known_rows(cls, path):
        """The ledger of the slice as it was known on the evening of `today`."""
        with path.open(encoding='utf-8', newline='') as stream:
            names = sorted({row['customer'] for row in csv.DictReader(stream)})
        names = set(names if cls.whole else names[::cls.every])
        found, bad = rows.read_ledger(path)
        assert not bad, bad
        return [
            replace(row, pay_date=row.pay_date if row.pay_date <= cls.today else None)
            for row in found if row.customer in names and row.invoice_date <= cls.today
        ]

    def in_company_currency(self, row):
        rate = self.rates.get(row.currency, 1.0)
        return float_round(row.amount / rate, precision_digits=2)

    def open_rows(self):
        return [row for row in self.rows if not row.pay_date]

    def test_every_row_is_booked(self):
        self.assertEqual(self.outcome.bad, [])
        self.assertEqual(self.outcome.posted, len(self.rows))
        figures = company_figures(self.company)
        self.assertEqual(figures.customers, len({row.customer for row in self.rows}))
        self.assertEqual(figures.invoices, len(self.rows))
        self.assertEqual(figures.open_items, len(self.open_rows()))

    def test_what_is_open_is_what_the_file_says_to_the_cent(self):
        figures = company_figures(self.company)
        owed = float_round(
            sum(map(self.in_company_currency, self.open_rows())), precision_digits=2)
        self.assertGreater(owed, 0)
        self.assertEqual(float_round(figures.receivable, precision_digits=2), owed)
        self.assertEqual(self.gl_balance(), owed)

    def test_every_line_ties_to_the_general_ledger_on_any_day(self):
        for days in (0, 30, 90, 180):
            proof = self.env['ar.tie.out']._compare(
                self.company, self.today - timedelta(days=days), thorough=True)
            self.assertTrue(proof['tied'], proof['lines'][:3])

    def test_ageing_is_what_the_file_says(self):
        report = self.env['ar.ageing'].get_report({'as_of': str(self.today)})
        totals = report['sections'][0]['totals']
        expected = defaultdict(float)
        for row in self.open_rows():
            late = (self.today - row.due_date).days
            bucket = 0 if late <= 0 else min((late - 1) // 30 + 1, 5)
            expected[f'bucket_{bucket}'] += self.in_company_currency(row)
        for bucket in range(6):
            self.assertAlmostEqual(
                float(totals[f'bucket_{bucket}'] or 0), expected[f'bucket_{bucket}'], 2)

    def test_habits_are_what_the_file_says(self):
        """The share paid on time, from the file by the plainest reading of its definition."""
        judged, on_time = defaultdict(int), defaultdict(int)
        for row in self.rows:
            resolved = row.pay_date or (self.today if row.due_date < self.today else None)
            if resolved and resolved > self.today - HISTORY:
                judged[row.customer] += 1
                on_time[row.customer] += bool(row.pay_date) and row.pay_date <= row.due_date
        self.assertTrue(judged)
        for account in self.accounts.filtered(lambda account: account.partner_id.ref in judged):
            ref = account.partner_id.ref
            self.assertAlmostEqual(account.on_time_ratio, on_time[ref] / judged[ref], 5, ref)

    def test_every_customer_is_scored_and_tiered(self):
        customers = {row.customer for row in self.rows}
        self.assertEqual(customers, set(self.accounts.mapped('partner_id.ref')) & customers)
        counts = company_figures(self.company).tiers
        self.assertEqual(sum(counts.values()), len(self.accounts))
        self.assertNotIn("no tier", counts)

    def test_tiers_of_the_slice(self):
        if self.whole:
            self.skipTest("the figures are those of the slice")
        counts = defaultdict(int)
        for account in self.accounts.filtered(lambda account: account.partner_id.ref):
            counts[account.tier_id.code] += 1
        self.assertEqual(dict(counts), self.tiers)

    def test_replay_of_the_shipped_policies(self):
        """Held by the shipped policies and the limits that the tiers' formulas give, over the last
        year known; and the same with everything that came later taken away."""
        replay = self.env['ar.replay'].create({
            'name': self.file, 'date_to': self.today, 'company_id': self.company.id})
        replay.sudo()._run_now()
        figures = {figure.figure: figure for figure in replay.figure_ids}
        looked_at = [row for row in self.rows if replay.date_from <= row.invoice_date]
        self.assertEqual(figures['documents'].draft, len(looked_at))
        self.assertEqual(sum(replay.customer_ids.mapped('documents')), len(looked_at))
        revenue = sum(map(self.in_company_currency, looked_at))
        self.assertAlmostEqual(sum(replay.customer_ids.mapped('revenue')), revenue, 2)
        held = replay.document_ids.filtered(lambda row: row.scenario == 'draft')
        self.assertEqual(figures['held'].draft, len(held))
        on_time = {
            row.reference for row in looked_at if row.pay_date and row.pay_date <= row.due_date}
        for document in held:
            row = self.row_of(document)
            self.assertEqual(document.outcome == 'good', row.reference in on_time)
            if row.pay_date:
                self.assertLessEqual(
                    document.cleared_date, max(row.pay_date, row.invoice_date))
        if not self.whole:
            self.assertEqual(
                {name: figures[name].draft for name in ('documents', 'held', 'good_held')},
                self.replayed)

    def row_of(self, document):
        """The row of the file that a document was made of."""
        by_reference = {row.reference: row for row in self.rows}
        move = self.env['account.move'].browse(document.res_id)
        return by_reference[move.ref or move.name]

    # === DUNNING === #

    def test_dunning_day_by_day_and_in_jumps(self):
        """Through 120 days, with payments of the file: however often a run comes, the same
        instalments get the same levels, each of them once, and every run ties to the ledger."""
        every, jumps = self.walk(1), self.walk(JUMP)
        self.assertEqual(sorted(every), sorted(jumps))
        self.assertEqual(len(every), len(set(every)))
        self.assertEqual({level for __, level in every}, {1, 2, 3})

    def walk(self, jump):
        """Prepare and send a run every so many days, and forget it all again.

        :return: [(instalment, level)] as they were given.
        """
        with self.cr.savepoint() as point:
            self.set_up_dunning()
            paid, told = self.paid_later(), []
            for number in range(121):
                day = self.today + timedelta(days=number)
                if number % jump == 0:
                    told += self.run_of(day)
                if number % JUMP == 0:  # the bank tells it after the run, however often these come
                    for move, pay_date in paid.items():
                        if day - timedelta(days=JUMP) < pay_date <= day:
                            self.pay(move, day)
            point.rollback()
        self.env.invalidate_all()
        return told

    def set_up_dunning(self):
        procedure = self.env['ar.dunning.procedure'].create({
            'name': "Walked", 'grace_days': 0, 'credit_percent': 0, 'level_ids': [
                Command.create({
                    'name': f"After {days}", 'days': days, 'gap_days': 0,
                    'final_notice': days == 40}) for days in (5, 20, 40)]})
        self.env['ar.contact.policy'].search([]).active = False
        self.env['ar.dunning.strategy'].search([]).active = False
        self.accounts.sudo().dunning_procedure_id = procedure
        self.accounts.partner_id.email = 'x@example.com'
        self.company.write({
            'ar_position_dunning': 'on', 'ar_dunning_first_cap': 0, 'ar_dunning_open_date': False})

    def run_of(self, day):
        """What the run of a day gives, sent without a mail."""
        with freeze_time(f'{day} 12:00'):
            run = self.env['ar.dunning.run'].sudo()._prepare(self.company, day)
            self.assertFalse(any(run.total_ids.mapped('difference')))
            given = [(line.move_line_id.id, line.level)
                     for line in run.notice_ids.line_ids if line.is_given]
            run._approve(run.notice_ids)
            run.notice_ids._note_sent(day)
            run._close()
        return given

    def paid_later(self):
        """Some of the open invoices that the file says were paid later, and when: the others go
        through all levels."""
        found, __ = rows.read_ledger(find_data(self.file))
        later = {row.reference: row.pay_date for row in found[::6] if row.pay_date}
        return {
            move: later[move.ref or move.name]
            for move in self.env['account.move'].search([
                ('company_id', '=', self.company.id), ('move_type', '=', 'out_invoice'),
                ('payment_state', '!=', 'paid')])
            if later.get(move.ref or move.name, self.today) > self.today}

    def test_a_second_night_changes_nothing(self):
        before = self.accounts.read(['tier_id', 'score', 'on_time_ratio'])
        self.env['ar.credit.account']._run_nightly(self.company, self.today)
        self.env['ar.credit.account']._run_nightly(self.company, self.today, full=True)
        self.accounts.invalidate_recordset()
        self.assertEqual(self.accounts.read(['tier_id', 'score', 'on_time_ratio']), before)


@tagged('post_install', '-at_install')
class TestLatePaymentHistories(RealLedger, ARCommon):
    """Two years of one supplier in one currency, one term."""
    file, every = 'ibm.csv', 5
    today = date(2013, 7, 1)
    tiers = {'A': 10, 'B': 10}
    replayed = {'documents': 269, 'held': 0, 'good_held': 0}


@tagged('post_install', '-at_install')
class TestConsumerGoods(RealLedger, ARCommon):
    """A year of a supplier in two currencies, many terms, payments before the invoice date."""
    file, every = 'hr_s0.csv', 12
    today = date(2019, 10, 7)
    rates = {'CAD': 1.32}
    tiers = {'A': 4, 'B': 9, 'C': 4, 'D': 1}
    replayed = {'documents': 227, 'held': 70, 'good_held': 39}
