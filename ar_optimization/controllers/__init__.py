from . import ar_ageing
