from odoo import api, models


class ArApprovalLockedRule(models.AbstractModel):
    """A rule that is in force while it is active. Where terms are locked a new one begins archived
    and comes into force by request, and so does every change of one in force. An extension names
    it before the rule's own model, so that it stands outermost: what is asked for and refused
    leaves no trace in what lies beneath."""
    _name = 'ar.approval.locked.rule'
    _description = "Rule That Changes by Request"
    _inherit = ['ar.approval.locked']

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
        super(ArApprovalLockedRule, self - locked).write(vals)
        return super(ArApprovalLockedRule, locked).write(self._unlocked(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self._check_unlocked()
