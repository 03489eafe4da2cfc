from odoo import api, models


class ArIncentivePolicyStep(models.Model):
    """Steps follow the lock of their policy."""
    _name = 'ar.incentive.policy.step'
    _inherit = ['ar.approval.locked.row', 'ar.incentive.policy.step']

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.policy_id._check_unlocked()
        return steps

    def write(self, vals):
        self.policy_id._check_unlocked()
        result = super().write(vals)
        self.policy_id._check_unlocked()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self.policy_id._check_unlocked()
