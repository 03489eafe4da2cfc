from . import account_move
from . import ar_credit_account
from . import ar_exposure_item
from . import payment_transaction
from . import sale_order
from . import sale_order_growth
from . import sale_order_money
from . import sale_order_line
