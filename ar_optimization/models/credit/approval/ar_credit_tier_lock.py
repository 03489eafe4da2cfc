from odoo import api, models

from ..ar_credit_tier import POLICY


class ArCreditTier(models.Model):
    """The strategy of a tier changes by request where terms are locked."""
    _inherit = 'ar.credit.tier'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        vals_list, waits = self._begin_archived(vals_list)
        tiers = super().create(vals_list)
        tiers._ask_activation(waits)
        return tiers

    def write(self, vals):
        locked = self._locked_by(vals)
        if not locked:
            return super().write(vals)
        locked._ask_for(vals)
        super(ArCreditTier, self - locked).write(vals)
        return super(ArCreditTier, locked).write(self._unlocked(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self._check_unlocked()

    # === BUSINESS === #

    @api.model
    def _locked_names(self):
        return frozenset((*POLICY, 'company_id', 'condition_ids'))
