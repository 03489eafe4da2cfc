from odoo import Command, fields, models
from odoo.exceptions import UserError


class ArInterestCharge(models.Model):
    """What is not claimed after all: let go, in whole or in part, or taken back because it was
    wrong. Both are decided on as requests (type *fee waiver*)."""
    _inherit = 'ar.interest.charge'

    # === ACTIONS === #

    def action_waive(self):
        """Ask to let these charges go, or to take them back."""
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_interest_waive_action'),
            'context': {'default_charge_ids': self.ids},
        }

    # === BUSINESS === #

    def _check_waivable(self, amounts, effect):
        """Refuse what cannot be let go or taken back.

        :param amounts: {charge: amount} in the charge's currency.
        :param str effect: `waive` or `reverse`.
        :raise UserError:
        """
        for charge, amount in amounts.items():
            states = ('memo', 'posted') if effect == 'waive' else ('posted',)
            if charge.state not in states:
                raise UserError(self.env._(
                    "%s is neither open nor invoiced any more.", charge.display_name)
                    if effect == 'waive' else self.env._(
                        "%s is not invoiced: only invoices are taken back.", charge.display_name))
            over = charge.currency_id.compare_amounts(amount, charge.amount_due) > 0
            if over or charge.currency_id.compare_amounts(amount, 0.0) <= 0:
                raise UserError(self.env._(
                    "Of %s more than nothing and not more than is claimed can be let go.",
                    charge.display_name))

    def _let_go(self, amounts=None, reason=None, rule=None):
        """Let charges go, by default all of them: of memos the amount, of invoices by credit note.

        :param amounts: {charge: amount}
        """
        amounts = amounts or {charge: charge.amount_due for charge in self}
        before = self._images()
        self.filtered(lambda charge: charge.state == 'posted')._credit(amounts, reason)
        for charge in self:
            waived = charge.currency_id.round(charge.amount_waived + amounts[charge])
            whole = charge.currency_id.compare_amounts(waived, charge.amount) >= 0
            charge.write({'amount_waived': waived, **({'state': 'waived'} if whole else {})})
        self.env['ar.event']._log_changes(
            'interest.waived', self, before, self._images(), reason=reason, rule=rule)

    def _reverse(self, reason=None):
        """Take invoiced charges back by credit note: their days are computed anew."""
        self._credit({charge: charge.amount_due for charge in self}, reason)
        self._take_back(reason)

    def _take_back(self, reason=None):
        """Count charges as not made: what is due for their days, if any, is a memo again."""
        before = self._images()
        self.write({'state': 'reversed'})
        self.env['ar.event']._log_changes(
            'interest.reversed', self, before, self._images(), reason=reason)
        self._accrue_again()

    def _accrue_again(self):
        """Compute the memos of these charges' instalments anew."""
        for company, charges in self.grouped('company_id').items():
            if lines := charges.move_line_id:
                self._accrue(company, fields.Date.context_today(self), lines.ids)

    def _credit(self, amounts, reason):
        """Credit a part of invoiced charges, one credit note per invoice, matched with it.

        :param amounts: {charge: amount} with taxes.
        """
        for move, charges in self.grouped('move_id').items():
            refund = move.with_company(move.company_id).with_context(
                lang=move.partner_id.lang).create({
                    'move_type': 'out_refund', 'ar_is_interest': True,
                    'company_id': move.company_id.id, 'partner_id': move.partner_id.id,
                    'currency_id': move.currency_id.id, 'journal_id': move.journal_id.id,
                    'invoice_date': fields.Date.context_today(self),
                    'reversed_entry_id': move.id, 'ref': reason and f"{move.name}: {reason}",
                    'invoice_line_ids': [
                        Command.create(vals) for charge in charges
                        for vals in charge._prepare_credit_lines(amounts[charge])]})
            refund._post(soft=False)
            (move + refund).line_ids.filtered(
                lambda line: line.display_type == 'payment_term' and not line.reconciled
            ).reconcile()

    def _prepare_credit_lines(self, amount):
        lines = self.invoice_line_ids.filtered(lambda line: line.move_id == self.move_id)
        whole = sum(lines.mapped('price_total'))
        for line in lines:
            yield {
                'name': line.name, 'quantity': 1, 'account_id': line.account_id.id,
                'price_unit': line.price_unit * (amount / whole),
                'tax_ids': [Command.set(line.tax_ids.ids)],
            }

    def _claim_again(self, waived):
        """Claim what was let go of a memo. Days of later memos are added to it.

        :param float waived: what had been let go before.
        """
        later = self.search([
            ('move_line_id', '=', self.move_line_id.id), ('kind', '=', self.kind),
            ('state', '=', 'memo'), ('id', '!=', self.id)])
        if later:
            self.write({'state': 'reversed'})
            later.amount_waived += waived
        else:
            self.write({'state': 'memo', 'amount_waived': waived})
        self._accrue_again()
