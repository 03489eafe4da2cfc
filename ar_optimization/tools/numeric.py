"""numpy, which is optional: a server without it computes no predictions and does all else.

Modules take `np` from here. It is imported when it is first used, never when Odoo starts.
"""
import importlib


class _Numpy:
    """numpy, looked up at each use, so that its absence is an error of the use alone."""

    def __getattr__(self, name):
        return getattr(importlib.import_module('numpy'), name)


np = _Numpy()


def available():
    """Return whether numpy can be used here.

    >>> import sys
    >>> from unittest.mock import patch
    >>> with patch.dict(sys.modules, {'numpy': None}):
    ...     available()
    False
    """
    try:
        importlib.import_module('numpy')
    except ImportError:
        return False
    return True
