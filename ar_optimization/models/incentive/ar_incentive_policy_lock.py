from odoo import api, models

from .ar_incentive_policy import TERMS


class ArIncentivePolicy(models.Model):
    """What customers earn by paying early changes by request where credit terms are locked."""
    _name = 'ar.incentive.policy'
    _inherit = ['ar.approval.locked.rule', 'ar.incentive.policy']

    # === BUSINESS === #

    @api.model
    def _locked_names(self):
        return frozenset((*TERMS, 'sequence', 'step_ids'))
