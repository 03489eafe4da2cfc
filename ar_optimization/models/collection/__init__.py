from . import ar_credit_account
from . import ar_open_item
