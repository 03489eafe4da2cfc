from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context, plaintext2html

from ....tools import sales

PAUSE_DAYS = 14  # of contact, after a complaint about conduct


class ArSalesInquiry(models.Model):
    """Answering: what is overdue at that moment is what the answer is about."""
    _inherit = 'ar.sales.inquiry'

    # === BUSINESS === #

    def _check_answer(self, today):
        """Refuse an answer that says nothing.

        :raise UserError:
        """
        for inquiry in self:
            if not inquiry.cause_id:
                raise UserError(self.env._("Say why the customer has not paid."))
            if not inquiry.expected_date:
                raise UserError(self.env._("Say by which day the money will come."))
            fault = sales.date_fault(inquiry.expected_date, today)
            if fault:
                raise UserError(self._fault_words()[fault])

    @api.model
    def _fault_words(self):
        return {
            'past': self.env._("This day is past: say by which day the money will come."),
            'far': self.env._(
                "Say a day within %s days: later ones cannot be told.", sales.LONGEST)}

    def _answer(self):
        """Take the answers: keep what they are about, tell the log, and do what follows."""
        self = self.with_context(clean_context(self.env.context))
        before, today = self._images(), fields.Date.context_today(self)
        self._keep_items()
        self.write({
            'state': sales.ANSWERED, 'answered_on': today, 'baseline': self._newest()})
        self.env['ar.event']._log(
            'sales.answered', self, before=before, after=self._images(), numbers={
                inquiry.id: {'expected_amount': inquiry.expected_amount} for inquiry in self})
        self.filtered(lambda inquiry: not inquiry.line_ids)._close()
        for inquiry in self.filtered(lambda inquiry: inquiry.effect == 'conduct'):
            inquiry._pause_contact(today)

    def _keep_items(self):
        items = self._items()
        for inquiry in self:
            inquiry.line_ids.unlink()
        self.env['ar.sales.inquiry.line'].create([
            {'inquiry_id': inquiry.id, 'move_line_id': item.id,
             'date_maturity': item.date_maturity, 'currency_id': item.currency_id.id,
             'amount': item.currency_id.round(
                 item.amount_residual_currency * item.collectable_amount / item.amount_residual),
             'amount_company': item.collectable_amount}
            for inquiry in self for item in items[inquiry]])
        for inquiry in self:
            inquiry.expected_amount = sum(inquiry.line_ids.mapped('amount_company'))

    def _pause_contact(self, today):
        """Nobody writes to or calls a customer who complains about one of us, until the credit
        manager has looked into it."""
        account, manager = self.account_id, self.company_id.sudo()._ar_credit_manager()
        until = fields.Date.add(today, days=PAUSE_DAYS)
        reason = self.env._("Complaint about conduct, said by %s", self.user_id.name)
        if not account.stop_until or account.stop_until < until:
            account._stop_everything(until, reason, account.stop_delivery)
        env = self.with_context(lang=manager.lang or self.env.lang).env
        account.with_env(env).with_context(mail_activity_quick_update=True).activity_schedule(
            'mail.mail_activity_data_todo', today, user_id=manager.id,
            note=plaintext2html(self.comment or ""),
            summary=env._("Look into a complaint about conduct"))

    def _take_back(self):
        """An answer that was a mistake: the question is open again."""
        self.line_ids.unlink()
        self.write({
            'state': sales.ASKED, 'cause_id': False, 'expected_date': False, 'comment': False,
            'answered_on': False, 'expected_amount': 0.0, 'baseline': 0, 'kept_amount': 0.0,
            'evidence': False})
