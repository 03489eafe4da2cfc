from math import inf

from odoo import api, fields, models
from odoo.exceptions import UserError


class ArCreditRequest(models.Model):
    """A contract, and each change of one, as a type of request."""
    _inherit = 'ar.credit.request'

    type = fields.Selection(
        selection_add=[('contract', "Contract")], ondelete={'contract': 'cascade'})

    # === BUSINESS === #

    def _contract_versions(self):
        """The versions that these requests are about; those of other types have none."""
        return self._about('contract', 'ar.contract.version', 'version_id')

    @api.model
    def _prepare_contract(self, account, values):
        """At stake is the limit that the contract grants, else what the customer has anyway.

        :raise UserError: when there is nothing to decide on.
        """
        version = self.env['ar.contract.version'].browse(values['version_id']).exists()
        if version.contract_id.account_id != account or version.state != 'waiting':
            raise UserError(self.env._("There is no contract of this customer to decide on."))
        stake = self._stake(account)
        if version.credit_limit:
            return values, max(version.credit_limit, stake if stake != inf else 0.0)
        return values, stake

    def _apply_contract(self):
        self._contract_versions()._approve(fields.Date.context_today(self))

    def _finish(self, state, how, comment=None):
        # EXTENDS approval: what was not approved can be changed and submitted again
        result = super()._finish(state, how, comment)
        if state != 'approved':
            self.sudo()._contract_versions()._withdraw()
        return result

    def _summary_text(self):
        # EXTENDS approval
        version = self._contract_versions() if self.type == 'contract' else None
        if not version:
            return super()._summary_text()
        return ": ".join(filter(None, [
            version.display_name, "; ".join(version._change_lines())]))
