from odoo import SUPERUSER_ID, models

from ...tools.chain import plain


class ArEvent(models.Model):
    """Changes of a tier's policy can be taken back from the log, too."""
    _inherit = 'ar.event'

    def _why_not_undo(self):
        # EXTENDS ledger
        if self.kind != 'tier.policy_changed':
            return super()._why_not_undo()
        tier = self._record().exists()
        if self.user_id == SUPERUSER_ID:
            return self.env._("not made by a person")
        if not tier:
            return self.env._("the tier is no longer there")
        present = plain(tier._policy())
        if any(present[name] != self.after.get(name) for name in self.before):
            return self.env._("changed again since")
        return ""
