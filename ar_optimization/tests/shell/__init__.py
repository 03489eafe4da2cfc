from . import test_shell_ageing
from . import test_shell_ageing_options
from . import test_shell_ageing_tie_out
from . import test_shell_architecture
from . import test_shell_clickbot
from . import test_shell_hooks
