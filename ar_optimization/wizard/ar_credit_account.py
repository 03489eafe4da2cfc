from odoo import api, models

from ..models.credit.ar_credit_account_limits import PROPOSAL


class ArCreditAccount(models.Model):
    _inherit = 'ar.credit.account'

    @api.model
    def _propose_opening_limits(self, company, limits, source):
        """Turn limits known from elsewhere into proposals, one batch to be looked at and applied.

        :param company: `res.company` of the accounts.
        :param limits: {customer id: limit in company currency}; 0 is a limit.
        :param str source: where they come from, in words, for the log.
        :return: the accounts with a proposal; those that have this limit already are left out.
        """
        partners = self.env['res.partner'].browse(limits)
        self.sudo()._ensure_accounts(company, partners)
        accounts = self.sudo().search([
            ('company_id', '=', company.id), ('partner_id', 'in', partners.ids)])
        changed = accounts.filtered(lambda account: (
            account.credit_mode != 'limit'
            or company.currency_id.compare_amounts(
                account.credit_limit, limits[account.partner_id.id])
        ))
        self.sudo()._write_set({
            account.id: {
                'proposal_state': 'waiting',
                'proposal_origin': 'manual',
                'proposal_user_id': self.env.uid,
                'proposed_mode': 'limit',
                'proposed_limit': limits[account.partner_id.id],
                'limit_basis': {'kind': 'manual'},
            }
            for account in changed
        }, (*PROPOSAL, 'limit_basis'))
        self.env['ar.event']._log('limit.proposed', changed, rule=source, after={
            account.id: account._proposal() for account in changed})
        return changed.sudo(False)
