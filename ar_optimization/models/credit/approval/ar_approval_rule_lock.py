from odoo import api, models

from .ar_approval_rule import MATRIX


class ArApprovalRule(models.Model):
    """Who decides is itself decided by request where terms are locked: else whoever keeps the
    matrix would give himself the authority."""
    _inherit = 'ar.approval.rule'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        vals_list, waits = self._begin_archived(vals_list)
        rules = super().create(vals_list)
        rules._ask_activation(waits)
        return rules

    def write(self, vals):
        locked = self._locked_by(vals)
        if not locked:
            return super().write(vals)
        locked._ask_for(vals)
        super(ArApprovalRule, self - locked).write(vals)
        return super(ArApprovalRule, locked).write(self._unlocked(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self._check_unlocked()

    # === BUSINESS === #

    @api.model
    def _locked_names(self):
        return frozenset((*MATRIX, 'sequence', 'tier_ids', 'step_ids'))
