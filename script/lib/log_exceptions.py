"""Log lines and warnings that may stand: a regular expression and the reason, nothing else.

A line is matched as ``LEVEL logger: message``. Add one only with a reason that is not ours to mend.
"""

ALLOWED = [
    (
        r'^WARNING py\.warnings: \S*/site-packages/(?!odoo/)\S+:\d+: \w*DeprecationWarning',
        "a library's own old habits, not called by our code",
    ),
]
