from odoo import api, models


class ArEvent(models.Model):
    """What promises write into the log."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS dunning
        return {
            **super()._kind_names(),
            'promise.broken': self.env._("Promise broken"),
            'promise.cancelled': self.env._("Promise cancelled"),
            'promise.kept': self.env._("Promise kept"),
            'promise.partly': self.env._("Promise partly kept"),
            'promise.reopened': self.env._("Promise open again"),
            'promise.settled': self.env._("Promise settled otherwise"),
            'promise.taken': self.env._("Promise taken"),
        }
