from odoo import api, models, tools


class ArContract(models.Model):
    """A tier that gives less than a contract does not shorten the contract: it asks for a
    renegotiation, once for each change."""
    _inherit = 'ar.contract'

    # === BUSINESS === #

    @api.model
    @tools.ormcache()
    def _any_agreed(self):
        """Whether any contract of any company was ever agreed: without one nothing asks more."""
        return bool(self.sudo().with_context(active_test=False).search_count(
            [('state', 'in', ('active', 'expired', 'ended'))], limit=1))

    @api.model
    def _ask_renegotiation(self, companies, today):
        """Give whoever is responsible an activity for each contract whose customer's tier gives
        less by now, and forget it where it does no longer.

        :param date today: the day.
        """
        if not self._any_agreed():
            return
        accounts = self.env['ar.credit.account'].sudo().search_fetch(
            [('company_id', 'in', companies.ids), ('contract_id', '!=', False)],
            ['contract_id', 'contract_days', 'contract_limit', 'tier_id', 'limit_basis'])
        wanted = {
            account.contract_id: account.tier_id if account._falls_short() else False
            for account in accounts}
        changed = self.browse([
            contract.id for contract, tier in wanted.items()
            if contract.renegotiate_tier_id != (tier or contract.renegotiate_tier_id.browse())])
        asked = changed.filtered(lambda contract: wanted[contract])
        for contract in changed:
            contract.renegotiate_tier_id = wanted[contract]
        asked._schedule(lambda contract: (today, contract.env._(
            "Contract %(contract)s: tier %(tier)s gives less, negotiate anew",
            contract=contract.name, tier=contract.renegotiate_tier_id.code)))
        self.env['ar.event']._log(
            'contract.renegotiation', asked,
            after={contract.id: {'renegotiate_tier_id': contract.renegotiate_tier_id.id}
                   for contract in asked})
