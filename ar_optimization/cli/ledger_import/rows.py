"""What a ledger file says: rows that can be posted, and rows that cannot, with the reason."""
import csv
import datetime
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

COLUMNS = ('invoice_id', 'customer', 'invoice_date', 'due_date', 'pay_date', 'amount', 'currency')
MAY_BE_EMPTY = ('pay_date',)
LARGEST_AMOUNT = Decimal('1e13')  # what fits into a float to the cent


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
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class BadRow:
    """A row of which nothing was kept, and why, in words for the person who made the file."""
    line: int
    reference: str
    reason: str


def read_ledger(stream):
    """Read and check every row.

    :param stream: text stream of the file, opened with `newline=''`.
    :return: (list of LedgerRow, list of BadRow), each in the order of the file.
    :raise LedgerFileError: when a column is missing.
    """
    reader = csv.DictReader(stream)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
    if missing:
        raise LedgerFileError(f"the file has no column {', '.join(missing)}")
    rows, bad, seen = [], [], {}
    try:
        for values in reader:
            _sort_in(values, reader.line_num, rows, bad, seen)
    except (csv.Error, UnicodeDecodeError) as error:
        raise LedgerFileError(f"line {reader.line_num + 1} is not readable: {error}") from error
    return rows, bad


def _sort_in(values, line, rows, bad, seen):
    """Put the row of this line where it belongs; `seen` maps a reference to its first line."""
    reference = (values.get('invoice_id') or '').strip()
    try:
        row = _parse(values, line)
        if first := seen.get(reference):
            raise ValueError(f"invoice_id is the same as on line {first}")
    except ValueError as error:
        bad.append(BadRow(line, reference, str(error)))
    else:
        rows.append(row)
        seen[reference] = line


def _parse(values, line):
    text = {name: (values.get(name) or '').strip() for name in COLUMNS}
    if empty := [name for name in COLUMNS if not text[name] and name not in MAY_BE_EMPTY]:
        raise ValueError(f"{', '.join(empty)} is missing")
    return LedgerRow(
        line=line,
        reference=text['invoice_id'],
        customer=text['customer'],
        invoice_date=_date(text, 'invoice_date'),
        due_date=_date(text, 'due_date'),
        pay_date=_date(text, 'pay_date') if text['pay_date'] else None,
        amount=_amount(text['amount']),
        currency=text['currency'].upper(),
    )


def _date(text, name):
    try:
        return datetime.date.fromisoformat(text[name])
    except ValueError:
        raise ValueError(f"{name} is not a date like 2026-01-31: {text[name]!r}") from None


def _amount(text):
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"amount is not a number like 1234.50: {text!r}") from None
    if not amount.is_finite() or not 0 < abs(amount) < LARGEST_AMOUNT:
        raise ValueError(f"amount cannot be booked: {text!r}")
    return amount


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
            due_date=row.due_date + by,
            pay_date=row.pay_date and row.pay_date + by,
        )
        for row in rows
    ]
