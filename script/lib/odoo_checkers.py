"""Mend a checker of Odoo for pylint: it dies on ``for a, b in`` in a comprehension."""

import _odoo_checker_sql_injection as injection

CHECKER = injection.OdooBaseChecker
infer = CHECKER._is_constexpr


def infer_or_suspect(self, *args, **kwargs):
    """Take what the checker cannot follow for not constant, so that it is looked at."""
    try:
        return infer(self, *args, **kwargs)
    except TypeError:
        return False


def register(linter):
    """Do the mending when pylint loads this plugin."""
    CHECKER._is_constexpr = infer_or_suspect
