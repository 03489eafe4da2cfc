from odoo import models


class AccountMoveLine(models.Model):
    """What a dunning run asks of items, beside what the index on open ones holds."""
    _inherit = 'account.move.line'

    # Settled ones, too: what is settled with a draft is open all the same, see `ar.open.item`.
    _ar_no_followup_idx = models.Index("(id) WHERE no_followup")
