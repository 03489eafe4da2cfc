"""Fields of records as columns and rows of a workbook."""
from .report_workbook import DATE, DECIMAL, MONEY, NUMBER, TEXT, Column

KINDS = {'date': DATE, 'integer': NUMBER, 'float': DECIMAL, 'monetary': MONEY}


def labels(records, *names):
    """The words of selection fields.

    :return: {field name: {value: label}}
    """
    return {
        name: dict(records._fields[name]._description_selection(records.env)) for name in names}


def field_columns(records, widths, totals=()):
    """Columns with the labels and kinds of fields.

    :param records: of the model, also none.
    :param dict widths: by field name, in the order of the columns.
    :param totals: names of the fields that are added up.
    """
    return [
        Column(records._fields[name]._description_string(records.env), name,
               KINDS.get(records._fields[name].type, TEXT), width, total=name in totals)
        for name, width in widths.items()]


def field_row(record, columns):
    """A record as a row for columns of its fields."""
    return {column.key: _cell(record, column.key) for column in columns}


def _cell(record, name):
    field, value = record._fields[name], record[name]
    if field.type == 'many2one':
        return value.display_name
    if field.type == 'selection':
        return labels(record, name)[name].get(value)
    return value
