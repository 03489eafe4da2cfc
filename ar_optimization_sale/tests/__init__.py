from . import test_sale_attack
from . import test_sale_exposure
from . import test_sale_guard
from . import test_sale_online
from . import test_sale_tour
