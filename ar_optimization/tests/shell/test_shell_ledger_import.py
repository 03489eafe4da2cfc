import contextlib
import doctest
import io
import tempfile
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from odoo.cli.command import find_command
from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from ...cli.ledger_import import company as books
from ...cli.ledger_import import importer, progress, rows, session
from ...cli.ledger_import.figures import company_figures
from ...cli.ledger_import.posting import ChunkPoster
from ..common import ARCommon

HEADER = "invoice_id,customer,invoice_date,due_date,pay_date,amount,currency,remark\n"

LEDGER = HEADER + """\
2025/1,Anchor,2025-01-06,2025-02-05,2025-02-10,1000.00,USD,paid five days late
2025/2,Anchor,2025-02-03,2025-03-05,,250.55,USD,open
2025/3,Beacon,2025-02-04,2025-03-06,2025-03-06,80.10,USD,paid on the day
2025/4,Beacon,2025-02-05,2025-03-07,,-30.05,USD,credit note that is still there to use
2025/5,Beacon,2025-02-06,2025-03-08,2025-03-11,-12.00,USD,credit note paid out
"""


@tagged('post_install', '-at_install')
class TestLedgerImport(ARCommon):

    def setUp(self):
        super().setUp()
        self.commits = 0

    def commit(self):
        """Stands in for the cursor's: a test must leave nothing behind."""
        self.env.flush_all()
        self.commits += 1

    def file(self, text):
        path = Path(self.enterContext(tempfile.TemporaryDirectory())) / 'ledger.csv'
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def import_ledger(self, text, **options):
        """Import a file with this text; the report is kept in `self.report`."""
        path = self.file(text)
        report = io.StringIO()
        options = {'as_of': None, 'rates': [], 'nightly': False, **options}
        with contextlib.redirect_stderr(io.StringIO()):
            code = session.ImportSession(
                self.env, SimpleNamespace(file=path, **options), self.commit, report).run()
        self.report = report.getvalue()
        return code

    def invoices(self, *references):
        return self.env['account.move'].search([
            ('company_id', '=', self.company.id),
            ('move_type', 'in', ('out_invoice', 'out_refund')),
            *([('ref', 'in', references)] if references else []),
        ], order='ref')

    # === WHAT THE FILE SAYS IS WHAT THE BOOKS SAY === #

    def test_the_books_say_what_the_file_says(self):
        self.assertEqual(self.import_ledger(LEDGER), session.DONE)
        self.assertEqual(
            [(move.ref, str(move.invoice_date), str(move.invoice_date_due), move.state,
              move.amount_total_signed, move.amount_residual) for move in self.invoices()],
            [('2025/1', '2025-01-06', '2025-02-05', 'posted', 1000.0, 0.0),
             ('2025/2', '2025-02-03', '2025-03-05', 'posted', 250.55, 250.55),
             ('2025/3', '2025-02-04', '2025-03-06', 'posted', 80.1, 0.0),
             ('2025/4', '2025-02-05', '2025-03-07', 'posted', -30.05, 30.05),
             ('2025/5', '2025-02-06', '2025-03-08', 'posted', -12.0, 0.0)])
        self.assertEqual(
            [(line.date_maturity, line.move_id.ref) for line in self.invoices().line_ids.filtered(
                lambda line: line.account_type == 'asset_receivable')],
            [(move.invoice_date_due, move.ref) for move in self.invoices()],
        )

    def test_payments_are_real_and_dated_as_in_the_file(self):
        self.import_ledger(LEDGER)
        payments = self.env['account.payment'].search(
            [('company_id', '=', self.company.id)], order='memo')
        self.assertRecordValues(payments, [
            {'memo': '2025/1', 'date': date(2025, 2, 10), 'amount': 1000.0, 'state': 'paid',
             'payment_type': 'inbound', 'is_reconciled': True, 'is_matched': True},
            {'memo': '2025/3', 'date': date(2025, 3, 6), 'amount': 80.1, 'state': 'paid',
             'payment_type': 'inbound', 'is_reconciled': True, 'is_matched': True},
            {'memo': '2025/5', 'date': date(2025, 3, 11), 'amount': 12.0, 'state': 'paid',
             'payment_type': 'outbound', 'is_reconciled': True, 'is_matched': True},
        ])
        self.assertEqual(
            payments.reconciled_invoice_ids, self.invoices('2025/1', '2025/3', '2025/5'))
        bank = sum(payments.move_id.line_ids.filtered(
            lambda line: line.account_id == self.bank_journal.default_account_id).mapped('balance'))
        self.assertAlmostEqual(bank, 1000.0 + 80.1 - 12.0)

    def test_figures_tie_to_the_general_ledger(self):
        self.import_ledger(LEDGER)
        figures = company_figures(self.company)
        self.assertEqual(
            (figures.customers, figures.invoices, figures.open_items), (2, 5, 2))
        self.assertAlmostEqual(figures.receivable, 220.5)
        self.assertAlmostEqual(figures.general_ledger, 220.5)
        self.assertEqual(figures.difference, 0.0)
        self.assertRegex(self.report, r"(?m)^difference +0\.00 USD$")

    def test_odd_dates_are_facts_and_are_booked(self):
        self.assertEqual(self.import_ledger(HEADER + """\
1,Anchor,2025-02-03,2025-01-05,,10.00,USD,due before it was written
2,Anchor,2025-02-03,2025-03-05,2025-01-15,20.00,USD,paid before it was written
3,Anchor,2025-02-03,2025-02-03,2025-02-03,30.00,USD,cash
"""), session.DONE)
        self.assertRecordValues(self.invoices(), [
            {'invoice_date_due': date(2025, 1, 5), 'amount_residual': 10.0},
            {'invoice_date_due': date(2025, 3, 5), 'amount_residual': 0.0},
            {'invoice_date_due': date(2025, 2, 3), 'amount_residual': 0.0},
        ])
        self.assertEqual(company_figures(self.company).difference, 0.0)

    def test_terms_of_the_customer_do_not_change_the_due_date(self):
        self.customer("Anchor", property_payment_term_id=self.term((50, 10), (50, 90)).id)
        self.import_ledger(LEDGER)
        self.assertEqual(self.invoices('2025/2').line_ids.filtered('date_maturity').mapped(
            'date_maturity'), [date(2025, 3, 5)])

    # === CUSTOMERS === #

    def test_known_customers_are_found_by_reference_then_by_name(self):
        by_name = self.customer("Anchor")
        by_reference = self.customer("Beacon Inc.", ref="Beacon")
        self.customer("Beacon")  # the reference is the better match
        self.import_ledger(LEDGER)
        self.assertEqual(self.invoices().partner_id, by_name + by_reference)

    def test_unknown_customers_are_made_once(self):
        self.import_ledger(LEDGER)
        made = self.invoices().partner_id
        self.assertEqual(sorted(made.mapped('ref')), ['Anchor', 'Beacon'])
        self.assertTrue(all(partner.is_company and partner.customer_rank for partner in made))

    def test_a_customer_of_another_company_is_not_used(self):
        other = self.other_company()
        foreign = self.customer("Anchor", ref="Anchor", company_id=other.id)
        self.import_ledger(LEDGER)
        self.assertNotIn(foreign, self.invoices().partner_id)

    # === BAD ROWS === #

    def test_a_bad_row_is_named_and_nothing_of_it_is_kept(self):
        code = self.import_ledger(HEADER + """\
1,Anchor,2025-02-03,2025-03-05,,10.00,USD,
2,,2025-02-03,2025-03-05,,20.00,USD,nobody
3,Cinder,2025-02-30,2025-03-05,,30.00,USD,no such day
4,Cinder,2025-02-03,,,40.00,USD,never due
5,Cinder,2025-02-03,2025-03-05,soon,50.00,USD,pays soon
6,Cinder,2025-02-03,2025-03-05,,6o.00,USD,a letter
7,Cinder,2025-02-03,2025-03-05,,0,USD,nothing
8,Cinder,2025-02-03,2025-03-05,,NaN,USD,not even nothing
1,Cinder,2025-02-03,2025-03-05,,90.00,USD,twice
9,Cinder,2025-02-03,2025-03-05,,10.005,USD,half a cent
10,Cinder,2025-02-03,2025-03-05,,10.00,ZZZ,play money
11
12,Anchor,2025-02-03,2025-03-05,,12.00,usd,
""")
        self.assertEqual(code, session.ROWS_REFUSED)
        self.assertEqual(self.invoices().mapped('ref'), ['1', '12'])
        self.assertFalse(self.env['res.partner'].search([('ref', '=', 'Cinder')]))
        self.assertEqual([line.partition(':')[0] for line in self.report.splitlines()[1:12]], [
            f"line {line}, invoice {reference}" for line, reference in enumerate(
                ('2', '3', '4', '5', '6', '7', '8', '1', '9', '10', '11'), start=3)
        ])
        for reason in ("customer: a value is required", "invoice_date: not a date: 2025-02-30",
                       "due_date: a value is required", "pay_date: not a date: soon",
                       "amount: not an amount: 6o.00", "amount cannot be booked: 0",
                       "amount: not an amount: NaN", "invoice_id: the same as in line 2",
                       "more decimals than USD", "no currency ZZZ"):
            self.assertIn(reason, self.report)

    def test_a_row_that_odoo_refuses_does_not_take_the_chunk_with_it(self):
        closed = self.receivable.copy({'code': '999111', 'name': "Closed"})
        self.customer("Anchor", property_account_receivable_id=closed.id)
        closed.active = False
        self.assertEqual(self.import_ledger(LEDGER), session.ROWS_REFUSED)
        self.assertEqual(self.invoices().mapped('ref'), ['2025/3', '2025/4', '2025/5'])
        self.assertIn("line 2, invoice 2025/1: ", self.report)
        self.assertIn("line 3, invoice 2025/2: ", self.report)
        self.assertEqual(company_figures(self.company).difference, 0.0)

    def test_a_file_that_is_no_ledger_is_refused_as_a_whole(self):
        for text, words in (
            ("invoice_id,customer\n1,Anchor\n", "no column invoice_date, due_date"),
            ("", "no column invoice_id"),
            (HEADER.encode() + b"1,Anch\xf6r,2025-02-03,2025-03-05,,1,USD,\n", "not CSV in UTF-8"),
        ):
            with self.assertRaisesRegex(session.LedgerFileError, words):
                self.import_ledger(text)
        self.assertFalse(self.invoices())

    def test_a_european_spreadsheet_is_read(self):
        code = self.import_ledger(
            "\ufeffInvoice No.;Customer Name;Invoice Date;Due;Paid on;Total;Currency\n"
            "1;Anchor;03.02.2025;05.03.2025;28.02.2025;1.250,50;USD\n")
        self.assertEqual(code, session.DONE)
        self.assertRecordValues(self.invoices(), [{
            'invoice_date': date(2025, 2, 3), 'invoice_date_due': date(2025, 3, 5),
            'amount_total': 1250.5, 'amount_residual': 0.0,
        }])

    def test_an_empty_ledger_is_no_error(self):
        self.assertEqual(self.import_ledger(HEADER), session.DONE)

    # === STOPPED AND STARTED AGAIN === #

    def test_a_second_run_adds_nothing(self):
        self.import_ledger(LEDGER)
        entries = self.env['account.move'].search_count([('company_id', '=', self.company.id)])
        self.assertEqual(self.import_ledger(LEDGER), session.DONE)
        self.assertEqual(
            self.env['account.move'].search_count([('company_id', '=', self.company.id)]), entries)
        self.assertIn("0 invoices posted, 5 were there, 0 refused", self.report)

    def test_a_killed_import_goes_on_at_the_first_missing_reference(self):
        self.patch(importer, 'CHUNK', 2)
        post, calls = ChunkPoster.post, []

        def killed_in_the_second_chunk(poster, chunk):
            post(poster, chunk)
            calls.append(chunk)
            if len(calls) == 2:
                raise KeyboardInterrupt

        # assertRaises would roll the first chunk back, too
        with (patch.object(ChunkPoster, 'post', killed_in_the_second_chunk),
              contextlib.suppress(KeyboardInterrupt)):
            self.import_ledger(LEDGER)
        self.assertEqual(self.invoices().mapped('ref'), ['2025/1', '2025/2'])
        self.assertEqual(self.import_ledger(LEDGER), session.DONE)
        self.assertIn("3 invoices posted, 2 were there, 0 refused", self.report)
        self.assertEqual(len(self.invoices()), 5)
        self.assertAlmostEqual(company_figures(self.company).receivable, 220.5)

    def test_every_chunk_is_kept_by_a_commit_of_its_own(self):
        self.import_ledger(HEADER)
        before = self.commits
        self.patch(importer, 'CHUNK', 2)
        self.import_ledger(LEDGER)
        chunks, preparations = 3, 2  # the company's settings, the currencies
        self.assertEqual(self.commits - before, chunks + preparations)

    # === DATES === #

    def test_the_ledger_is_moved_by_whole_weeks_to_end_at_the_day(self):
        self.import_ledger(LEDGER, as_of=date(2026, 6, 30))
        last = max(self.env['account.payment'].search(
            [('company_id', '=', self.company.id)]).mapped('date'))
        self.assertEqual(last, date(2026, 6, 30))  # 2025-03-11 is a Tuesday, too
        first = self.invoices('2025/1')
        self.assertEqual(first.invoice_date, date(2026, 4, 27))
        self.assertEqual(first.invoice_date.weekday(), date(2025, 1, 6).weekday())
        self.assertEqual((first.invoice_date_due - first.invoice_date).days, 30)

    def test_the_last_fact_falls_into_the_week_up_to_the_day(self):
        ledger, _bad = rows.read_ledger(self.file(LEDGER))
        for day in range(1, 29):
            as_of = date(2026, 2, day)
            moved = rows.shifted(ledger, rows.weeks_to_end_at(ledger, as_of))
            self.assertIn((as_of - rows.last_fact(moved)).days, range(7))

    def test_a_due_date_to_come_does_not_count_as_the_end(self):
        """Otherwise whatever is not yet due would become overdue by being moved."""
        self.import_ledger(
            HEADER + "1,Anchor,2026-06-29,2026-09-30,,10.00,USD,\n", as_of=date(2026, 6, 30))
        self.assertEqual(self.invoices().invoice_date_due, date(2026, 9, 30))

    # === CURRENCIES === #

    def test_a_currency_without_rate_is_refused_and_with_a_rate_is_booked(self):
        self.import_ledger(LEDGER)
        ledger = HEADER + "1,Anchor,2025-02-03,2025-03-05,,100.00,CAD,\n"
        self.env['res.currency.rate'].search([('currency_id.name', '=', 'CAD')]).unlink()
        self.assertEqual(self.import_ledger(ledger), session.ROWS_REFUSED)
        self.assertIn("line 2, invoice 1: no exchange rate for CAD", self.report)
        self.assertEqual(self.import_ledger(ledger, rates=[('CAD', 1.25)]), session.DONE)
        invoice = self.invoices('1')
        self.assertEqual(invoice.currency_id.name, 'CAD')
        self.assertTrue(invoice.currency_id.active)
        self.assertAlmostEqual(invoice.amount_residual_signed, 80.0)
        self.assertAlmostEqual(company_figures(self.company).receivable, 220.5 + 80.0)

    def test_a_rate_that_is_there_is_not_overwritten(self):
        self.env['res.currency.rate'].search([('currency_id.name', '=', 'CAD')]).unlink()
        day = date(2025, 2, 3)
        books.set_rate(self.company, 'CAD', 1.25, day)
        books.set_rate(self.company, 'CAD', 9.99, day)
        rate = self.env['res.currency.rate'].search([('currency_id.name', '=', 'CAD')])
        self.assertAlmostEqual(rate.company_rate, 1.25)
        with self.assertRaisesRegex(UserError, "no currency ZZZ"):
            books.set_rate(self.company, 'ZZZ', 1.0, day)

    def test_a_gain_on_exchange_leaves_nothing_open(self):
        currency = self.other_currency('EUR', rates=(('2025-01-01', 0.5), ('2025-03-01', 0.4)))
        self.import_ledger(
            HEADER + "1,Anchor,2025-02-03,2025-03-05,2025-03-10,100.00,EUR,\n")
        self.assertEqual(self.invoices().currency_id, currency)
        self.assertEqual(self.invoices().payment_state, 'paid')
        figures = company_figures(self.company)
        self.assertEqual(
            (figures.open_items, figures.receivable, figures.general_ledger), (0, 0, 0))

    def test_a_company_without_entries_takes_the_currency_of_the_ledger(self):
        self.other_currency('EUR')
        ledger = LEDGER.replace('USD', 'EUR')
        self.import_ledger(ledger)
        self.assertEqual(self.company.currency_id.name, 'EUR')
        self.import_ledger(HEADER + "US1,Anchor,2025-02-03,2025-03-05,,1.00,USD,\n")
        self.assertEqual(self.company.currency_id.name, 'EUR', "it has entries now")

    # === A COMPANY THAT HAS NOTHING === #

    def test_a_company_without_chart_gets_a_generic_one(self):
        company = self.env['res.company'].create({'name': "Start-up"})
        self.env.user.company_ids += company
        company = company.with_company(company)
        ledger, _bad = rows.read_ledger(self.file(LEDGER))
        prepared = books.prepare_books(company, ledger)
        self.assertEqual(company.chart_template, 'generic_coa')
        self.assertEqual(prepared.sale_journal.company_id, company)
        outcome = importer.LedgerImporter(prepared, self.commit).run(ledger)
        self.assertEqual((outcome.posted, outcome.bad), (5, []))
        self.assertEqual(company_figures(company).difference, 0.0)

    def test_a_company_without_usable_journal_says_so(self):
        self.env['account.journal'].search(
            [('company_id', '=', self.company.id), ('type', '=', 'bank')]).action_archive()
        with self.assertRaisesRegex(UserError, "no bank journal in USD"):
            self.import_ledger(LEDGER)


