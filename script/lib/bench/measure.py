"""Runs every step on one database and prints what it cost, a JSON object per line.

Each step runs in a process of its own, forked when Odoo is loaded: caches are cold, and the peak
of memory is the step's own.
"""
import json
import multiprocessing
import re
import sys
import time
from collections import defaultdict
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from odoo import SUPERUSER_ID, api, fields, sql_db
from odoo.modules.registry import Registry

from .session import configure
from .steps import APP, PLAIN, STEPS, past_month

BARE = Path(__file__).with_name('bare.sql')


class Meter:
    """What a step is given: an environment, and a clock it starts around what counts."""

    def __init__(self, env):
        self.env = env
        self.seconds = []
        self.queries = []

    @contextmanager
    def __call__(self):
        """Measure what happens inside, with the flush that belongs to it."""
        self.env.flush_all()
        queries, started = self.env.cr.sql_log_count, time.perf_counter()
        yield
        self.env.flush_all()
        self.seconds.append(time.perf_counter() - started)
        self.queries.append(self.env.cr.sql_log_count - queries)

    def sum(self):
        """What was measured so far is one thing."""
        self.seconds, self.queries = [sum(self.seconds)], [sum(self.queries)]

    def result(self):
        """The fastest run (a slower one was disturbed), and the peak of memory in MB."""
        return {
            'seconds': min(self.seconds),
            'queries': min(self.queries),
            'memory': _peak_memory(),
        }


def bare_statements(env):
    """Name → hand-written statement, its literals filled in."""
    Line = env['account.move.line']
    accounts = env['account.account'].search([('account_type', '=', 'asset_receivable')])
    today = fields.Date.context_today(Line)
    month_start, month_end = past_month(today)
    values = {
        'accounts': ', '.join(map(str, accounts.ids)), 'company': env.company.id,
        'today': f"DATE '{today}'", 'past': f"(DATE '{today}' - 90)",
        'month_start': f"DATE '{month_start}'", 'month_end': f"DATE '{month_end}'",
    }
    parts = re.split(r'-- name: (.+)\n', BARE.read_text())[1:]
    return {name: text.format(**values) for name, text in zip(parts[::2], parts[1::2], strict=True)}


def _peak_memory():
    status = Path('/proc/self/status').read_text()
    return int(re.search(r'VmHWM:\s+(\d+)', status)[1]) / 1024


def _child(database, step, connection):
    Path('/proc/self/clear_refs').write_text('5')  # the peak counts from here
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {'lang': 'en_US', 'tracking_disable': True})
        meter = Meter(env)
        step.run(meter, bare_statements(env))
        if step.keeps:
            cr.commit()
        else:
            cr.rollback()
    connection.send(meter.result())
    connection.close()


def measure(database, step):
    """Run one step in a forked process.

    :return: dict of seconds, queries, memory; None when the step failed.
    """
    sql_db.close_all()  # a connection must not be shared with the child
    ours, theirs = multiprocessing.Pipe(duplex=False)
    fork = multiprocessing.get_context('fork')
    process = fork.Process(target=_child, args=(database, step, theirs))
    process.start()
    theirs.close()
    try:
        return ours.recv()
    except EOFError:
        return None
    finally:
        process.join()


def rounds(steps):
    """Steps of one name with their side, each side in turn as often as they ask for: what slows
    the machine down for a while then slows both."""
    for _round in range(max(step.rounds for step in steps)):
        for step in steps:
            for side in step.sides:
                yield step, side


def best(results):
    """The fastest of several results of one step; the fewest queries, the highest memory."""
    return {
        'seconds': min(result['seconds'] for result in results),
        'queries': min(result['queries'] for result in results),
        'memory': max(result['memory'] for result in results),
    }


def main(app, plain, only='', needs=''):
    """Measure the steps whose name contains `only`.

    :param app, plain: databases with the same ledger, with and without the app.
    :param needs: only the steps that need this model.
    """
    configure(app)
    databases, failed = {APP: app, PLAIN: plain}, set()
    possible = [
        step for step in STEPS
        if only in step.name and step.possible(Registry(app)) and needs in (step.needs, '')]
    for name, steps in groupby(possible, key=lambda step: step.name):
        print(f"  {name}", file=sys.stderr, flush=True)
        results = defaultdict(list)
        for step, side in rounds(list(steps)):
            results[side, step.kind].append(measure(databases[side], step))
        for (side, kind), found in results.items():
            if None in found:
                failed.add(name)
            else:
                print(json.dumps({'side': side, 'step': name, 'kind': kind, **best(found)}),
                      flush=True)
    if failed:
        sys.exit(f"error: failed: {', '.join(sorted(failed))}")


if __name__ == '__main__':
    main(*sys.argv[1:])
