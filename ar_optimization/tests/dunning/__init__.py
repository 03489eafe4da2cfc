from . import test_dunning_tools
from . import test_dunning_run
