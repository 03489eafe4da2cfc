from odoo import fields, models
from odoo.exceptions import UserError

from .ar_dispute import LIVE, STEP


class ArDispute(models.Model):
    """How a dispute ends: each end is a decision of a person, in the log, and can be taken back."""
    _inherit = 'ar.dispute'

    # === ACTIONS === #

    def action_validate(self):
        """Say that the customer is right: the amount leaves the exposure, a credit note follows.

        :raise AccessError: for whoever is no credit analyst: it makes room under the limit.
        """
        self.env.user._ar_check_role('credit_analyst')
        self._step('validated', ('open',))

    def action_reject(self):
        """Say that the customer is wrong: all of it is due and asked for again.

        :raise UserError: without a word about what was found out.
        """
        self._check_finding()
        self._step('rejected')

    def action_reject_with_interest(self):
        """Reject, and claim late interest for the time of the dispute, too."""
        self._check_finding()
        self._step('rejected', claims_interest=True)

    def action_resend(self):
        """The goods were sent again: the amount is due again."""
        self._step('resent')

    def action_cancel(self):
        """The customer withdraws the dispute, or it was entered by mistake."""
        self._step('cancelled')

    def action_reopen(self):
        """Look at it once more: the amount is kept back again."""
        self._step('open', tuple(
            state for state in dict(self._fields['state'].selection)
            if state not in (*LIVE, 'credited')))

    def action_open_invoice(self):
        """Show the disputed invoice."""
        return self.move_id._get_records_action(name=self.env._("Invoice"))

    def action_open_credit_note(self):
        """Show the credit note that was made from it."""
        return self.credit_move_id._get_records_action(name=self.env._("Credit Note"))

    # === BUSINESS === #

    def _check_finding(self):
        if any(not (dispute.finding or "").strip() for dispute in self):
            raise UserError(self.env._(
                "Say what was found out: the customer will ask why the dispute is rejected."))

    def _step(self, state, allowed=LIVE, **values):
        """Bring disputes into another state, by a collector.

        :param str state: the new one.
        :param allowed: states from which it can be reached.
        :raise UserError: from any other state.
        """
        self.env.user._ar_check_role('collector')
        self.check_access('read')
        self.lock_for_update()
        if any(dispute.state not in allowed for dispute in self):
            raise UserError(self.env._("Somebody has decided on this dispute meanwhile."))
        self.sudo()._set_state(state, **values)

    def _set_state(self, state, reason=None, **values):
        """Bring disputes into another state, log it, and draw the consequences.

        :param reason: what the log says besides.
        """
        before, today = self._images(), fields.Date.context_today(self)
        closed = state not in LIVE
        self.with_context(ar_dispute_step=STEP).write({
            'state': state, 'closed_on': closed and today,
            'claims_interest': False, **values,
            **({'validated_on': min(filter(None, self.mapped('validated_on')), default=today)}
               if state == 'validated' else {}),
            **({'validated_on': False, 'told': 0} if state == 'open' else {}),
        })
        if state == 'open':
            self._check_fits()
            self._ask_owner()
        else:
            self._drop_asked()
        kind = 'reopened' if state == 'open' else state
        self.env['ar.event']._log_changes(
            f'dispute.{kind}', self, before, self._images(), reason=reason)
        self._after_decision()

    def _after_decision(self):
        """What waits for room under the limit is looked at again, by the guard's own run."""
        self.env['ar.credit.hold'].sudo()._look_again(
            {(dispute.company_id.id, dispute.partner_id.id) for dispute in self})
