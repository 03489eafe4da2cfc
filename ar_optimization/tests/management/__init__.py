from . import test_management_kpi
from . import test_management_kpi_tools
