import argparse
import datetime
import sys
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.cli.command import Command
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tools import config


class LedgerCommand(Command):
    """Post a ledger that comes as a CSV file as real invoices, payments and reconciliations."""

    name = 'ar_ledger'
    epilog = """
        The file has the columns invoice_id, customer, invoice_date, due_date, pay_date, amount and
        currency, under these or other usual names; more columns are ignored. No pay_date means
        open, a negative amount is a credit note. A row that cannot be booked is reported with its
        line number and nothing of that invoice is kept. An invoice whose invoice_id the company
        has already is passed over: a killed import goes on when the same command is started
        again, and a second run adds nothing.

        exit code:
          0  all rows are booked, and open items and general ledger agree
          1  it could not be done, the message says why
          2  wrong arguments
          3  some rows were refused, all others are booked
          4  all rows are booked, but open items and general ledger differ
    """

    def __init__(self):
        super().__init__()
        self.parser.epilog = _cleaned(self.epilog)
        commands = self.parser.add_subparsers(dest='subcommand', required=True)
        importing = commands.add_parser(
            'import', description=self.__doc__, epilog=self.parser.epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter)
        importing.add_argument('file', type=Path, help="the CSV file")
        importing.add_argument('-d', '--db', dest='database', required=True)
        importing.add_argument(
            '--as-of', type=datetime.date.fromisoformat, metavar='DATE',
            help="shift all dates by whole weeks so that the last invoice or payment falls into "
                 "the week up to this day, and compute the figures for it; left out: dates as "
                 "they are, figures for today")
        importing.add_argument(
            '--rate', dest='rates', action='append', default=[], type=_rate, metavar='CODE=RATE',
            help="units of this currency for one unit of the company's, from the ledger's first "
                 "day on; may be repeated")
        importing.add_argument(
            '--no-nightly', dest='nightly', action='store_false',
            help="leave scores and tiers to the nightly jobs")

    def run(self, args):
        """Parse, import, and leave the process with the documented exit code."""
        options = self.parser.parse_args(args)
        config.parse_config([
            '--no-http', '--log-level=warn', '--log-handler=py.warnings:ERROR',
            '-d', options.database,
        ], setup_logging=True)
        try:
            sys.exit(self._import(options))
        except KeyboardInterrupt:
            sys.exit("stopped; the same command goes on from here")

    def _import(self, options):
        registry = Registry(options.database)
        if 'ar.credit.account' not in registry:
            sys.exit(f"error: the app is not installed in database {options.database}")
        # Not before: a command is found and loaded without its addon.
        # pylint: disable-next=odoo-addons-relative-import
        from odoo.addons.ar_optimization.cli.ledger_import import session  # noqa: PLC0415
        try:
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env = env(context=env['res.users'].context_get())
                return session.ImportSession(env, options, cr.commit).run()
        except (session.LedgerFileError, UserError, OSError) as error:
            sys.exit(f"error: {error}")


def _cleaned(text):
    return '\n'.join(line.removeprefix(' ' * 8) for line in text.strip('\n').splitlines())


def _rate(text):
    """'CAD=1.37' → ('CAD', 1.37)"""
    code, _equals, rate = text.partition('=')
    try:
        value = float(rate)
    except ValueError:
        value = 0.0
    if not 0 < value < float('inf'):
        raise argparse.ArgumentTypeError(f"{text!r} is not like CAD=1.37")
    return code.strip().upper(), value
