from odoo import api, models

from ..ar_credit_tier import POLICY


class ArCreditTier(models.Model):
    """The strategy of a tier changes by request where terms are locked."""
    _name = 'ar.credit.tier'
    _inherit = ['ar.approval.locked.rule', 'ar.credit.tier']

    # === BUSINESS === #

    @api.model
    def _locked_names(self):
        return frozenset((*POLICY, 'company_id', 'condition_ids'))
