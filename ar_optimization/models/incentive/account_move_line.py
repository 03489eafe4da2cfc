from odoo import models

from .account_move import BOOKING


class AccountMoveLine(models.Model):
    _inherit = 'account.move.line'

    def _get_installments_data(
            self, payment_currency=None, payment_date=None, next_payment_date=None):
        # EXTENDS 'account': what is offered by a policy, in Odoo's own words for a discount
        installments = super()._get_installments_data(
            payment_currency, payment_date, next_payment_date)
        for installment in installments:
            line = installment['line']
            if line.reconciled or line.display_type != 'payment_term':
                continue
            move = line.move_id
            discount, __ = move._ar_discount_on(payment_currency or line.currency_id, payment_date)
            if discount:
                installment.update(line._ar_discounted(discount, -move.direction_sign))
        return installments

    def _ar_discounted(self, discount, sign):
        """An instalment less a discount, as `_get_installments_data` has it.

        :param float discount: in the currency of the invoice.
        """
        balance = self.company_currency_id.round(
            discount * self.amount_residual / self.amount_residual_currency)
        left, left_balance = (
            self.amount_residual_currency - discount, self.amount_residual - balance)
        return {
            'amount_residual_currency': left, 'amount_residual': left_balance,
            'amount_residual_currency_unsigned': sign * left,
            'amount_residual_unsigned': sign * left_balance,
            'discount_amount_currency': discount, 'discount_amount': balance,
            'type': 'early_payment_discount',
        }

    def _reconcile_plan(self, reconciliation_plan):
        # EXTENDS 'account': every way of matching ends here
        if self.env.context.get('ar_incentive') is BOOKING:
            return super()._reconcile_plan(reconciliation_plan)
        offers = self.env['ar.incentive.offer'].sudo()
        parts = [part.sudo().filtered(lambda line: line.account_type == 'asset_receivable')
                 for part in self._ar_parts_of_plan(reconciliation_plan)]
        for lines in parts:
            offers._recognise_together(lines)
        result = super()._reconcile_plan(reconciliation_plan)
        offers._recognise_lines(self.browse().sudo().union(*parts))
        return result

    def _ar_parts_of_plan(self, plan):
        """The lines that a plan matches with each other: it may hold plans."""
        for part in plan:
            if isinstance(part, models.BaseModel):
                yield part
            else:
                yield from self._ar_parts_of_plan(part)
