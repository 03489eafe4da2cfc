from . import stock_demo