@tagged('post_install', '-at_install')
class TestLedgerCommand(BaseCase):

    def parse(self, *arguments):
        command = find_command('ar_ledger')()
        with contextlib.redirect_stderr(io.StringIO()):
            return command.parser.parse_args(['import', *arguments])

    def test_arguments(self):
        options = self.parse(
            'x.csv', '--db', 'real', '--as-of', '2026-06-30', '--rate', 'cad=1.37')
        self.assertEqual(options.database, 'real')
        self.assertEqual(options.as_of, date(2026, 6, 30))
        self.assertEqual(options.rates, [('CAD', 1.37)])
        self.assertTrue(options.nightly)

    def test_wrong_arguments(self):
        for wrong in (['x.csv'], ['--db', 'r'], ['x.csv', '-d', 'r', '--as-of', 'yesterday'],
                      ['x.csv', '-d', 'r', '--rate', 'CAD'],
                      ['x.csv', '-d', 'r', '--rate', 'CAD=-1']):
            with self.assertRaises(SystemExit) as stop:
                self.parse(*wrong)
            self.assertEqual(stop.exception.code, 2)

    def test_examples_in_the_docstrings_hold(self):
        result = doctest.testmod(rows)
        self.assertGreater(result.attempted, 0)
        self.assertEqual(result.failed, 0)

    def test_progress_is_a_line_per_tenth_in_a_log(self):
        stream = io.StringIO()
        bar = progress.ProgressBar(200, "invoices", stream)
        for done in range(201):
            bar(done)
        self.assertEqual(len(stream.getvalue().splitlines()), 11)
        self.assertTrue(stream.getvalue().endswith("200 of 200 invoices, 0 s\n"))

    def test_progress_is_one_line_on_a_terminal(self):
        stream = io.StringIO()
        stream.isatty = lambda: True
        bar = progress.ProgressBar(200, "invoices", stream)
        for done in (0, 100, 200):
            bar(done)
        self.assertEqual(len(stream.getvalue().splitlines()), 1 + stream.getvalue().count('\r'))
        self.assertIn(f"[{'#' * 15}{'.' * 15}] 100 of 200 invoices", stream.getvalue())
