from odoo import api, models
from odoo.tools import SQL

from .ar_credit_account_limits import PROPOSAL


class ArCreditAccount(models.Model):
    """Limits known from elsewhere, when a company begins: they are proposed, one batch to be looked
    at, and become limits when a person applies them."""
    _inherit = 'ar.credit.account'

    # === BUSINESS === #

    @api.model
    def _entered_limit_sql(self, alias, company):
        """SQL of the credit limit that somebody entered on a contact; NULL without one. The default
        of Odoo's settings is no decision about a customer."""
        return SQL(
            "(%s->>%s)::float8", SQL.identifier(alias, 'credit_limit'), str(company.id))

    @api.model
    def _entered_limits(self, company):
        """The limits above 0, which Odoo reads as none, that users entered on customers, companies
        and persons alike; without those that stand there because our account says so.

        :param company: whose values of Odoo's field are meant.
        :return: {customer id: limit in company currency}
        """
        entered = self._entered_limit_sql('partner', company)
        self.env.flush_all()
        return dict(self.env.execute_query(SQL(
            """SELECT partner.id, %(entered)s
                 FROM res_partner partner
            LEFT JOIN ar_credit_account account
                   ON account.partner_id = partner.id AND account.company_id = %(company)s
                WHERE partner.id = partner.commercial_partner_id AND partner.active
                  AND COALESCE(partner.company_id, %(company)s) = %(company)s
                  AND %(entered)s > 0
                  AND (account.projection IS NULL OR account.credit_mode = 'unlimited'
                       OR %(entered)s <> (account.projection->>'credit_limit')::float8)""",
            entered=entered, company=company.id,
        )))

    @api.model
    def _propose_entered_limits(self, company):
        """Propose the limits entered on contacts for accounts that have none, neither in force nor
        proposed: until somebody decides, they stay in force where they stand."""
        limits = self._entered_limits(company)
        decided = self.sudo().with_context(active_test=False).search([
            ('company_id', '=', company.id), ('partner_id', 'in', list(limits)),
            '|', ('credit_mode', '!=', 'unlimited'), ('proposal_state', '=', 'waiting'),
        ]).partner_id
        return self._propose_opening_limits(
            company, {key: limit for key, limit in limits.items() if key not in decided.ids},
            self.env._("Limits of the contacts"))

    @api.model
    def _propose_opening_limits(self, company, limits, source):
        """Turn limits known from elsewhere into proposals.

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
        # A second look at what waits already is no second proposal.
        fresh = changed.filtered(lambda account: not (
            account.proposal_state == 'waiting' and account.proposal_origin == 'manual'
            and account._proposal() == {
                'credit_mode': 'limit', 'credit_limit': limits[account.partner_id.id]}))
        self.sudo()._write_set({
            account.id: {
                'proposal_state': 'waiting',
                'proposal_origin': 'manual',
                'proposal_user_id': self.env.uid,
                'proposed_mode': 'limit',
                'proposed_limit': limits[account.partner_id.id],
                'limit_basis': {'kind': 'manual'},
            }
            for account in fresh
        }, (*PROPOSAL, 'limit_basis'))
        self.env['ar.event']._log('limit.proposed', fresh, rule=source, after={
            account.id: account._proposal() for account in fresh})
        return changed.sudo(False)
