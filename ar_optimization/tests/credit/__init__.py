from . import test_credit_tools
