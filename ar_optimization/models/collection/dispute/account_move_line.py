from odoo import Command, fields, models

from ....tools.allocation import COSTS, INTEREST, PRINCIPAL


class AccountMoveLine(models.Model):
    _inherit = 'account.move.line'

    ar_dispute_ids = fields.One2many(
        'ar.dispute', 'move_line_id', string="Disputes", readonly=True,
        groups='ar_optimization.group_collector')

    # === BUSINESS === #

    def _ar_disputed_now(self):
        """What is kept back of this item, in its currency."""
        return min(sum(self.sudo().ar_dispute_ids.mapped('amount_kept')),
                   max(self.amount_residual_currency, 0.0))

    def _ar_debt_kind(self):
        """What kind of debt this item is when a receipt is allocated: an invoice over late
        interest is interest, or costs when there is nothing but fees on it."""
        if not self.move_id.ar_is_interest:
            return PRINCIPAL
        kinds = set(self.move_id.sudo().ar_interest_charge_ids.mapped('kind'))
        return INTEREST if 'interest' in kinds or not kinds else COSTS

    def _ar_debts(self):
        """The open items that this receipt can settle: of the same customer, company, account and
        currency, the oldest first."""
        return self.search([
            ('company_id', '=', self.company_id.id), ('account_id', '=', self.account_id.id),
            ('currency_id', '=', self.currency_id.id), ('parent_state', '=', 'posted'),
            ('partner_id.commercial_partner_id', '=', self.partner_id.commercial_partner_id.id),
            ('amount_residual_currency', '>', 0), ('amount_residual', '>', 0),
        ], order='date_maturity, id')

    def _ar_settle(self, debt, amount):
        """Match this receipt with a part of a debt, or with all of it by Odoo's own matching.

        :param debt: `account.move.line`
        :param float amount: in the currency of both; never more than is open of either.
        """
        currency = self.currency_id
        least = min(debt.amount_residual_currency, -self.amount_residual_currency)
        if currency.compare_amounts(amount, least) >= 0:
            (self + debt).reconcile()
        elif currency == self.company_id.currency_id:
            self.env['account.partial.reconcile'].create({
                'debit_move_id': debt.id, 'credit_move_id': self.id, 'amount': amount,
                'debit_amount_currency': amount, 'credit_amount_currency': amount})

    def _ar_deduct(self, amount, reason, note):
        """Book a part of an item as a deduction that is accepted: an entry on the account of the
        reason, matched with the item.

        :param float amount: in the currency of the item.
        :param reason: `ar.dispute.reason`
        :param str note: what the entry says.
        :return: the entry.
        """
        account = reason.with_company(self.company_id).account_id
        value = self.company_currency_id.round(
            amount * self.amount_residual / self.amount_residual_currency)
        common = {'partner_id': self.partner_id.id, 'currency_id': self.currency_id.id,
                  'name': f"{self.move_name}: {reason.name}"}
        entry = self.env['account.move'].with_company(self.company_id).create({
            'move_type': 'entry', 'company_id': self.company_id.id,
            'journal_id': self.company_id._ar_deduction_journal().id,
            'date': fields.Date.context_today(self), 'ref': note,
            'line_ids': [
                Command.create({
                    **common, 'account_id': self.account_id.id,
                    'balance': -value, 'amount_currency': -amount}),
                Command.create({
                    **common, 'account_id': account.id,
                    'balance': value, 'amount_currency': amount})]})
        entry._post(soft=False)
        (self + entry.line_ids.filtered(
            lambda line: line.account_id == self.account_id)).reconcile()
        return entry
