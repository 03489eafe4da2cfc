from odoo import SUPERUSER_ID, api, models

# Decisions on disputes that can be taken back: the dispute is open again.
UNDOABLE = (
    'dispute.cancelled', 'dispute.rejected', 'dispute.resent', 'dispute.validated')


class ArEvent(models.Model):
    """What disputes and short payments write into the log."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS dunning
        return {
            **super()._kind_names(),
            'deduction.booked': self.env._("Deduction accepted and booked"),
            'dispute.cancelled': self.env._("Dispute withdrawn"),
            'dispute.changed': self.env._("Dispute changed"),
            'dispute.credited': self.env._("Dispute: credit note posted"),
            'dispute.escalated': self.env._("Dispute escalated"),
            'dispute.opened': self.env._("Dispute opened"),
            'dispute.reason_changed': self.env._("Reason of disputes changed"),
            'dispute.reason_created': self.env._("Reason of disputes made"),
            'dispute.reason_deleted': self.env._("Reason of disputes deleted"),
            'dispute.rejected': self.env._("Dispute rejected"),
            'dispute.reopened': self.env._("Dispute opened again"),
            'dispute.resent': self.env._("Dispute: goods sent again"),
            'dispute.settled': self.env._("Dispute settled by payment or credit"),
            'dispute.validated': self.env._("Dispute validated"),
            'receipt.matched': self.env._("Receipt matched with invoices"),
        }

    def _why_not_undo(self, undone=None):
        # EXTENDS ledger
        if self.kind not in UNDOABLE:
            return super()._why_not_undo(undone)
        dispute = self._record().exists()
        if self.user_id == SUPERUSER_ID:
            return self.env._("not made by a person")
        if not dispute or dispute.credit_move_id:
            return self.env._("a credit note was made for it")
        return self._why_not_latest(self._image(dispute, self._values()[0]), undone)

    def _undo(self):
        # EXTENDS ledger
        if self.kind not in UNDOABLE:
            return super()._undo()
        before = self._values()[0]
        return self._record().sudo()._set_state(before['state'])
