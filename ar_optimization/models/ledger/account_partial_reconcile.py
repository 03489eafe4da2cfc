from odoo import models


class AccountPartialReconcile(models.Model):
    _inherit = 'account.partial.reconcile'

    # Open items on a past day are those of today with the matchings made since undone.
    _ar_max_date_idx = models.Index("(max_date)")
