from . import tools
from . import models
from . import demo
from . import report
from . import wizard


def _uninstall(env):
    """Drop the function behind the triggers of the append-only tables; the triggers go with it."""
    env.cr.execute("DROP FUNCTION IF EXISTS ar_append_only() CASCADE")
