from . import test_ledger_open_item
from . import test_ledger_event
from . import test_ledger_seal
from . import test_ledger_tools
from . import test_ledger_tools_chain
from . import test_ledger_tools_import
from . import test_ledger_account
from . import test_ledger_tamper
