from . import ar_contact_policy
from . import ar_contact_log
from . import ar_credit_account
from . import ar_credit_account_insolvency
from . import res_partner
from . import ar_dunning_skip
from . import ar_dunning_run
from . import ar_event
