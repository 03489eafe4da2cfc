import argparse
import datetime
import sys
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.cli.command import Command
from odoo.modules.registry import Registry
from odoo.tools import config


class BacktestCommand(Command):
    """Print how good the predictions of payments would have been: made on past days from what was
    known on each, beside what came, and beside the customer's own late rate and a constant guess.
    """

    name = 'ar_backtest'
    epilog = """
        Of a database the ledger of each company is judged as every week at night, and nothing is
        written. Of a file (columns as of `ar_ledger import`) nothing but the file is read.

        exit code:
          0  the figures are printed
          1  it could not be done, the message says why
          2  wrong arguments
    """

    def __init__(self):
        super().__init__()
        self.parser.description = self.__doc__
        self.parser.formatter_class = argparse.RawDescriptionHelpFormatter
        self.parser.epilog = '\n'.join(
            line.removeprefix(' ' * 8) for line in self.epilog.strip('\n').splitlines())
        source = self.parser.add_mutually_exclusive_group(required=True)
        source.add_argument('-d', '--db', dest='database')
        source.add_argument('--file', type=Path, help="a CSV ledger instead of a database")
        day = datetime.date.fromisoformat
        self.parser.add_argument(
            '--as-of', type=day, metavar='DATE',
            help="know what was known on the morning of this day; default today, and all of a file")
        self.parser.add_argument(
            '--cut-off', dest='cut_offs', type=day, action='append', metavar='DATE',
            help="make the predictions on this day; may be repeated. Left out: on six days, four "
                 "weeks apart")
        self.parser.add_argument(
            '--new-days', type=int, metavar='DAYS',
            help="invoices issued in so many days after a cut-off are the new ones; default 35")

    def run(self, args):
        """Parse, judge, print, and leave the process with the documented exit code."""
        options = self.parser.parse_args(args)
        # Not before: a command is found and loaded without its addon.
        # pylint: disable-next=odoo-addons-relative-import
        from odoo.addons.ar_optimization.cli.backtest import session  # noqa: PLC0415
        if options.file:
            sys.exit(session.print_file(options))
        config.parse_config([
            '--no-http', '--log-level=warn', '--log-handler=py.warnings:ERROR',
            '-d', options.database,
        ], setup_logging=True)
        registry = Registry(options.database)
        if 'ar.model.evaluation' not in registry:
            sys.exit(f"error: the app is not installed in database {options.database}")
        with registry.cursor() as cr:
            sys.exit(session.print_database(api.Environment(cr, SUPERUSER_ID, {}), options))
