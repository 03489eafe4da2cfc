from .ledger import *
from .insight import *
from .credit import *
from .shell import *
