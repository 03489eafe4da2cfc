from . import test_credit_limit
from . import test_credit_limit_change
from . import test_credit_projection
from . import test_credit_rights
from . import test_credit_story
from . import test_credit_tier
from . import test_credit_tools
from . import test_credit_warning
