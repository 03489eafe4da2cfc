from . import ar_dunning_run
from . import ar_dunning_notice
from . import ar_dunning_notice_line
from . import ar_dunning_skip
from . import ar_dunning_total
