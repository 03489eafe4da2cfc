from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang


class ArCreditRequest(models.Model):
    """Accepting what a customer deducted as a type of request: the matrix says up to which amount
    who decides alone."""
    _inherit = 'ar.credit.request'

    type = fields.Selection(
        selection_add=[('deduction', "Deduction")], ondelete={'deduction': 'cascade'})

    # === BUSINESS === #

    @api.model
    def _deduction_parts(self, values):
        """The item and the reason of a deduction, as far as they are still there."""
        line = self.env['account.move.line'].sudo().browse(values['move_line_id']).exists()
        reason = self.env['ar.dispute.reason'].sudo().browse(values['reason_id']).exists()
        return line, reason.with_company(line.company_id)

    @api.model
    def _prepare_deduction(self, account, values):
        """At stake is what is given up, in company currency.

        :param values: `move_line_id`, `reason_id`, `amount` in the currency of the item.
        :raise UserError: for more than is open and not disputed, or a reason without account.
        """
        line, reason = self._deduction_parts(values)
        if (line.partner_id.commercial_partner_id != account.partner_id
                or line.company_id != account.company_id):
            raise UserError(self.env._("There is no such item of this customer."))
        if not reason.account_id:
            raise UserError(self.env._(
                "“%s” has no account for deductions: open a dispute, or name the account.",
                reason.name or ""))
        self._check_deduction(line, values['amount'])
        share = line.amount_residual / line.amount_residual_currency
        return values, account.currency_id.round(values['amount'] * share)

    @api.model
    def _check_deduction(self, line, amount):
        """Refuse to give up more of an item than is open and not disputed.

        :raise UserError:
        """
        room = line.amount_residual_currency - line._ar_disputed_now()
        if (line.parent_state != 'posted' or line.account_type != 'asset_receivable'
                or line.currency_id.compare_amounts(amount, room) > 0
                or line.currency_id.compare_amounts(amount, 0.0) <= 0):
            raise UserError(self.env._(
                "Of %(item)s %(room)s can be deducted: what is open and not disputed.",
                item=line.move_name or "",
                room=formatLang(self.env, max(room, 0.0), currency_obj=line.currency_id)))

    def _apply_deduction(self):
        for request in self:
            line, reason = self._deduction_parts(request.values)
            self._check_deduction(line, request.values['amount'])
            entry = line._ar_deduct(request.values['amount'], reason, request.reason)
            self.env['ar.event']._log(
                'deduction.booked', request.account_id, reason=request.reason,
                rule=self.env._("Request approved"),
                numbers={request.account_id.id: {
                    'move_id': line.move_id.id, 'entry_id': entry.id,
                    'amount': request.values['amount'], 'reason_id': reason.id}})

    def _summary_text(self):
        # EXTENDS dunning
        if self.type != 'deduction' or not self.values:
            return super()._summary_text()
        line, reason = self._deduction_parts(self.values)
        return "{}: {}, {}".format(
            line.move_name or "", reason.name or "",
            formatLang(self.env, self.values['amount'], currency_obj=line.currency_id))
