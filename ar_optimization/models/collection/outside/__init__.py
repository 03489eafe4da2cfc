# Rows of a case and the case itself are built on the two abstract models.
from . import ar_outside_case
from . import ar_outside_line
from . import ar_event
from . import ar_agency
from . import ar_agency_fee
from . import ar_agency_complaint
from . import ar_placement_rule
from . import ar_placement
from . import ar_placement_life
from . import ar_placement_line
from . import ar_placement_receipt
from . import ar_placement_news
from . import ar_credit_request
from . import ar_credit_account
from . import ar_contact_policy
