from . import test_management_kpi
from . import test_management_kpi_rights
from . import test_management_kpi_tools
from . import test_management_contribution
from . import test_management_provision
from . import test_management_provision_rights
from . import test_management_provision_tools
from . import test_management_provision_tour
