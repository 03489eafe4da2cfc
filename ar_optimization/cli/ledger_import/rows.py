"""What a ledger file says: rows that can be posted, and rows that cannot, with the reason."""
import csv
import datetime
from dataclasses import dataclass, replace

from odoo.tools import groupby

from ...tools.cells import clean
from ...tools.table_import import (
    AMOUNT,
    DATE,
    MESSAGES,
    Column,
    guess_formats,
    guess_mapping,
    missing_columns,
    read_table,
)

COLUMNS = (
    Column('invoice_id', required=True, unique=True),
    Column('customer', required=True),
    Column('invoice_date', DATE, required=True),
    Column('due_date', DATE, required=True),
    Column('pay_date', DATE),
    Column('amount', AMOUNT, required=True),
    Column('currency', required=True),
)
LARGEST_AMOUNT = 1e13  # a float still knows its cents


class LedgerFileError(Exception):
    """The file as a whole cannot be read: not a table, or a column is missing."""


@dataclass(frozen=True)
class LedgerRow:
    """One invoice (amount > 0) or credit note (amount < 0), paid in full on `pay_date` or open."""
    line: int
    reference: str
    customer: str
    invoice_date: datetime.date
    due_date: datetime.date
    pay_date: datetime.date | None
    amount: float
    currency: str


@dataclass(frozen=True)
class BadRow:
    """A row of which nothing was kept, and why, in words for the person who made the file."""
    line: int
    reference: str
    reason: str


def read_ledger(path):
    """Read and check every row of a CSV file in UTF-8, with commas, semicolons or tabs.

    :param Path path: the file.
    :return: (list of LedgerRow, list of BadRow), each in the order of the file. Lines are counted
        as a spreadsheet counts them: the header is 1.
    :raise LedgerFileError: when it is not such a file or lacks a column.
    """
    header, *cells = _cells(path)
    mapping = guess_mapping(header, COLUMNS)
    columns = [column for column in COLUMNS if column.required or column.name in mapping]
    # An unpaid ledger may leave pay_date out; a column merely misspelt must not make it unpaid.
    if missing := missing_columns(mapping, columns):
        raise LedgerFileError(f"the file has no column {', '.join(f.column for f in missing)}")
    table = read_table(cells, mapping, columns, guess_formats(cells, mapping, columns))
    rows, bad = [], []
    for line, faults in groupby(table.faults, key=lambda fault: fault.line):
        reference = clean(_cell(cells[line - 2], mapping['invoice_id']))
        bad.append(BadRow(line, reference, "; ".join(map(_reason, faults))))
    for line, values, _faults in table.rows:
        row = _row(line, values)
        if 0 < abs(row.amount) < LARGEST_AMOUNT:
            rows.append(row)
        else:
            bad.append(BadRow(line, row.reference, f"amount cannot be booked: {row.amount:g}"))
    return rows, bad


def _cells(path):
    """All cells of the file as a list of lists."""
    try:
        with path.open(encoding='utf-8-sig', newline='') as stream:
            first = stream.readline()
            stream.seek(0)
            delimiter = max(",;\t", key=first.count)
            return list(csv.reader(stream, delimiter=delimiter)) or [[]]
    except (csv.Error, UnicodeDecodeError) as error:
        raise LedgerFileError(f"the file is not CSV in UTF-8: {error}") from error


def _cell(row, place):
    return row[place] if place < len(row) else ""


def _reason(fault):
    return f"{fault.column}: {MESSAGES[fault.code] % fault.args}"


def _row(line, values):
    return LedgerRow(
        line=line,
        reference=values['invoice_id'],
        customer=values['customer'],
        invoice_date=values['invoice_date'],
        due_date=values['due_date'],
        pay_date=values.get('pay_date'),
        amount=values['amount'],
        currency=values['currency'].upper(),
    )


def last_fact(rows):
    """The last day something happened: an invoice or a payment. A due date is an intention.

    >>> day = datetime.date
    >>> row = LedgerRow(2, 'A', 'C', day(2020, 1, 1), day(2020, 3, 1), day(2020, 2, 1), 1, 'EUR')
    >>> last_fact([row])
    datetime.date(2020, 2, 1)
    """
    return max(max(row.invoice_date, row.pay_date or row.invoice_date) for row in rows)


def weeks_to_end_at(rows, as_of):
    """By how much to shift the rows so that the last fact falls into the week up to `as_of`.
    Whole weeks, because the weekday of a payment says something about the payer.

    >>> day = datetime.date
    >>> row = LedgerRow(2, 'A', 'C', day(2020, 1, 1), day(2020, 1, 31), None, 1, 'EUR')
    >>> weeks_to_end_at([row], day(2020, 1, 20))  # a Monday: Wednesday stays Wednesday
    datetime.timedelta(days=14)
    """
    return datetime.timedelta(weeks=(as_of - last_fact(rows)).days // 7)


def shifted(rows, by):
    """The same rows, every date moved by a timedelta."""
    return [
        replace(
            row,
            invoice_date=row.invoice_date + by,
            due_date=_moved(row.due_date, by),
            pay_date=row.pay_date and row.pay_date + by,
        )
        for row in rows
    ]


def _moved(day, by):
    """A due date moved; 9999-12-31, which means "never", stays where it is.

    >>> _moved(datetime.date.max, datetime.timedelta(weeks=1))
    datetime.date(9999, 12, 31)
    """
    return day + min(by, datetime.date.max - day)
