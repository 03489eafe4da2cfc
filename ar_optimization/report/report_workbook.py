"""Workbooks of any length in little memory: rows go to disk as they come.

Knows cells, not receivables. Text is always written as text, so that a customer called `=1+1` is
no formula.
"""
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import xlsxwriter

TEXT, DATE, NUMBER, MONEY, DECIMAL = 'text', 'date', 'number', 'money', 'decimal'
LAST_ROW = 1_048_576 - 10  # Excel ends at 2 ** 20 rows; the totals need one
_COUNTS = ContextVar('ar_workbook_counts', default=None)


@contextmanager
def counted_rows():
    """Count what workbooks that are written inside the block hold.

    :return: list of the rows of each, filled as they are finished.
    """
    counts = []
    token = _COUNTS.set(counts)
    try:
        yield counts
    finally:
        _COUNTS.reset(token)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    ``key`` is where a row (a dict) holds the value, ``kind`` how it is shown. Money is in the
    currency whose id the row holds under ``currency``, else in the sheet's. ``total`` adds the
    column up below the last row: only for money of the sheet's currency.
    """

    title: str
    key: str
    kind: str = TEXT
    width: int = 14
    currency: str = ''
    total: bool = False


class ReportWorkbook:
    """An XLSX file under construction.

    :param stream: binary file to write to.
    :param currencies: of the amounts in it, each with `id` and `decimal_places`.
    """

    def __init__(self, stream, currencies=()):
        self._book = xlsxwriter.Workbook(stream, {'constant_memory': True})
        self._digits = {currency.id: currency.decimal_places for currency in currencies}
        self._formats = {}
        self._names = set()
        self.rows = 0

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self._book.close()
        counts = _COUNTS.get()
        if counts is not None:
            counts.append(self.rows)

    def add_sheet(self, name, title, facts, columns, currency_id=None):
        """Start a sheet; the one before must be finished.

        :param str name: on the tab; shortened and numbered as Excel wants it.
        :param facts: (label, text) pairs above the table.
        """
        worksheet = self._book.add_worksheet(self._tab_name(name))
        return ReportSheet(self, worksheet, title, facts, columns, currency_id)

    def format(self, kind, currency_id=None, bold=False):
        """The cell format of a kind; amounts with the decimals of their currency."""
        digits = self._digits.get(currency_id, 2) if kind == MONEY else 0
        key = (kind, digits, bold)
        if key not in self._formats:
            self._formats[key] = self._book.add_format(self._describe(*key))
        return self._formats[key]

    def _describe(self, kind, digits, bold):
        described = {'bold': bold}
        if kind == 'head':
            described.update(bottom=1, bg_color='#E9ECEF', text_wrap=True, valign='vcenter')
        elif kind == 'title':
            described['font_size'] = 14
        elif kind == DATE:
            described.update(num_format='yyyy-mm-dd', align='left')
        elif kind == NUMBER:
            described['num_format'] = '0'
        elif kind == DECIMAL:
            described['num_format'] = '0.00'
        elif kind == MONEY:
            described['num_format'] = '#,##0' + ('.' + '0' * digits if digits else '')
        if bold and kind == MONEY:
            described['top'] = 1
        return described

    def _tab_name(self, name):
        clean = ''.join(' ' if char in '[]:*?/\\\'' else char for char in name).strip()[:25] or "1"
        number, unique = 1, clean
        while unique.lower() in self._names:
            number += 1
            unique = f'{clean} ({number})'
        self._names.add(unique.lower())
        return unique


class ReportSheet:
    """A block of facts, a table with frozen head and filter, totals. Written top down, once."""

    def __init__(self, workbook, worksheet, title, facts, columns, currency_id):
        self._workbook = workbook
        self._worksheet = worksheet
        self._columns = columns
        self._currency_id = currency_id
        self._totals = {place: 0.0 for place, column in enumerate(columns) if column.total}
        self._write_facts(title, facts)
        self._write_head()

    @property
    def is_full(self):
        """Whether Excel would not show another row."""
        return self._row >= LAST_ROW

    def _write_facts(self, title, facts):
        bold = self._workbook.format(TEXT, bold=True)
        self._worksheet.write_string(0, 0, title, self._workbook.format('title', bold=True))
        self._row = 1
        for label, text in facts:
            self._worksheet.write_string(self._row, 0, label, bold)
            self._worksheet.write_string(self._row, 1, text)
            self._row += 1
        self._row += 1

    def _write_head(self):
        head = self._workbook.format('head', bold=True)
        for place, column in enumerate(self._columns):
            self._worksheet.set_column(place, place, column.width)
            self._worksheet.write_string(self._row, place, column.title, head)
        self._head = self._row
        self._row += 1
        self._worksheet.freeze_panes(self._row, 1)

    def append(self, row):
        """Append one row, a dict by the columns' keys; what it lacks stays empty."""
        for place, column in enumerate(self._columns):
            value = row.get(column.key)
            if value is None or value is False or value == '':
                continue
            self._write_cell(place, column, value, row)
            if column.total:
                self._totals[place] += value
        self._row += 1
        self._workbook.rows += 1

    def _write_cell(self, place, column, value, row):
        if column.kind == TEXT:
            self._worksheet.write_string(self._row, place, str(value))
            return
        currency_id = row.get(column.currency) if column.currency else self._currency_id
        cell_format = self._workbook.format(column.kind, currency_id)
        if column.kind == DATE:
            self._worksheet.write_datetime(self._row, place, value, cell_format)
        else:
            self._worksheet.write_number(self._row, place, value, cell_format)

    def finish(self, label):
        """Write the totals and put the filter on the table."""
        self._worksheet.autofilter(
            self._head, 0, max(self._row - 1, self._head), len(self._columns) - 1)
        if not self._totals:
            return
        self._worksheet.write_string(self._row, 0, label, self._workbook.format(TEXT, bold=True))
        cell_format = self._workbook.format(MONEY, self._currency_id, bold=True)
        for place, total in self._totals.items():
            # Binary noise of many additions, far below the smallest coin.
            self._worksheet.write_number(self._row, place, round(total, 6), cell_format)
