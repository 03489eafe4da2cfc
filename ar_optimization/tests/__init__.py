from .ledger import *
from .insight import *
from .credit import *
from .collection import *
from .shell import *
