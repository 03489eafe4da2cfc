from . import ar_dunning_channel_snailmail
from . import ar_dunning_notice
from . import ar_dunning_run
from . import snailmail_letter
