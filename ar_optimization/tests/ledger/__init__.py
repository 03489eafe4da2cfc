from . import test_ledger_open_item
