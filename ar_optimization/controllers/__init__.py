from . import ar_ageing
from . import ar_replay
from . import ar_duties
from . import ar_incentive
from . import ar_placement
from . import ar_survey
from . import ar_forecast
from . import ar_provision
