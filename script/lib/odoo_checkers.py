"""Mend two of Odoo's checkers for pylint; loaded as one more plugin."""

import _odoo_checker_gettext as gettext
import _odoo_checker_sql_injection as injection
import astroid

infer = injection.OdooBaseChecker._is_constexpr
complain = gettext.OdooBaseChecker.add_message


def infer_or_suspect(self, *args, **kwargs):
    """Take what the checker cannot follow for not constant: it dies on ``for a, b in`` lists."""
    try:
        return infer(self, *args, **kwargs)
    except TypeError:
        return False


def complain_unless_lazy(self, message, node=None, **kwargs):
    """Let ``env._(NAME)`` pass: that is how a LazyTranslate constant is put into a language."""
    lazy = (astroid.Name, astroid.Attribute, astroid.Subscript)
    if message == 'gettext-variable' and node.args and isinstance(node.args[0], lazy):
        return
    complain(self, message, node=node, **kwargs)


def register(linter):
    """Do the mending when pylint loads this plugin."""
    injection.OdooBaseChecker._is_constexpr = infer_or_suspect
    gettext.OdooBaseChecker.add_message = complain_unless_lazy
