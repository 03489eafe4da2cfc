from . import ar_credit_account
from . import stock_move
from . import stock_picking_type
from . import stock_picking
