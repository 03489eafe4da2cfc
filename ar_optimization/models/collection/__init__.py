from . import ar_credit_account
from . import ar_open_item
from . import worklist
from . import promise
from . import plan
from . import outside
from . import dispute
