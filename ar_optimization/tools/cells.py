"""Decide what a cell of a spreadsheet or CSV file means, and refuse to guess.

A date or an amount that can be read in two ways ("03/04/2026", "1.234") is an error until the
order or the decimal sign is given: a limit wrong by a factor of a thousand is worse than a
question. Full-width characters and the marks of Chinese and European spreadsheets are read.
"""
import re
import unicodedata
from datetime import date, datetime, timedelta

#: What can be wrong with a cell; the screen translates the code and fills in the arguments.
MESSAGES = {
    "required": "a value is required",
    "cell_error": "the cell holds the error %(value)s",
    "date_unknown": "not a date: %(value)s",
    "date_order": "day and month cannot be told apart: %(value)s",
    "amount_unknown": "not an amount: %(value)s",
    "amount_decimal": "the decimal sign cannot be told: %(value)s",
    "flag_unknown": "neither yes nor no: %(value)s",
    "integer_unknown": "not a whole number: %(value)s",
}

#: Day 0 of Excel's calendar, which counts a 29 February 1900 that never was.
_EXCEL_EPOCH = date(1899, 12, 30)
#: 1 March 1900 to 31 December 9999.
_EXCEL_DAYS = range(61, 2_958_466)

_YES = frozenset(["yes", "y", "true", "t", "1", "x", "on", "是", "有", "对", "真"])
_NO = frozenset(["no", "n", "false", "f", "0", "off", "否", "无", "没有", "假"])
_TENS = {"万": 1e4, "亿": 1e8}
_DATE = re.compile(r"(\d{1,4})[-/.年](\d{1,2})[-/.月](\d{1,4})日?")
_AMOUNT = re.compile(r"\d[\d.,]*|[.,]\d+")


class CellError(ValueError):
    """A cell that cannot be read: ``code`` is a key of :data:`MESSAGES`."""

    def __init__(self, code, value=None):
        self.code = code
        self.args_ = {} if value is None else {"value": str(value)}
        super().__init__(MESSAGES[code] % self.args_)


def clean(value):
    """Return a cell as plain text: full-width characters narrowed, outer blanks dropped.

    >>> clean(" ＩＮＶ　１ "), clean(None), clean(1001.0)
    ('INV 1', '', '1001')
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFKC", str(value)).replace("\u200b", "").strip()


def parse_text(value):
    """Return the text of a cell, None when it is empty.

    :raise CellError: for a spreadsheet error such as ``#REF!``

    >>> parse_text(" Azure "), parse_text("")
    ('Azure', None)
    >>> parse_text("#N/A")
    Traceback (most recent call last):
    ...
    odoo.addons.ar_optimization.tools.cells.CellError: the cell holds the error #N/A
    """
    text = clean(value)
    if text.startswith("#") and text.rstrip("!?").isupper():
        raise CellError("cell_error", text)
    return text or None


def parse_date(value, order=None):
    """Return the date of a cell, None when it is empty.

    :param value: a date, datetime, Excel serial number, or text: ISO, ``20261121``,
        ``2026年11月21日``, or day, month and year with any of ``/ . -`` between
    :param str order: ``dmy`` or ``mdy`` for dates that do not begin with the year; without it,
        only those that can be read in one way are accepted
    :raise CellError: when it is no date or its order is not known

    >>> parse_date("2026-11-21"), parse_date("21/11/2026"), parse_date(46347)
    (datetime.date(2026, 11, 21), datetime.date(2026, 11, 21), datetime.date(2026, 11, 21))
    >>> parse_date("03/04/2026", "mdy"), parse_date("2026年3月4日")
    (datetime.date(2026, 3, 4), datetime.date(2026, 3, 4))
    >>> parse_date("03/04/2026")
    Traceback (most recent call last):
    ...
    odoo.addons.ar_optimization.tools.cells.CellError: day and month cannot be told apart: \
03/04/2026
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = parse_text(value)
    if text is None:
        return None
    found = _date_of_digits(text) or _date_of_parts(text, order)
    if found is None:
        raise CellError("date_unknown", text)
    return found


def _date_of_digits(text):
    """Return the date of ``20261121`` or of an Excel serial number with or without a time."""
    whole, __, time = text.partition(".")
    if not whole.isdecimal() or (time and not time.isdecimal()):
        return None
    if len(whole) == 8 and not time:
        return _date(int(whole[:4]), int(whole[4:6]), int(whole[6:]))
    days = int(whole)
    return _EXCEL_EPOCH + timedelta(days) if days in _EXCEL_DAYS else None


