from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...tools import incentive
from .account_move import BOOKING


class ArIncentiveOffer(models.Model):
    """The entries of discounts, computed by Odoo's own functions: accounts, taxes and tags are
    those that its early payment discount uses."""
    _inherit = 'ar.incentive.offer'

    # === BOOKING === #

    def _book(self, amount, day):
        """Book a discount and match it with the invoice.

        The matching of a payment never fails because of it: what cannot be booked is told on the
        offer and in the log.

        :param float amount: in the invoice's currency.
        :param date day: of the payment that earned it.
        :return: the entry, empty when it could not be booked.
        """
        try:
            with self.env.cr.savepoint():
                return self._create_entry(amount, day)
        except UserError as error:
            self.problem = str(error)
            self.env['ar.event']._log(
                'incentive.failed', self, reason=str(error),
                numbers={self.id: {'amount': amount, 'day': day}})
            return self.env['account.move']

    def _create_entry(self, amount, day):
        line = self._line()
        rate = line.amount_residual / line.amount_residual_currency
        entry = self._post_entry(
            amount, self.company_currency_id.round(amount * rate), day,
            self.env._("Early payment discount: %s", self.move_id.name))
        (line | self._receivable_of(entry)).with_context(ar_incentive=BOOKING).reconcile()
        return entry

    def _post_entry(self, amount, balance, day, name, sign=1):
        """Post the entry of a discount, or with `sign` -1 of one that is taken back.

        :param float amount: in the invoice's currency; `balance` in the company's.
        """
        self._check_accounts()
        company, line = self.company_id, self._line()
        receivable = {
            'name': name, 'account_id': line.account_id.id, 'partner_id': line.partner_id.id,
            'currency_id': self.currency_id.id, 'amount_currency': -sign * amount,
            'balance': -sign * balance, 'date_maturity': day}
        others = [
            {**vals, 'amount_currency': sign * vals['amount_currency'],
             'balance': sign * vals['balance']}
            for vals in self._discount_lines(amount, balance)]
        entry = self.env['account.move'].with_company(company).with_context(
            ar_incentive=BOOKING, skip_invoice_sync=True,
        ).create({
            'move_type': 'entry', 'journal_id': company._ar_discount_journal().id, 'date': day,
            'ref': name, 'ar_incentive_offer_id': self.id,
            'line_ids': [Command.create(vals) for vals in (receivable, *others)]})
        entry.date = entry._get_accounting_date(day, entry._affect_tax_report())
        entry._post(soft=False)
        return entry

    def _check_accounts(self):
        """Refuse what Odoo could not book.

        :raise UserError: says what is missing.
        """
        company = self.company_id.sudo()
        if not company.account_journal_early_pay_discount_loss_account_id:
            raise UserError(self.env._(
                "%s has no account for early payment discounts: choose one in the accounting "
                "settings.", company.name))
        if not company._ar_discount_journal():
            raise UserError(self.env._(
                "%s has no journal for miscellaneous entries.", company.name))

    def _discount_lines(self, amount, balance):
        """Discount and tax lines as Odoo's own functions compute them.

        :param float amount: in the invoice's currency; `balance` in the company's.
        """
        line = self._line()
        move = line.move_id.with_context(ar_incentive=BOOKING)
        line = line.with_context(ar_incentive=BOOKING)
        with move._ar_discount_in_place(line, amount, balance, self.tax_mode):
            found = move._get_invoice_counterpart_amls_for_early_payment_discount([{
                'aml': line, 'amount_currency': -amount, 'balance': -balance}], balance)
            return [vals for values in found.values() for vals in values]

    def _receivable_of(self, entry):
        return entry.line_ids.filtered(lambda line: line.account_id == self._line().account_id)

    # === TAKING BACK === #

    @api.model
    def _take_back_returned(self, refunds):
        """Goods were returned after their discount was taken: the credit note is over the full
        price, so the part of the discount that belongs to it is owed back.

        :param refunds: credit notes just posted, with all rights.
        """
        by_invoice = refunds.grouped('reversed_entry_id')
        for offer in self.search([
            ('move_id', 'in', refunds.reversed_entry_id.ids), ('state', '=', 'taken'),
        ]):
            for refund in by_invoice[offer.move_id]:
                offer._take_back(refund)

    def _take_back(self, refund):
        """Charge the part of the discount that belongs to a credit note.

        What the credit note makes the invoice smaller by is none of it: the discount was granted
        on what is left of it.
        """
        if refund.currency_id != self.currency_id:
            return
        amount = min(
            incentive.taken_back(
                self.taken_amount, self.total - self._credited(), refund.amount_total,
                self.currency_id.decimal_places),
            self.taken_amount - self.taken_back)
        if amount > 0 and (entry := self._book_back(amount, refund)):
            self.taken_back += amount
            self._claim(self._receivable_of(entry), amount)
            self.env['ar.event']._log(
                'incentive.taken_back', self, numbers={self.id: {'amount': amount}})

    def _book_back(self, amount, refund):
        line = self._line()
        balance = self.company_currency_id.round(amount * line.balance / line.amount_currency)
        try:
            with self.env.cr.savepoint():
                return self._post_entry(
                    amount, balance, refund.date,
                    self.env._("Discount taken back: %s", self.move_id.name), sign=-1)
        except UserError as error:
            self.problem = str(error)
            self.env['ar.event']._log('incentive.failed', self, reason=str(error))
            return self.env['account.move']

    # === CLAIMS === #

    def _waive(self, reason):
        """Give up claims: the discount is granted all the same.

        :param str reason: why.
        """
        before = self._images()
        for offer in self:
            if offer.claim_line_id.move_id != offer.move_id:  # charged by an entry of ours
                offer._reverse_entries(offer.claim_line_id.move_id)
                offer.taken_back -= offer.claim_amount
            else:
                amount = min(offer.claim_amount, offer._left())
                day = fields.Date.context_today(offer)
                offer._create_entry(amount, day)
                offer._keep_granted(amount, day, offer.taken_percent)
                offer.state = 'taken'
            offer.claim_state = 'waived'
        self.env['ar.event']._log_changes(
            'incentive.waived', self, before, self._images(), reason=reason)
