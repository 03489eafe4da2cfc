from . import test_debit_note_interest
