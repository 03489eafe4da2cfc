from odoo import models


class ArCreditPolicy(models.Model):
    """What a policy of a company keeps of those that all companies share."""
    _inherit = 'ar.credit.policy'

    def _shadow_key(self):
        """What this policy speaks about: of two policies with the same, that of the company counts
        and the shared one does not."""
        self.ensure_one()
        return self.condition, self.tier_id.id, self.partner_id.id

    def _is_lasting(self, today):
        """Whether it counts today and without an end: a draft speaks about no others."""
        return not self.date_to and (self.date_from or today) <= today
