# Rooms in level order: a room may name models of the rooms above this line, never below.
from . import ledger
from . import insight
from . import credit
from . import incentive
from . import dunning
from . import collection
from . import management
