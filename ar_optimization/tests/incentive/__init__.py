from . import test_incentive_offers
from . import test_incentive_recognition
from . import test_incentive_tools
from . import test_incentive_tour
