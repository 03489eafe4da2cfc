from odoo import SUPERUSER_ID, api, models

from ..ledger.ar_event_text import Value

UNDOABLE = ('incentive.cancelled', 'incentive.waived')


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

    @api.model
    def _value_names(self):
        # EXTENDS credit
        return {
            **super()._value_names(),
            'claim': Value(self.env._("Would Be Claimed")),
            'granted': Value(self.env._("Would Be Granted")),
            'ar.incentive.policy.steps': Value(
                self.env._("Steps"), 'ar.incentive.policy.step', 'days percent'),
            'rebate': Value('', 'ar.incentive.rebate', 'amount'),
            'until': Value('', 'ar.incentive.offer', 'date_last'),
        }

    def _why_not_undo(self, undone=None):
        # EXTENDS ledger: what was booked because of a payment follows the payment
        if self.kind not in UNDOABLE:
            return super()._why_not_undo(undone)
        offer = self._record().sudo().exists()
        before = self._values()[0]
        if self.user_id == SUPERUSER_ID or not before:
            return self.env._("not made by a person")
        if not offer:
            return self.env._("the offer is no longer there")
        return self._why_not_latest(
            self._image(offer, before), undone) or offer._why_not_undo(self.kind)

    def _undo(self):
        # EXTENDS ledger
        if self.kind not in UNDOABLE:
            return super()._undo()
        return self._record().sudo()._undo_decision(self.kind, self._values()[0])
