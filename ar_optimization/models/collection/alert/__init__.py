from . import ar_alert
from . import ar_credit_account
from . import ar_worklist
