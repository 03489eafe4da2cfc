from odoo import api, models


class ArEvent(models.Model):
    """What incentives write into the log: policies, offers, what was granted and taken back."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS credit
        return {
            **super()._kind_names(),
            'incentive.cancelled': self.env._("Incentive: offer withdrawn"),
            'incentive.claimed': self.env._("Incentive: discount deducted without right"),
            'incentive.failed': self.env._("Incentive: discount could not be booked"),
            'incentive.granted': self.env._("Incentive: discount granted"),
            'incentive.offered': self.env._("Incentive: offer made"),
            'incentive.policy_changed': self.env._("Incentive policy changed"),
            'incentive.policy_created': self.env._("Incentive policy made"),
            'incentive.policy_deleted': self.env._("Incentive policy deleted"),
            'incentive.rebate': self.env._("Incentive: rebate prepared"),
            'incentive.reopened': self.env._("Incentive: discount reversed"),
            'incentive.taken_back': self.env._("Incentive: discount taken back"),
            'incentive.waived': self.env._("Incentive: claim given up"),
            'observed.incentive': self.env._("Observed: discount that would be granted"),
        }
