from . import kpi
from . import provision
from . import risk_report
from . import compliance
