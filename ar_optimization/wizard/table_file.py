"""A CSV or XLSX file as a list of rows, whatever made it."""
import csv
import io

from odoo.exceptions import UserError

# Excel in China saves CSV in GB 18030; it is tried before Latin-1, which accepts anything.
ENCODINGS = ('utf-8-sig', 'gb18030', 'latin-1')


def read_table(env, name, content):
    """Rows of the first sheet, the header first; empty rows stay, so that line numbers hold.

    :param str name: file name, which says what it is.
    :param bytes content: the file.
    :return: list of lists; text cells from CSV; dates and numbers as they are from XLSX.
    :raise UserError: when the file cannot be read or holds no row below its header.
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


def _read_xlsx(env, content):
    try:
        import openpyxl  # noqa: PLC0415 optional
    except ImportError:
        raise UserError(env._(
            "XLSX files need the Python package openpyxl on the server. Save the file as CSV "
            "instead.")) from None
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception as error:
        raise UserError(env._("This is not a readable XLSX file: %s", error)) from error
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def _read_csv(env, content):
    text = _decode(content)
    if '\0' in text:
        raise UserError(env._("This is not a text file. Save it as CSV or XLSX."))
    try:
        dialect = csv.Sniffer().sniff(text[:4096], delimiters=',;\t|')
    except csv.Error:
        dialect = csv.excel
    try:
        return list(csv.reader(io.StringIO(text, newline=''), dialect))
    except csv.Error:  # such as a quotation mark that never ends
        raise UserError(env._("This is not a text file. Save it as CSV or XLSX.")) from None


def _decode(content):
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 decodes every byte")
