from . import ar_ageing
from . import ar_ageing_export
from . import ar_key_figures
from . import ar_concentration
from . import ar_replay_export
from . import ar_duty_finding
from . import ar_audit_extract
from . import ar_incentive_policy
