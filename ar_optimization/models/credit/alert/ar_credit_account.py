from odoo import api, models


class ArCreditAccount(models.Model):
    """Early warnings are looked for once limits and terms of the day are known, and before
    anybody is reminded."""
    _inherit = 'ar.credit.account'

    @api.model
    def _nightly_steps(self):
        # EXTENDS credit
        return [*super()._nightly_steps(), '_nightly_alerts']
