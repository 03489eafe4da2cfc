"""A CSV or XLSX file as a list of rows, whatever made it."""
import codecs
import csv
import io
import zipfile

from odoo.exceptions import UserError

# Excel in China saves CSV in GB 18030; it is tried before Latin-1, which accepts anything.
ENCODINGS = ('utf-8-sig', 'gb18030', 'latin-1')
# What Excel calls "Unicode text" begins with one of these.
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# A file is read into memory whole. What is larger is a mistake, or made to do harm.
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_UNPACKED = 2 ** 28  # bytes


def read_table(env, name, content):
    """Rows of the first sheet, the header first; empty rows stay, so that line numbers hold.

    :param str name: file name, which says what it is.
    :param bytes content: the file.
    :return: list of lists, none longer than the header; text cells from CSV; dates and numbers as
        they are from XLSX.
    :raise UserError: when the file cannot be read, is too large, or holds no row below its header.
    """
    if name and name.lower().endswith(('.xlsx', '.xlsm')):
        rows = _read_xlsx(env, content)
    elif name and name.lower().endswith('.xls'):
        raise UserError(env._("%(name)s is an old Excel file. Save it as XLSX or CSV.", name=name))
    else:
        rows = _read_csv(env, content)
    if not any(any(cell not in (None, '') for cell in row) for row in rows[1:]):
        raise UserError(env._(
            "The file has no rows below its header. The first row must name the columns."))
    return rows


def _limited(env, rows):
    """The rows as lists, cut to the columns that the header names, without the blank rows that
    spreadsheets have at their end.

    :param rows: iterable of the rows; no more of them are read than may be.
    """
    kept, blank, width = [], 0, None
    for row in rows:
        length = _length(row)
        if width is None:
            width = length
            if width > MAX_COLUMNS:
                raise UserError(env._(
                    "The file has more than %s columns. Keep only those that are needed.",
                    MAX_COLUMNS))
        if not length and kept:
            blank += 1
            continue
        kept += [[]] * blank
        kept.append(list(row[:min(length, width)]))
        blank = 0
        if len(kept) > MAX_ROWS:
            raise UserError(env._(
                "The file has more than %s rows. Split it into several files.", MAX_ROWS))
    return kept


def _length(row):
    """The number of cells up to the last one that is not empty."""
    return max(
        (place for place, cell in enumerate(row, start=1) if cell not in (None, '')), default=0)


def _read_xlsx(env, content):
    try:
        import openpyxl  # noqa: PLC0415 optional
    except ImportError:
        raise UserError(env._(
            "XLSX files need the Python package openpyxl on the server. Save the file as CSV "
            "instead.")) from None
    try:
        _check_unpacked(env, content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # a file may claim to be as large as a sheet can be
        return _limited(env, sheet.iter_rows(values_only=True))
    except UserError:
        raise
    except Exception as error:
        raise UserError(env._("This is not a readable XLSX file: %s", error)) from error


def _check_unpacked(env, content):
    """Refuse a file that unpacks to more than memory should hold, before it is unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
            raise UserError(env._(
                "The file is too large. Split it, or save the sheet as CSV."))


def _read_csv(env, content):
    text = _decode(content)
    if '\0' in text:
        raise UserError(env._("This is not a text file. Save it as CSV or XLSX."))
    try:
        dialect = csv.Sniffer().sniff(text[:4096], delimiters=',;\t|')
    except csv.Error:
        dialect = csv.excel
    try:
        return _limited(env, csv.reader(io.StringIO(text, newline=''), dialect))
    except csv.Error:  # such as a quotation mark that never ends
        raise UserError(env._("This is not a text file. Save it as CSV or XLSX.")) from None


def _decode(content):
    if content.startswith(UTF_16_MARKS):
        return content.decode('utf-16', errors='replace')
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 decodes every byte")
