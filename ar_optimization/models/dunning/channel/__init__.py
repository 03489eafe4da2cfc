from . import ar_dunning_channel
from . import ar_dunning_channel_mail
