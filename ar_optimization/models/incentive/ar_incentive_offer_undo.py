from odoo import models

# What the decisions of people change of an offer.
DECIDED = ('state', 'claim_state', 'taken_amount', 'taken_percent', 'taken_back', 'paid_on')


class ArIncentiveOffer(models.Model):
    """Taking back what somebody decided about an offer."""
    _inherit = 'ar.incentive.offer'

    def _images(self):
        """What decisions change, as events store it.

        :return: {offer id: {name: value}}
        """
        return self.env['ar.event']._images(self, DECIDED)

    def _why_not_undo(self, kind):
        """Why a decision cannot be taken back, in words; empty when it can.

        :param str kind: of the event.
        """
        if kind == 'incentive.waived':
            return "" if self._waived_entry() else self.env._(
                "what was charged for it was reversed")
        if self.request_id.state == 'cancelled':
            return self.env._("it waited for a decision: ask again")
        others = self.move_id.ar_incentive_offer_ids - self
        if others.filtered(lambda offer: offer.state in ('draft', 'waiting', 'open', 'taken')):
            return self.env._("the invoice has another offer by now")
        if self.move_id.state != 'posted' or self._left() <= 0:
            return self.env._("the invoice is paid or no longer posted")
        return ""

    def _waived_entry(self):
        """The entry by which a claim on the invoice itself was given up.

        :return: `account.move`, at most one.
        """
        if self.claim_line_id.move_id != self.move_id:
            return self.env['account.move']
        return self._entries().sorted('id')[-1:]

    def _undo_decision(self, kind, before):
        """Take back a decision, after `_why_not_undo` was asked.

        :param dict before: values as events store them.
        """
        if kind == 'incentive.waived':
            self._reverse_entries(self._waived_entry())
        self.write(before)
