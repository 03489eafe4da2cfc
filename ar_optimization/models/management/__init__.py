from . import kpi
from . import provision
