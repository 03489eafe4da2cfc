from odoo import api, models


class ArEvent(models.Model):
    """What becomes of provision matrices, in the log."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS collection
        return {
            **super()._kind_names(),
            'provision.approved': self.env._("Provision matrix approved"),
            'provision.reopened': self.env._("Provision matrix opened again"),
            'provision.proposed': self.env._("Entry of the allowance proposed"),
            'provision.reversed': self.env._("Reversal of the allowance proposed"),
        }
