from . import sale_demo
