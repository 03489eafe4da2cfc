"""A backtest from ledger to table, as the command line runs it."""
import sys

from odoo import fields

from ...tools import backtest, lateness, ledger_view, numeric
from ..ledger_import import rows
from .table import table

DONE = 0
NO_NUMPY = "error: the Python library numpy is not installed"


def print_file(options, out=None):
    """Judge a CSV ledger and print the table.

    :param options: as the command line gives them.
    :return: exit code, or what went wrong.
    """
    if not numeric.available():
        return NO_NUMPY
    try:
        found, bad = rows.read_ledger(options.file)
    except (rows.LedgerFileError, OSError) as error:
        return f"error: {error}"
    out = out or sys.stdout
    out.write(f"{len(found)} invoices, {len(bad)} refused\n")
    ledger = ledger_view.ledger(
        (row.customer, row.invoice_date, row.due_date, row.pay_date, row.amount) for row in found)
    _print(ledger, options.as_of and ledger_view.day_number(options.as_of), options, out)
    return DONE


def print_database(env, options, out=None):
    """Judge the ledger of each company of a database and print the tables.

    :return: exit code, or what went wrong.
    """
    if not numeric.available():
        return NO_NUMPY
    out = out or sys.stdout
    today = options.as_of or fields.Date.context_today(env.user)
    for company in env['res.company'].search([], order='id'):
        ledger = env['ar.model.evaluation']._ledger(company, today)
        out.write(f"\n{company.name}, as known on {today}: {len(ledger.due)} instalments\n")
        _print(ledger, ledger_view.day_number(today), options, out)
    return DONE


def _print(ledger, day, options, out):
    if day is None:  # all that is in the ledger is known
        known = [ledger.invoice, ledger.paid[ledger.paid < ledger_view.UNPAID]]
        day = 1 + max((int(days.max()) for days in known if len(days)), default=0)
    cut_offs = options.cut_offs and [ledger_view.day_number(cut) for cut in options.cut_offs]
    found = backtest.backtest(
        ledger_view.known_at(ledger, day), cut_offs, options.new_days or lateness.NEW_DAYS)
    out.write(f"{table(found)}\n")
