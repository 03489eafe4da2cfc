from . import test_credit_tier
from . import test_credit_tools
