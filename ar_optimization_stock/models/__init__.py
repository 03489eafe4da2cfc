from . import ar_credit_account
from . import sale_order
from . import sale_order_line
from . import stock_move
from . import stock_move_line
from . import stock_picking_type
from . import stock_picking
from . import stock_picking_parts
