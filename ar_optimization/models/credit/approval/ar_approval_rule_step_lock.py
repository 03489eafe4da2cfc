from odoo import api, models


class ArApprovalRuleStep(models.Model):
    """Steps follow the lock of their rule."""
    _inherit = 'ar.approval.rule.step'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.rule_id._check_unlocked()
        return steps

    def write(self, vals):
        self.rule_id._check_unlocked()
        result = super().write(vals)
        self.rule_id._check_unlocked()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self.rule_id._check_unlocked()
