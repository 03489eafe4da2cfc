from .ledger import *
from .insight import *
from .credit import *
from .dunning import *
from .collection import *
from .shell import *