def _date_of_parts(text, order):
    """Return the date of three numbers; a time after them is dropped."""
    found = _DATE.fullmatch(re.split(r"[ T](?=\d{1,2}:\d)", text)[0])
    if not found:
        return None
    first, second, third = map(int, found.groups())
    if len(found[1]) == 4:
        return _date(first, second, third)
    if len(found[3]) != 4:
        return None
    readings = {"dmy": _date(third, second, first), "mdy": _date(third, first, second)}
    if order:
        return readings[order]
    possible = {day for day in readings.values() if day}
    if len(possible) > 1:
        raise CellError("date_order", text)
    return possible.pop() if possible else None


def _date(year, month, day):
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_amount(value, decimal=None):
    """Return the amount of a cell, None when it is empty.

    :param value: a number, or text with thousands separators, currency signs or codes,
        ``(12)`` or ``12-`` for a negative one, 万 and 亿 for 10⁴ and 10⁸
    :param str decimal: ``.`` or ``,``; without it, ``1.234`` is refused and ``1,234`` read as
        thousands (:func:`guess_decimal` looks at a whole column)
    :return: float
    :raise CellError: when it is no amount or can be read in two ways

    >>> [parse_amount(text) for text in ("1,234.56", "1.234,56", "(12)", "￥1,200", "1 234,5")]
    [1234.56, 1234.56, -12.0, 1200.0, 1234.5]
    >>> parse_amount("1.234", ","), parse_amount("EUR -0.5"), parse_amount("12.5万元")
    (1234.0, -0.5, 125000.0)
    >>> parse_amount("1.234")
    Traceback (most recent call last):
    ...
    odoo.addons.ar_optimization.tools.cells.CellError: the decimal sign cannot be told: 1.234
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _finite(value)
    text = parse_text(value)
    if text is None:
        return None
    sign, digits, factor = _strip_marks(text)
    decimal = decimal or guess_decimal([digits])
    if decimal is None:
        raise CellError("amount_decimal", text)
    return sign * factor * _number(digits, decimal, text)


def _finite(value):
    if value != value or value in (float("inf"), float("-inf")):
        raise CellError("amount_unknown", value)
    return float(value)


def _strip_marks(text):
    """Return sign, digits with separators, and factor of an amount."""
    bare = re.sub(r"[\s'’_]|[¥$€£₹元]|(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z])", "", text)
    bare = bare.replace("−", "-")
    factor = _TENS.get(bare[-1:], 1.0)
    bare = bare.rstrip("万亿")
    negative = re.fullmatch(r"\((.*)\)|-(.*)|(.*)-", bare)
    digits = next(filter(None, negative.groups()), "") if negative else bare.removeprefix("+")
    if not _AMOUNT.fullmatch(digits):
        raise CellError("amount_unknown", text)
    return (-1.0 if negative else 1.0), digits, factor


def _number(digits, decimal, text):
    thousands = "," if decimal == "." else "."
    whole, __, fraction = digits.partition(decimal)
    groups = whole.split(thousands)
    # The Indian system groups by two; the last group always has three digits.
    grouped = len(groups) == 1 or (len(groups[-1]) == 3 and all(groups))
    if not grouped or thousands in fraction or decimal in fraction:
        raise CellError("amount_unknown", text)
    return float(f"{''.join(groups)}.{fraction or 0}")


def guess_decimal(texts):
    """Return the decimal sign that a column of amounts uses, None when nothing shows it.

    :param texts: cells of one column
    :return: ``.`` or ``,`` or None

    >>> guess_decimal(["1.234", "12,50"]), guess_decimal(["1,234"]), guess_decimal(["1.234"])
    (',', '.', None)
    >>> guess_decimal(["1.5", "1,5"]) is None
    True
    """
    signs, dotted = set(), False
    for text in map(clean, texts):
        marks = re.sub(r"[^.,]", "", text)
        if not marks:
            continue
        tail = re.sub(r"\D", "", text[text.rindex(marks[-1]):])
        if len(set(marks)) == 2:
            signs.add(marks[-1])
        elif len(marks) > 1:
            signs.add("," if marks[0] == "." else ".")
        elif len(tail) != 3:
            signs.add(marks)
        else:
            dotted = dotted or marks == "."
    if signs:
        return signs.pop() if len(signs) == 1 else None
    return None if dotted else "."


def parse_integer(value):
    """Return the whole number of a cell, None when it is empty.

    >>> parse_integer("30"), parse_integer(30.0), parse_integer("")
    (30, 30, None)
    """
    text = parse_text(value)
    if text is None:
        return None
    if not re.fullmatch(r"[+-]?\d+", text):
        raise CellError("integer_unknown", text)
    return int(text)


def parse_flag(value):
    """Return the yes or no of a cell, None when it is empty.

    >>> parse_flag("是"), parse_flag("No"), parse_flag(True), parse_flag(None)
    (True, False, True, None)
    """
    text = parse_text(value)
    if text is None:
        return None
    word = text.casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise CellError("flag_unknown", text)
