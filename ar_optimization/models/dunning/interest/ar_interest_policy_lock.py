from odoo import api, models

from .ar_interest_policy import TERMS


class ArInterestPolicy(models.Model):
    """What late payment costs changes by request where credit terms are locked."""
    _name = 'ar.interest.policy'
    _inherit = ['ar.approval.locked.rule', 'ar.interest.policy']

    # === BUSINESS === #

    @api.model
    def _locked_names(self):
        return frozenset(TERMS)
