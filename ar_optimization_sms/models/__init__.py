from . import ar_contact_policy
from . import ar_credit_account
from . import ar_dunning_channel_sms
from . import ar_dunning_level
from . import ar_dunning_notice
from . import ar_dunning_run
from . import sms_sms
from . import sms_tracker
