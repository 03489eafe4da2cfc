from . import test_stock_guard
