"""Decide which rows of a table that somebody brings can be taken, and what is wrong with the
others.

Reading the file (CSV, XLSX) is the caller's; here headers are matched to columns by their
usual names in English and Chinese, cells are parsed, and every fault is told by line, column
and code. A row with a fault yields no values, so nothing of it can be half imported.
"""
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from . import cells

TEXT, DATE, AMOUNT, INTEGER, FLAG = "text", "date", "amount", "integer", "flag"

#: Messages of cells, and of rows and headers.
MESSAGES = {
    **cells.MESSAGES,
    "too_small": "must be at least %(minimum)s: %(value)s",
    "duplicate": "the same as in line %(line)s",
    "before": "lies before %(column)s",
    "column_missing": "no column found for it",
    "choice_unknown": "must be one of %(choices)s, not %(value)s",
}

#: Other names under which a column is often found, compared without case, blanks and marks.
SYNONYMS = {
    "invoice_id": (
        "invoice", "invoice no", "invoice number", "inv no", "document", "document number",
        "doc no", "number", "reference", "ref", "bill no",
        "发票号", "发票号码", "发票编号", "单据号", "单据编号", "单号", "凭证号",
    ),
    "customer": (
        "customer name", "client", "partner", "debtor", "account", "account name", "buyer",
        "company", "name", "cust name", "sold to", "bill to",
        "客户", "客户名称", "往来单位", "购方名称", "买方", "公司名称", "名称",
    ),
    "customer_ref": (
        "customer no", "customer number", "customer code", "customer id", "account no",
        "cust number", "client code", "客户编号", "客户代码", "客户编码",
    ),
    "tax_id": (
        "vat", "vat number", "tax number", "tin", "registration number",
        "税号", "纳税人识别号", "统一社会信用代码", "信用代码",
    ),
    "invoice_date": (
        "date", "document date", "doc date", "issue date", "invoiced on", "posting date",
        "开票日期", "发票日期", "单据日期", "日期",
    ),
    "due_date": (
        "due", "due on", "maturity", "maturity date", "due in date", "date due", "payable on",
        "到期日", "到期日期", "应收日期", "付款到期日", "应付日期",
    ),
    "pay_date": (
        "paid on", "payment date", "date paid", "settled on", "settlement date", "clear date",
        "clearing date", "settled date", "paid date",
        "付款日期", "收款日期", "回款日期", "结清日期", "到账日期",
    ),
    "amount": (
        "invoice amount", "total", "total amount", "gross", "gross amount", "value", "sum",
        "original amount", "total open amount",
        "金额", "发票金额", "含税金额", "价税合计", "应收金额", "总额",
    ),
    "paid_amount": (
        "paid", "amount paid", "received", "amount received", "payment amount",
        "已付金额", "已收金额", "回款金额", "收款金额",
    ),
    "currency": ("curr", "ccy", "currency code", "invoice currency", "币种", "货币", "币别"),
    "disputed": ("dispute", "in dispute", "是否争议", "争议", "有争议"),
    "source": ("origin", "data source", "来源", "数据来源"),
    "credit_limit": (
        "limit", "credit line", "credit limit amount", "approved limit",
        "信用额度", "额度", "授信额度",
    ),
    "credit_days": (
        "terms", "payment terms", "days", "credit period", "net days", "账期", "信用期", "付款天数",
    ),
    "valid_until": (
        "valid to", "expiry", "expiry date", "expires", "limit expiry",
        "有效期", "有效期至", "失效日期",
    ),
    "tier": ("grade", "class", "risk class", "rating", "信用等级", "等级", "客户等级"),
    "note": ("notes", "comment", "remarks", "memo", "备注", "说明"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is looked for.

    ``kind`` is text, date, amount, integer or flag; ``minimum`` refuses numbers below it;
    ``choices`` are the only texts allowed (compared without case); ``after`` names a date
    column that this one must not lie before; ``unique`` refuses a second row with the value.
    """

    name: str
    kind: str = TEXT
    required: bool = False
    synonyms: tuple = ()
    minimum: float | None = None
    choices: tuple = ()
    after: str | None = None
    unique: bool = False


class Fault(NamedTuple):
    """What is wrong: line number in the file, column, code of :data:`MESSAGES`, arguments."""

    line: int
    column: str
    code: str
    args: Mapping

    def __str__(self):
        """Return the fault in English, for a terminal.

        >>> str(Fault(7, "amount", "amount_unknown", {"value": "abc"}))
        'line 7, amount: not an amount: abc'
        """
        return f"line {self.line}, {self.column}: {MESSAGES[self.code] % self.args}"


class Row(NamedTuple):
    """A row read: its line number, and its values or else its faults."""

    line: int
    values: dict | None
    faults: tuple


class Table(NamedTuple):
    """A whole table read: ``rows`` that can be taken, and all ``faults``."""

    rows: tuple
    faults: tuple


class Formats(NamedTuple):
    """How dates and amounts are written: ``dmy``/``mdy`` and the decimal sign, if known."""

    date_order: str | None = None
    decimal: str | None = None


def squash(text):
    """Return a header without case, blanks and marks, to compare it by.

    >>> squash("Invoice_No."), squash("发票 号")
    ('invoiceno', '发票号')
    """
    return re.sub(r"[\W_]+", "", cells.clean(text).casefold())


def guess_mapping(headers, columns):
    """Find the column of each header.

    A header with the very name of a column wins over one with a synonym, and no header serves
    two columns.

    :param headers: texts of the first row
    :param columns: :class:`Column` items
    :return: dict column name → place of its header; columns not found are absent

    >>> guess_mapping(["发票号码", "Customer Name", "Due", "x"],
    ...     [Column("invoice_id"), Column("customer"), Column("due_date"), Column("amount")])
    {'invoice_id': 0, 'customer': 1, 'due_date': 2}
    """
    squashed, mapping = [squash(header) for header in headers], {}
    for names in (_own_name, _other_names):
        for column in columns:
            if column.name not in mapping:
                place = _find(squashed, names(column), mapping.values())
                if place is not None:
                    mapping[column.name] = place
    return mapping


def _own_name(column):
    return (column.name,)


def _other_names(column):
    return (*column.synonyms, *SYNONYMS.get(column.name, ()))


def _find(squashed, names, taken):
    for name in map(squash, names):
        if name in squashed and squashed.index(name) not in taken:
            return squashed.index(name)
    return None


def missing_columns(mapping, columns):
    """Return a fault for each required column that no header was found for.

    >>> missing_columns({}, [Column("amount", AMOUNT, required=True), Column("note")])[0].code
    'column_missing'
    """
    return tuple(
        Fault(1, column.name, "column_missing", {})
        for column in columns if column.required and column.name not in mapping
    )


def guess_formats(rows, mapping, columns):
    """Look at whole columns to learn how dates and amounts are written.

    :param rows: list of lists of cells, without the header
    :return: :class:`Formats`; what nothing shows stays None

    >>> columns = [Column("due_date", DATE), Column("amount", AMOUNT)]
    >>> guess_formats([["13/01/2026", "1.234"], ["02/03/2026", "7,5"]],
    ...               {"due_date": 0, "amount": 1}, columns)
    Formats(date_order='dmy', decimal=',')
    """
    amounts = _cells_of(rows, mapping, columns, AMOUNT)
    texts = [cell for cell in amounts if isinstance(cell, str)]
    dates = [cell for cell in _cells_of(rows, mapping, columns, DATE) if isinstance(cell, str)]
    possible = [order for order in ("dmy", "mdy") if all(_fits(cell, order) for cell in dates)]
    order = possible[0] if len(possible) == 1 else None
    return Formats(order, cells.guess_decimal(texts))


def _cells_of(rows, mapping, columns, kind):
    places = [mapping[c.name] for c in columns if c.kind == kind and c.name in mapping]
    return [row[place] for row in rows for place in places if place < len(row)]


def _fits(cell, order):
    """Return whether a cell can be a date of this order; what is no date at all is no hint."""
    try:
        cells.parse_date(cell, order)
    except cells.CellError:
        other = "mdy" if order == "dmy" else "dmy"
        try:
            cells.parse_date(cell, other)
        except cells.CellError:
            return True
        return False
    return True


def read_table(rows, mapping, columns, formats=None, first_line=2):
    """Read all rows at once: see :func:`read_rows`.

    >>> columns = [Column("invoice_id", required=True, unique=True), Column("amount", AMOUNT)]
    >>> table = read_table([["A", "1,234.50"], ["A", "x"], [None, ""], ["B", ""]],
    ...                    {"invoice_id": 0, "amount": 1}, columns)
    >>> [row.values for row in table.rows]
    [{'invoice_id': 'A', 'amount': 1234.5}, {'invoice_id': 'B', 'amount': None}]
    >>> [str(fault) for fault in table.faults]
    ['line 3, amount: not an amount: x', 'line 3, invoice_id: the same as in line 2']
    """
    found = list(read_rows(rows, mapping, columns, formats, first_line))
    return Table(
        tuple(row for row in found if not row.faults),
        tuple(fault for row in found for fault in row.faults),
    )


def read_rows(rows, mapping, columns, formats=None, first_line=2):
    """Read rows one by one, for files of any length. Empty rows are skipped.

    :param rows: iterable of lists of cells, without the header
    :param mapping: dict column name → place, as :func:`guess_mapping` gives it
    :param columns: :class:`Column` items
    :param Formats formats: how dates and amounts are written
    :param int first_line: line number of the first row
    :return: iterator of :class:`Row`
    """
    formats, seen = formats or Formats(), {}
    for line, cells_ in enumerate(rows, start=first_line):
        if not any(cells.clean(cell) for cell in cells_):
            continue
        values, faults = _read_cells(line, cells_, mapping, columns, formats)
        for column in columns:
            faults += _check_across(line, column, values, seen)
        yield Row(line, None if faults else values, tuple(faults))


def _read_cells(line, row, mapping, columns, formats):
    values, faults = {}, []
    for column in columns:
        place = mapping.get(column.name)
        cell = row[place] if place is not None and place < len(row) else None
        try:
            values[column.name] = _read(cell, column, formats)
        except cells.CellError as error:
            faults.append(Fault(line, column.name, error.code, error.args_))
            continue
        faults += _check_value(line, column, values[column.name])
    return values, faults


def _read(cell, column, formats):
    if column.kind == DATE:
        return cells.parse_date(cell, formats.date_order)
    if column.kind == AMOUNT:
        return cells.parse_amount(cell, formats.decimal)
    parse = {INTEGER: cells.parse_integer, FLAG: cells.parse_flag}.get(column.kind)
    return parse(cell) if parse else _choose(cells.parse_text(cell), column.choices)


def _choose(text, choices):
    """Return a text as the list of choices writes it, if it is one of them."""
    return next((c for c in choices if text and c.casefold() == text.casefold()), text)


def _check_value(line, column, value):
    if value is None:
        return [Fault(line, column.name, "required", {})] if column.required else []
    if column.minimum is not None and value < column.minimum:
        args = {"value": value, "minimum": column.minimum}
        return [Fault(line, column.name, "too_small", args)]
    if column.choices and value not in column.choices:
        args = {"value": value, "choices": ", ".join(column.choices)}
        return [Fault(line, column.name, "choice_unknown", args)]
    return []


def _check_across(line, column, values, seen):
    """Return what is wrong between cells of a row, and between rows."""
    value, faults = values.get(column.name), []
    if value is None:
        return faults
    if column.unique:
        first = seen.setdefault((column.name, value), line)
        if first != line:
            faults.append(Fault(line, column.name, "duplicate", {"line": first}))
    earlier = values.get(column.after)
    if earlier is not None and value < earlier:
        faults.append(Fault(line, column.name, "before", {"column": column.after}))
    return faults
