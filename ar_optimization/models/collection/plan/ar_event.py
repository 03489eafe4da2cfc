from odoo import api, models


class ArEvent(models.Model):
    """What payment plans write into the log."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS promise
        return {
            **super()._kind_names(),
            'plan.accelerated': self.env._("Payment plan: rest called in"),
            'plan.begun': self.env._("Payment plan in force"),
            'plan.cancelled': self.env._("Payment plan cancelled"),
            'plan.defaulted': self.env._("Payment plan in default"),
            'plan.kept': self.env._("Payment plan paid"),
            'plan.notice': self.env._("Payment plan: notice of default"),
            'plan.reopened': self.env._("Payment plan open again"),
        }
