from odoo import api, models


class ArCreditTierCondition(models.Model):
    """Conditions follow the lock of their tier."""
    _inherit = 'ar.credit.tier.condition'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        conditions = super().create(vals_list)
        conditions.tier_id._check_unlocked()
        return conditions

    def write(self, vals):
        self.tier_id._check_unlocked()
        result = super().write(vals)
        self.tier_id._check_unlocked()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self.tier_id._check_unlocked()
