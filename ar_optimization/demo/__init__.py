from . import ar_demo
from . import audit
from . import credit_desk
from . import incentives
from . import contacts
from . import dunning
from . import interest
from . import worklist
