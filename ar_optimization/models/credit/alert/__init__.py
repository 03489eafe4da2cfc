from . import ar_alert
from . import ar_alert_response
from . import ar_credit_account
