"""A night killed at any point and run again ends where an undisturbed one ends, and does nothing
twice.

Usage: killed_night.py DATABASE   with the app and nothing else; it is filled and changed.

A small ledger is made, and the scheduled actions of one night run on it as Odoo's own worker runs
them, in a process of its own. Then the same on copies of the database, with the process killed
(SIGKILL) before a statement that lies anywhere in the night, twice, and started again.
"""
import multiprocessing
import os
import signal
import sys
from collections import Counter
from pathlib import Path

from bench.ledger import LedgerWriter
from bench.session import configure, odoo_env

from odoo import sql_db
from odoo.modules.registry import Registry

INVOICES = 1000
SHOWN = 5  # differences of each sign
FACTS = Path(__file__).with_name('night_facts.sql')
# Where the first kill lies and, counted from the new start, the second, as shares of the statements
# of a night. Odoo gives up an action that was killed three times before it said that it got on.
KILLS = ((0.03, 0.1), (0.2, 0.3), (0.4, 0.4), (0.6, 0.2), (0.75, 0.15), (0.95, 0.02))
CRONS = ('ledger', 'insight', 'credit')


def prepare(database):
    """Fill the books, switch every part of the app on, and make it night."""
    with odoo_env(database) as env:
        env['ir.cron'].search([]).active = False
        for name in CRONS:
            env.ref(f'ar_optimization.ir_cron_nightly_{name}').active = True
        env.ref('ar_optimization.ir_cron_nightly_ledger').nextcall = '2020-01-01'
        for name in env['res.company']._fields:
            if name.startswith('ar_position_'):
                env.company[name] = 'on'
        env.flush_all()
        LedgerWriter(env, INVOICES).run()
        env.cr.commit()
        env.cr.execute("ANALYZE")
        env.cr.commit()


class Database:
    """A database that can be set back to how it was when this object was made."""

    def __init__(self, name):
        self.name = name
        self.origin = f'{name}_origin'
        self._copy(name, self.origin)

    def restore(self):
        self._copy(self.origin, self.name)

    def drop(self):
        self._admin(f'DROP DATABASE "{self.origin}"')

    def _copy(self, source, target):
        self._admin(f'DROP DATABASE IF EXISTS "{target}"')
        self._admin(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    @staticmethod
    def _admin(statement):
        sql_db.close_all()  # nobody may look on while a database is copied
        with sql_db.db_connect('postgres').cursor() as cr:
            cr._cnx.autocommit = True
            cr._obj.execute(statement)
        sql_db.close_all()


def _night(database, kill_at, connection):
    """Run all that is due, in a forked process.

    :param kill_at: number of the statement that this process does not live to execute.
    """
    statements = 0
    execute = sql_db.Cursor.execute

    def counted(cr, *args, **kwargs):
        nonlocal statements
        statements += 1
        if statements == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(cr, *args, **kwargs)

    sql_db.Cursor.execute = counted
    cron = Registry(database)['ir.cron']
    while _is_due(database):
        cron._process_jobs(database)
    connection.send(statements)


def _is_due(database):
    with sql_db.db_connect(database).cursor() as cr:
        return Registry(database)['ir.cron']._get_all_ready_jobs(cr)


def night(database, kill_at=None):
    """Run the night of a database, or the rest of it.

    :return: number of statements, None when it was killed.
    """
    sql_db.close_all()  # a connection must not be shared with the child
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context('fork').Process(
        target=_night, args=(database, kill_at, theirs))
    process.start()
    theirs.close()
    process.join()
    if process.exitcode not in (0, -signal.SIGKILL if kill_at else 0):
        sys.exit(f"error: the night ended with {process.exitcode}")
    return None if process.exitcode else ours.recv()


def facts(database):
    """All that a night writes, as lines of text without ids and times."""
    with odoo_env(database) as env:
        env['ar.event.seal']._seal_all()
        env.cr.commit()
        env.cr.execute(FACTS.read_text())
        lines = [line for line, in env.cr.fetchall()]
        return sorted([*lines, env['ar.event.seal']._verify(env.company.id)['problem']])


def main(database):
    configure(database)
    prepare(database)
    base = Database(database)
    total = night(database)
    wanted = facts(database)
    print(f"an undisturbed night: {total} statements, {len(wanted)} facts", flush=True)
    wrong = 0
    for shares in KILLS:
        base.restore()
        for share in shares:
            if night(database, round(total * share)):
                sys.exit(f"error: a night was over before it was killed at {share:.0%}")
        night(database)
        gone, extra = Counter(wanted), Counter(facts(database))
        gone, extra = gone - extra, extra - gone
        wrong += bool(gone or extra)
        print(f"killed at {' and '.join(f'{share:.0%}' for share in shares)}:",
              "differs" if gone or extra else "the same", flush=True)
        for sign, lines in (('-', gone), ('+', extra)):
            for line in list(lines)[:SHOWN]:
                print(sign, line)
    base.drop()
    sys.exit(f"error: {wrong} nights differ" if wrong else 0)


if __name__ == '__main__':
    main(*sys.argv[1:])
