from odoo import api, fields, models

from ....tools import dispute as tool
from .ar_dispute import LIVE, STEP

ACTIVITY = 'ar_optimization.mail_activity_dispute'


class ArDispute(models.Model):
    """Nobody forgets a dispute: the owner is asked, reminded, and then others are; what was paid
    meanwhile closes by itself."""
    _inherit = 'ar.dispute'

    # === BUSINESS === #

    def _ask_owner(self):
        """Ask the owners, in place of whoever was asked before."""
        self._drop_asked()
        for dispute in self.filtered(lambda dispute: dispute.state == 'open'):
            dispute._ask(dispute.owner_id or dispute._manager(), dispute.deadline)

    def _ask(self, user, day):
        """Give somebody an activity, in the user's language."""
        today = fields.Date.context_today(self)
        mine = self.with_context(lang=user.lang or self.env.lang)
        self.with_context(mail_activity_quick_update=user == self.env.user).activity_schedule(
            ACTIVITY, max(day or today, today), summary=mine.env._("Answer a dispute"),
            note=mine._open_items_text(), user_id=user.id)

    def _drop_asked(self):
        self.activity_unlink([ACTIVITY])

    def _manager(self):
        return self.company_id._ar_credit_manager()

    def _lead(self):
        """Hook: who leads the owner. Odoo knows that where employees are kept: a bridge to them
        says who it is; here it is the credit manager.

        :return: `res.users`
        """
        return self._manager()

    def _who(self, step):
        """The user whom a step of `tools.dispute.next_step` names."""
        user = {tool.OWNER: lambda: self.owner_id, tool.LEAD: self._lead,
                tool.MANAGER: self._manager}[step]()
        return user.filtered('active') or self._manager()

    # === CRON === #

    @api.model
    def _cron_follow(self):
        """Close what was paid meanwhile, then tell whose time is past, where collection is not
        off."""
        live = self.search([('state', 'in', LIVE)])
        live._settle_paid()
        live.filtered(
            lambda dispute: dispute.company_id._ar_position('collection') != 'off'
        )._escalate(fields.Date.context_today(self))

    def _settle_paid(self):
        """Close disputes about what is no longer open. Invoices in draft wait: nobody knows yet."""
        self.filtered(lambda dispute: dispute._is_over())._set_state('settled')

    def _is_over(self):
        if not self.move_id or self.move_id.state == 'cancel':
            return True
        line = self.move_line_id
        return self.move_id.state == 'posted' and (
            not line or line.currency_id.compare_amounts(line.amount_residual_currency, 0) <= 0)

    def _escalate(self, today):
        """Tell the next one of each dispute that is past its time and has no answer yet.

        :param date today: the day looked at.
        """
        for dispute in self.filtered(
                lambda dispute: dispute.state == 'open' and not dispute.verdict):
            step = tool.next_step(
                dispute.deadline or None, dispute.told, today, dispute.reason_id.escalation_days)
            if step:
                dispute.with_context(ar_dispute_step=STEP).told += 1
                dispute._ask(dispute._who(step), today)
                self.env['ar.event']._log('dispute.escalated', dispute, numbers={
                    dispute.id: {'step': step, 'told': dispute.told}})
