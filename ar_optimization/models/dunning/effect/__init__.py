from . import ar_dunning_effect
