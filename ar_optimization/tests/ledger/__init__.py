from . import test_ledger_open_item
from . import test_ledger_event
from . import test_ledger_seal
