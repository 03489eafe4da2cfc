from . import ar_contact_policy
from . import mailing_trace
