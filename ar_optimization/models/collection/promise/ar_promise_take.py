from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from ....tools import promise as rules


class ArPromise(models.Model):
    """Taking a promise: only what is owed can be promised, once, and only for a day to come."""
    _inherit = 'ar.promise'

    # === BUSINESS === #

    def _take(self):
        """Check new promises, keep where the ledger stood, tell the log and the contacts."""
        today = fields.Date.context_today(self)
        for promise in self:
            promise._check_day(today)
            if promise.basis == 'amount':
                promise._spread()
            promise._check_items()
            promise.write({
                'baseline': promise._ledger_now(),
                'amount_company': promise.currency_id._convert(
                    promise.amount, promise.company_id.currency_id, promise.company_id, today)})
        self.env['ar.event']._log('promise.taken', self, numbers={
            promise.id: {'amount': promise.amount, 'date': fields.Date.to_string(promise.date)}
            for promise in self})
        self._note_contacts()

    def _check_day(self, today):
        if self.date < today:
            raise UserError(self.env._("This day is past: a promise is about a day to come."))

    def _spread(self):
        """Say which items an amount would pay: dunning rests for them."""
        if self.currency_id.compare_amounts(self.amount, 0.0) <= 0:
            raise UserError(self.env._("Say how much is promised."))
        items = self._free_items()
        total = sum(items.mapped('amount_residual_currency'))
        self._check_enough(total)
        self.line_ids = [Command.clear(), *(
            Command.create({'move_line_id': key, 'amount': part})
            for key, part in rules.spread(
                self.amount,
                [(item.id, item.amount_residual_currency) for item in items],
                self.currency_id.decimal_places))]

    def _free_items(self):
        """What the customer owes in the currency of the promise and has not promised yet, in the
        order in which it is due.

        :return: `account.move.line`
        """
        return self.account_id._promisable_lines().filtered(
            lambda line: line.currency_id == self.currency_id)

    def _check_enough(self, total):
        if self.currency_id.compare_amounts(self.amount, total) > 0:
            raise UserError(self.env._(
                "%(customer)s owes %(owed)s that nothing is agreed about: no more can be promised.",
                customer=self.partner_id.display_name,
                owed=format_amount(self.env, total, self.currency_id)))

    def _check_items(self):
        """Refuse items that are not owed by this customer to this company in this currency.

        :raise UserError:
        """
        if not self.line_ids:
            raise UserError(self.env._("Say which items are promised."))
        for line in self.line_ids:
            if refusal := line._why_not():
                raise UserError(self.env._(
                    "%(document)s: %(why)s", document=line.move_line_id.move_id.name or "",
                    why=refusal))

    def _ledger_now(self):
        """The newest matching, or the newest journal item where an amount is promised."""
        if self.basis == 'amount':
            return self._newest('account_move_line')
        return self._newest()

    def _note_contacts(self):
        """Add what was said to the contacts, once for each promise, unless it was reported there;
        dunning of the promised items rests by itself, that of the others does not."""
        words = self.env._("Promise to pay")
        unsaid = self.filtered(lambda promise: not promise.contact_log_id)
        logs = self.env['ar.contact.log'].sudo().create([
            {'account_id': promise.account_id.id, 'contact_id': promise.contact_id.id,
             'channel': promise.channel, 'result': 'promised', 'next_date': promise.date,
             'promised_amount': promise.amount, 'currency_id': promise.currency_id.id,
             'subject': words, 'note': promise.note, 'user_id': promise.user_id.id}
            for promise in unsaid])
        for promise, log in zip(unsaid, logs, strict=True):
            promise.contact_log_id = log
        for promise in self:
            promise.account_id._close_planned_contact(promise.channel, promise.note or words)
        self._leave_worklist()

    # === WORKLIST === #

    def _leave_worklist(self):
        """Who has promised is off the list of the day; up to the promised day where nothing else
        is overdue."""
        today = fields.Date.context_today(self)
        for promise in self:
            if any((line.date_maturity or line.date) < today
                   for line in promise.account_id._promisable_lines()):
                promise._listed().filtered(
                    lambda row: row.state != 'rest')._finish(promise.user_id)
            else:
                promise.contact_log_id._note_on_worklist()

    def _cancel(self, reason=None):
        """Who was waited for because of a promise is to be turned to again."""
        result = super()._cancel(reason)
        for promise in self:
            log = promise.contact_log_id
            if log and (day := log._comes_back()):
                promise._listed().filtered_domain(
                    [('state', '=', 'rest'), ('next_date', '=', day)])._reopen(next_note=False)
        return result

    def _listed(self):
        return self.env['ar.worklist'].sudo().search([('account_id', '=', self.account_id.id)])
