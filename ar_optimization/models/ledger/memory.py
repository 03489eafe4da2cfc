import ctypes
from functools import cache


@cache
def _trim():
    """The function of glibc that gives memory back; None where there is another C library."""
    return getattr(ctypes.CDLL(None), 'malloc_trim', None)


def give_back():
    """Give the system back what is free. Long arrays leave gaps, which glibc keeps for the process:
    each step of a night would stand on the highest peak of those before it, and Odoo would end a
    worker for memory that nobody uses.

    :return: whether any was given back.
    """
    trim = _trim()
    return bool(trim and trim(0))
