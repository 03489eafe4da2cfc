from odoo import models


class AccountMove(models.Model):
    """What a dunning run asks of entries."""
    _inherit = 'account.move'

    # Nearly empty: so a run needs not read the entry of each overdue item.
    _ar_blocked_idx = models.Index("(id) WHERE payment_state = 'blocked'")
