from . import test_stock_approval
from . import test_stock_attack
from . import test_stock_changes
from . import test_stock_conditions
from . import test_stock_guard
from . import test_stock_lags
from . import test_stock_tour
