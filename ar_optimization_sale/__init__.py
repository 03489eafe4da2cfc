from . import models
from . import demo


def _uninstall(env):
    """End the holds of orders: nothing is left that they could stop."""
    env['ar.credit.hold'].search([
        ('res_model', '=', 'sale.order'), ('state', '=', 'open')])._cancel()
