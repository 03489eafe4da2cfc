from . import test_snailmail_dunning
