"""One import from file to figures, as the command line runs it."""
import sys
import time

from odoo import fields

from . import rows as ledger
from .company import prepare_books, set_rate
from .figures import company_figures
from .importer import LedgerImporter, Outcome
from .progress import ProgressBar
from .rows import LedgerFileError  # noqa: F401  for the command, which loads this module late

DONE, ROWS_REFUSED, NOT_TIED = 0, 3, 4  # exit codes, documented in ar_ledger


class ImportSession:
    """Reads the file, posts it into `env.company`, runs the nightly chain, prints what is there."""

    def __init__(self, env, options, commit, out=None):
        """
        :param env: environment of a superuser; its company takes the ledger.
        :param options: `file`, `as_of`, `rates`, `nightly` as the command line gives them.
        :param commit: called whenever what was done so far is worth keeping.
        :param out: stream for the report; default standard output.
        """
        self.env = env
        self.company = env.company
        self.options = options
        self.commit = commit
        self.out = out or sys.stdout

    def run(self):
        """:return: exit code.
        :raise LedgerFileError: when the file is not a ledger.
        """
        rows, bad = self._read()
        outcome = self._post(rows) if rows else Outcome()
        bad = sorted(bad + outcome.bad, key=lambda row: row.line)
        self._say(f"{outcome.posted} invoices posted, {outcome.already_there} were there, "
                  f"{len(bad)} refused")
        for row in bad:
            self._say(f"line {row.line}, invoice {row.reference or '?'}: {row.reason}")
        if self.options.nightly:
            self._run_nightly()
        tied = self._report(company_figures(self.company))
        return ROWS_REFUSED if bad else DONE if tied else NOT_TIED

    def _read(self):
        rows, bad = ledger.read_ledger(self.options.file)
        if self.options.as_of and rows:
            rows = ledger.shifted(rows, ledger.weeks_to_end_at(rows, self.options.as_of))
        return rows, bad

    def _post(self, rows):
        books = prepare_books(self.company, rows)
        first_day = min(min(row.invoice_date, row.pay_date or row.invoice_date) for row in rows)
        for code, rate in self.options.rates:
            set_rate(self.company, code, rate, first_day)
        self.commit()
        return LedgerImporter(books, self.commit, ProgressBar(len(rows), "invoices")).run(rows)

    def _run_nightly(self):
        started = time.monotonic()
        Account = self.env['ar.credit.account']
        today = self.options.as_of or fields.Date.context_today(Account)
        Account._run_nightly(self.company, today)
        self.commit()
        self._say(f"nightly run for {today}: {time.monotonic() - started:.1f} s")

    def _report(self, figures):
        """Print the figures.

        :return: whether open items and general ledger agree.
        """
        currency = self.company.currency_id
        for label, value in (
            ("customers", f"{figures.customers:,}"),
            ("invoices", f"{figures.invoices:,}"),
            ("open items", f"{figures.open_items:,}"),
            ("receivable", f"{figures.receivable:,.2f} {currency.name}"),
            ("general ledger", f"{figures.general_ledger:,.2f} {currency.name}"),
            ("difference", f"{figures.difference:,.2f} {currency.name}"),
            *((f"tier {name}", f"{count:,}") for name, count in sorted(figures.tiers.items())),
        ):
            self._say(f"{label:<20}{value:>24}")
        return currency.is_zero(figures.difference)

    def _say(self, text):
        self.out.write(f"{text}\n")
