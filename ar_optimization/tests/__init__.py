from .ledger import *
from .insight import *
from .credit import *
from .incentive import *
from .dunning import *
from .collection import *
from .shell import *
