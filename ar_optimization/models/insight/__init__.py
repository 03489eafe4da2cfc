from . import ar_feature_change
from . import account_partial_reconcile
from . import account_move_line
from . import account_move
from . import res_partner
from . import res_partner_industry
from . import ar_credit_input_kind
from . import ar_credit_account_features
