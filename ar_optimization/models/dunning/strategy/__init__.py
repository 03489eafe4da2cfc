from . import ar_dunning_strategy
from . import ar_dunning_run
from . import ar_dunning_notice
from . import ar_dunning_skip
from . import ar_event
