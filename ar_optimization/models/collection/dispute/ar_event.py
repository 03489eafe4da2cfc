from odoo import SUPERUSER_ID, api, models

from ....tools import dispute as tool
from ...ledger.ar_event_text import Value

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

    @api.model
    def _value_names(self):
        # EXTENDS dunning
        return {
            **super()._value_names(),
            'entry_id': Value(self.env._("Entry"), 'account.move.line', 'move_id'),
            'move_id': Value(self.env._("Invoice"), 'account.move.line', 'move_id'),
            'reason_id': Value('', 'ar.dispute', 'reason_id'),
        }

    def _figure_lines(self, numbers):
        # EXTENDS dunning: who was told next
        if self.kind != 'dispute.escalated':
            yield from super()._figure_lines(numbers)
            return
        yield {
            tool.OWNER: self.env._("Told: who has to find out"),
            tool.LEAD: self.env._("Told: who leads the one who has to find out"),
            tool.MANAGER: self.env._("Told: the credit manager"),
        }.get(numbers['step'], "–")

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
