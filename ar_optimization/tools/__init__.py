"""Pure computing: dataclasses in, dataclasses out, no ``odoo`` import.

Every module decides one thing and touches no database; ``today`` and the number of decimals
are always passed in, so that the same inputs give the same answer on any day and any server.
"""
