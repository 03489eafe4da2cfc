from . import test_dunning_tools
from . import test_dunning_run
from . import test_dunning_decision
from . import test_dunning_interest
from . import test_dunning_interest_post
from . import test_dunning_interest_tools
from . import test_dunning_channel
from . import test_dunning_interest_notice
