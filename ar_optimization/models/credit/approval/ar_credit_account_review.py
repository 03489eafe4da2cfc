from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

DAYS_BEFORE = 7  # a temporary limit is looked at again so long before it ends


class ArCreditAccount(models.Model):
    """The review run, where credit terms are locked: what is due arrives as requests that are
    filled in already."""
    _inherit = 'ar.credit.account'

    # === CRON === #

    @api.model
    def _nightly_steps(self):
        return [*super()._nightly_steps(), '_nightly_reviews']

    @api.model
    def _nightly_reviews(self, companies, today, full=False):
        """Ask for what the night found due: limits computed anew at the interval of the tier or
        after a change of tier, and temporary limits about to end.

        The first go to their approvers, asked for by the system. The second are drafts: whether
        they go on is for a person to say.
        """
        for company in companies.filtered('ar_lock_terms'):
            self._review_proposals(company)
            self._review_ending(company, today)

    @api.model
    def _review_proposals(self, company):
        accounts = self.sudo().search([
            ('company_id', '=', company.id), ('proposal_state', '=', 'waiting'),
            ('proposal_origin', '=', 'formula')])
        requests = accounts._ask_for_proposals(origin='review')
        requests.filtered(lambda request: request.state == 'waiting')._ask_approvers()

    @api.model
    def _review_ending(self, company, today):
        last = today + relativedelta(days=DAYS_BEFORE)
        ending = self.sudo().search([
            ('company_id', '=', company.id), ('temporary_limit_to', '>=', today),
            ('temporary_limit_to', '<=', last)])
        requests = self.env['ar.credit.request'].sudo()
        known = requests.search([
            ('account_id', 'in', ending.ids), ('type', '=', 'temporary_limit'),
            ('state', 'in', ('draft', 'waiting'))]).account_id
        owner = company.ar_credit_manager_id or self.env.user
        requests.create([
            {'type': 'temporary_limit', 'origin': 'review', 'account_id': account.id,
             'partner_id': account.partner_id.id, 'company_id': company.id,
             'requester_id': owner.id, 'new_limit': account.temporary_limit,
             'date_to': fields.Date.add(account.temporary_limit_to, months=1),
             'reason': self.env._("Its temporary limit is about to end.")}
            for account in ending - known])
