from . import ar_model_evaluation
from . import ar_prediction
from . import ar_prediction_build
from . import ar_credit_account
from . import ar_open_item
from . import account_move
from . import ar_event
from . import ar_alert
