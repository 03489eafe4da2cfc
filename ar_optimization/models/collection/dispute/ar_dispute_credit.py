from odoo import Command, fields, models
from odoo.exceptions import UserError

from .ar_dispute import LIVE, STEP


class ArDispute(models.Model):
    """The credit note of a dispute: made by Odoo's own reversal, over the disputed amount, and
    matched with the disputed instalment when it is posted."""
    _inherit = 'ar.dispute'

    # === ACTIONS === #

    def action_credit_note(self):
        """Prepare the credit note over the disputed amount, as a draft to look at and post.

        :return: the action that shows it.
        :raise UserError: for what is decided, paid, or has a credit note already.
        :raise AccessError: for whoever may not write invoices.
        """
        self.ensure_one()
        self.env.user._ar_check_role('collector')
        self.env['account.move'].check_access('create')
        self.lock_for_update()
        if self.state not in LIVE:
            raise UserError(self.env._("This dispute is decided: open it again first."))
        if self.credit_move_id:
            raise UserError(self.env._(
                "There is a credit note for it: %s.", self.credit_move_id.display_name))
        if not self.amount_kept:
            raise UserError(self.env._("Nothing of the item is open any more."))
        move = self._make_credit_note()
        self.sudo().with_context(ar_dispute_step=STEP).credit_move_id = move
        return move._get_records_action(name=self.env._("Credit Note"))

    # === BUSINESS === #

    def _make_credit_note(self):
        """A draft credit note over what is kept back, by Odoo's reversal of the invoice."""
        reversal = self.env['account.move.reversal'].with_company(self.company_id).with_context(
            active_model='account.move', active_ids=self.move_id.ids).create({
                'reason': f"{self.name}, {self.reason_id.name}",
                'journal_id': self.move_id.journal_id.id,
                'date': fields.Date.context_today(self)})
        reversal.refund_moves()
        move = reversal.new_move_ids
        if move.currency_id.compare_amounts(self.amount_kept, move.amount_total) < 0:
            self._reduce(move, self.amount_kept)
        return move

    def _reduce(self, move, amount):
        """Bring a draft credit note down to an amount with taxes, exact to the cent, in the
        proportions of its accounts and taxes.

        :param move: `account.move`
        :param float amount: in its currency.
        """
        taxes = self.env['account.tax']
        products = move.invoice_line_ids.filtered(lambda line: line.display_type == 'product')
        lines = [
            move._prepare_product_base_line_for_taxes_computation(line) for line in products]
        taxes._add_tax_details_in_base_lines(lines, move.company_id)
        taxes._round_base_lines_tax_details(lines, move.company_id)
        parts = taxes._prepare_down_payment_lines(
            lines, move.company_id, 'fixed', amount, computation_key=f'dispute,{self.id}',
            grouping_function=lambda line: {
                'account_id': line['account_id'], 'tax_ids': line['tax_ids']})
        move.write({'invoice_line_ids': [
            *(Command.delete(line.id) for line in move.invoice_line_ids),
            *(Command.create(self._part_vals(part)) for part in parts)]})

    def _part_vals(self, part):
        taxes = self.env['account.tax']
        return {
            'name': f"{self.document}: {self.reason_id.name}", 'quantity': part['quantity'],
            'price_unit': part['price_unit'], 'account_id': part['account_id'].id,
            'tax_ids': [Command.set(part['tax_ids'].ids)],
            'extra_tax_data': taxes._export_base_line_extra_tax_data(part),
        }

    def _credited(self):
        """Their credit notes are posted: these disputes are done."""
        self.filtered(lambda dispute: dispute.state in LIVE)._set_state('credited')

    def _uncredited(self):
        """Their credit notes are no longer posted: what they were for is kept back again."""
        for dispute in self.filtered(lambda dispute: dispute.state == 'credited'):
            dispute._set_state('validated' if dispute.validated_on else 'open')

    def _relink(self):
        """Find the instalments again that Odoo made anew, as the invoice was changed in draft."""
        for dispute in self:
            terms = dispute.move_id.line_ids.filtered(
                lambda line: line.display_type == 'payment_term')
            near = terms.sorted(dispute._days_apart)
            dispute.with_context(ar_dispute_step=STEP).move_line_id = near[:1]

    def _days_apart(self, line):
        return abs(((line.date_maturity or line.date) - self.date_maturity).days)
