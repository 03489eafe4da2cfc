from odoo import models


class ArCreditPolicy(models.Model):
    """Which policies a draft speaks about."""
    _inherit = 'ar.credit.policy'

    def _is_lasting(self, today):
        """Whether it counts today and without an end: a draft speaks about no others."""
        return not self.date_to and (self.date_from or today) <= today
