from odoo import models
from odoo.tools import SQL


class ArDunningRun(models.Model):
    """A run leaves alone for whom everything is stopped."""
    _inherit = 'ar.dunning.run'

    def _blocking_terms(self):
        # EXTENDS dunning
        return [('stopped', SQL("account.stop_until >= %s", self._day())),
                *super()._blocking_terms()]
