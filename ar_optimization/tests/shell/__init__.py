from . import test_shell_architecture
