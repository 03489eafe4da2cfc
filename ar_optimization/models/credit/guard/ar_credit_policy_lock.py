from odoo import api, models

from .ar_credit_rule import TERMS


class ArCreditPolicy(models.Model):
    """What the guard lets pass changes by request where credit terms are locked."""
    _inherit = 'ar.credit.policy'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        vals_list, waits = self._begin_archived(vals_list)
        policies = super().create(vals_list)
        policies._ask_activation(waits)
        return policies

    def write(self, vals):
        locked = self._locked_by(vals)
        if not locked:
            return super().write(vals)
        locked._ask_for(vals)
        super(ArCreditPolicy, self - locked).write(vals)
        return super(ArCreditPolicy, locked).write(self._unlocked(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self._check_unlocked()

    # === BUSINESS === #

    @api.model
    def _locked_names(self):
        return frozenset(('active', 'company_id', *TERMS, 'date_from', 'date_to'))
