"""Columns that nobody writes by hand."""
from odoo.exceptions import AccessError


def check_derived(model, names, *vals_list):
    """Refuse to write figures that follow from others. Odoo shows them read-only and takes them
    from whoever calls all the same; the guard and the exposure read them.

    :param model: recordset that is written, in the environment of who writes.
    :param names: names of fields of which no value may be given.
    :param vals_list: values as of `create` and `write`.
    :raise AccessError: when somebody else than the system gives one.
    """
    if model.env.su:
        return
    if given := names & set().union(*vals_list):
        raise AccessError(model.env._(
            "%(field)s follows from other figures and cannot be changed by hand.",
            field=model._fields[min(given)]._description_string(model.env)))
