from . import test_sale_attack
from . import test_sale_exposure
from . import test_sale_guard
from . import test_sale_online
from . import test_sale_tour
from . import test_sale_uninstall
from . import test_sale_replay
