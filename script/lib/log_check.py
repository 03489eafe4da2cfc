"""Find what must not be in a log of Odoo: any line of level WARNING or higher.

Used twice: on log files of installation, upgrade and removal (``python log_check.py FILE…``),
and on the records of a running test (``conftest.py``).
"""

import re
import sys
from pathlib import Path

from log_exceptions import ALLOWED

HEADER = re.compile(
    r'^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) \S+ (?P<rest>\S+: .*)$', re.DOTALL
)
BAD_LEVELS = {'WARNING', 'ERROR', 'CRITICAL'}
REASONED = [re.compile(pattern, re.DOTALL) for pattern, reason in ALLOWED if reason]


def is_allowed(entry):
    """Tell whether ``LEVEL logger: message`` is on the reasoned list."""
    return any(pattern.search(entry) for pattern in REASONED)


def entries(text):
    r"""Cut a log into its entries, a traceback staying with its first line.

    >>> log = '''2026-01-01 00:00:00,000 1 INFO db a.b: fine
    ... 2026-01-01 00:00:00,000 1 ERROR db a.b: broken
    ... Traceback (most recent call last):
    ... '''
    >>> len(list(entries(log)))
    2
    """
    entry = []
    for line in text.splitlines():
        if HEADER.match(line) and entry:
            yield '\n'.join(entry)
            entry = []
        entry.append(line)
    if entry:
        yield '\n'.join(entry)


def unexpected(text):
    """Return the entries of a log text that are WARNING or higher and have no reason.

    Text before the first entry counts when it is a traceback: then Odoo did not even start.
    """
    found = []
    for entry in entries(text):
        match = HEADER.match(entry)
        if not match:
            if 'Traceback' in entry:
                found.append(entry)
        elif match['level'] in BAD_LEVELS and not is_allowed(f"{match['level']} {match['rest']}"):
            found.append(entry)
    return found


def main(paths):
    """Print the unexpected entries of these log files; return 1 when there are any."""
    status = 0
    for path in paths:
        for entry in unexpected(Path(path).read_text(errors='replace')):
            print(f"{path}: {entry}", file=sys.stderr)
            status = 1
    return status


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
