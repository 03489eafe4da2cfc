from . import ar_demo
