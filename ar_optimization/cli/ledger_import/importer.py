"""Posts a whole ledger chunk by chunk, so that it can be killed at any point and started again."""
import time
from dataclasses import dataclass, field

import psycopg2

from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .company import usable_currencies
from .posting import ChunkPoster
from .rows import BadRow

FIRST = 30    # the first chunk; the next ones double, see _analyze
CHUNK = 250   # measured: smaller ones repeat fixed costs, larger ones pay for cache size
TRIES = 5     # when somebody else writes to the same rows at the same time
REFUSALS = (UserError, ValueError, psycopg2.DataError, psycopg2.IntegrityError)


@dataclass
class Outcome:
    """What became of the rows: numbers of invoices posted now and found there, rows refused."""
    posted: int = 0
    already_there: int = 0
    bad: list = field(default_factory=list)


class LedgerImporter:
    """Rows in, entries out. A reference (`account.move.ref`) that the company has is done."""

    def __init__(self, books, commit, progress=lambda done: None):
        """
        :param Books books: see `company.prepare_books`.
        :param commit: called after each chunk; all of a chunk is kept or nothing.
        :param progress: called with the number of rows done so far, whatever became of them.
        """
        self.books = books
        self.env = books.company.env
        self.commit = commit
        self.progress = progress

    def run(self, rows):
        """Post the rows that are not there yet.

        :param rows: LedgerRow list.
        :return: Outcome.
        """
        outcome = Outcome()
        missing = self._missing(rows)
        outcome.already_there = len(rows) - len(missing)
        good, outcome.bad, currencies = usable_currencies(self.books.company, missing)
        poster = ChunkPoster(self.books, currencies)
        self.commit()
        self.progress(len(rows) - len(good))
        analyzed = 0
        for chunk in _chunks(good, min(FIRST, CHUNK), CHUNK):
            refused = self._post_patiently(poster, chunk)
            outcome.bad += refused
            outcome.posted += len(chunk) - len(refused)
            if outcome.posted >= 2 * analyzed:
                analyzed = outcome.posted
                self._analyze()
            self.commit()
            self.progress(outcome.already_there + len(outcome.bad) + outcome.posted)
        return outcome

    def _missing(self, rows):
        """Rows whose reference no posted customer invoice or credit note of the company has."""
        self.env['account.move'].flush_model(['ref', 'move_type', 'state', 'company_id'])
        self.env.cr.execute(SQL(
            "SELECT ref FROM account_move WHERE company_id = %s AND state = 'posted' "
            "AND move_type IN ('out_invoice', 'out_refund') AND ref IS NOT NULL",
            self.books.company.id,
        ))
        there = {ref for ref, in self.env.cr.fetchall()}
        return [row for row in rows if row.reference not in there]

    def _post_patiently(self, poster, chunk):
        """Post a chunk; when another transaction was faster, once more from the start."""
        for attempt in range(1, TRIES + 1):
            try:
                return self._post_or_split(poster, chunk)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                if attempt == TRIES:
                    raise
                self.env.cr.rollback()
                time.sleep(attempt)

    def _post_or_split(self, poster, chunk):
        """Post all rows at once; when Odoo refuses, one by one to find which.

        :return: list of BadRow.
        """
        try:
            with self.env.cr.savepoint():
                poster.post(chunk)
            return []
        except REFUSALS as error:
            if len(chunk) == 1:
                reason = str(error).strip() or type(error).__name__
                return [BadRow(chunk[0].line, chunk[0].reference, reason)]
            return [bad for row in chunk for bad in self._post_or_split(poster, [row])]

    def _analyze(self):
        """PostgreSQL plans by what it knows of a table. Tell it each time the tables have doubled:
        a query of Odoo's on payments that expects them empty takes minutes for 250 of them."""
        self.env.cr.execute(SQL(
            "ANALYZE account_move, account_move_line, account_partial_reconcile, "
            "account_payment, res_partner"))


def _chunks(rows, first, most):
    """Slices of the rows that double in size from `first` up to `most`."""
    start, size = 0, first
    while start < len(rows):
        yield rows[start:start + size]
        start, size = start + size, min(2 * size, most)
