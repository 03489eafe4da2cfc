from . import res_company
from . import ar_event
from . import ar_credit_account
from . import res_partner
from . import ar_payment_experience_batch
from . import ar_payment_experience
