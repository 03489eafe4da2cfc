from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang


class ArCreditRequest(models.Model):
    """Letting go of interest and fees as a type of request: the matrix says up to which amount who
    decides alone."""
    _inherit = 'ar.credit.request'

    type = fields.Selection(
        selection_add=[('fee_waiver', "Interest and Fees")],
        ondelete={'fee_waiver': 'cascade'})

    # === BUSINESS === #

    @api.model
    def _prepare_fee_waiver(self, account, values):
        """At stake is what is let go, in company currency.

        :param values: `amounts` {id of charge: amount}, `effect` `waive` or `reverse`.
        :raise UserError: for what cannot be let go (any more).
        """
        amounts = self._waived_amounts(values)
        charges = self.env['ar.interest.charge'].union(*amounts)
        if not charges or charges.account_id != account:
            raise UserError(self.env._("There are no such charges of this customer."))
        effect = 'reverse' if values.get('effect') == 'reverse' else 'waive'
        charges._check_waivable(amounts, effect)
        return ({'amounts': {str(charge.id): amount for charge, amount in amounts.items()},
                 'effect': effect}, charges._in_company_currency(amounts))

    @api.model
    def _waived_amounts(self, values):
        """The charges of a request that are still there: {charge: amount}."""
        wanted = {int(key): amount for key, amount in (values.get('amounts') or {}).items()}
        found = self.env['ar.interest.charge'].sudo().browse(wanted).exists()
        return {charge: wanted[charge.id] for charge in found}

    def _apply_fee_waiver(self):
        for request in self:
            amounts = request._waived_amounts(request.values)
            charges = self.env['ar.interest.charge'].sudo().union(*amounts)
            if request.values['effect'] == 'reverse':
                charges._reverse(request.reason)
            else:
                charges._let_go(amounts, request.reason, rule=self.env._("Request approved"))

    def _summary_text(self):
        # EXTENDS approval
        if self.type != 'fee_waiver' or not self.values:
            return super()._summary_text()
        reverse = self.values['effect'] == 'reverse'
        return "; ".join([
            self.env._("Taken back") if reverse else self.env._("Let go"),
            *(f"{charge.display_name}: "
              f"{formatLang(self.env, amount, currency_obj=charge.currency_id)}"
              for charge, amount in self._waived_amounts(self.values).items())])
