from .ledger import *
from .insight import *
from .credit import *
from .incentive import *
from .dunning import *
from .collection import *
from .management import *
from .shell import *
