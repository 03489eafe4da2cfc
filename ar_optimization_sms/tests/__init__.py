from . import test_sms_dunning
