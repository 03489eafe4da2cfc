"""What is wrong with a row of a file, in the user's language."""
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

TEXTS = {
    'required': _lt("A value is required."),
    'cell_error': _lt("The cell holds the error %(value)s."),
    'date_unknown': _lt("Not a date: %(value)s"),
    'date_order': _lt("Day and month cannot be told apart: %(value)s. Choose the order of dates."),
    'amount_unknown': _lt("Not an amount: %(value)s"),
    'amount_decimal': _lt("The decimal sign cannot be told: %(value)s. Choose the decimal sign."),
    'flag_unknown': _lt("Neither yes nor no: %(value)s"),
    'integer_unknown': _lt("Not a whole number: %(value)s"),
    'too_small': _lt("Must be at least %(minimum)s, is %(value)s."),
    'duplicate': _lt("The same as in line %(line)s."),
    'before': _lt("Lies before %(column)s."),
    'column_missing': _lt("Choose the column of the file that holds it."),
    'column_twice': _lt("Chosen for several columns of the file. Leave one of them."),
    'choice_unknown': _lt("Must be one of %(choices)s, not %(value)s."),
    'customer_unknown': _lt("No customer has this reference, tax number or name: %(value)s"),
    'customer_twice': _lt(
        "Several customers fit %(value)s. Use the customer's reference or tax number."),
    'currency_unknown': _lt("Not an active currency: %(value)s"),
    'rate_missing': _lt("There is no exchange rate of %(value)s."),
    'known': _lt("This invoice was loaded before, from %(value)s."),
}


def fault_text(env, fault, titles):
    """One fault as a sentence.

    :param fault: `table_import.Fault`.
    :param titles: {column name: its title on the screen}.
    """
    args = dict(fault.args)
    if 'column' in args:
        args['column'] = titles.get(args['column'], args['column'])
    return str(env._(TEXTS[fault.code])) % args
