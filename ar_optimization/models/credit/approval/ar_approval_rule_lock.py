from odoo import api, models

from .ar_approval_rule import MATRIX


class ArApprovalRule(models.Model):
    """Who decides is itself decided by request where terms are locked: else whoever keeps the
    matrix would give himself the authority."""
    _name = 'ar.approval.rule'
    _inherit = ['ar.approval.locked.rule', 'ar.approval.rule']

    # === BUSINESS === #

    @api.model
    def _locked_names(self):
        return frozenset((*MATRIX, 'sequence', 'tier_ids', 'step_ids'))
