from odoo import models

from ..ar_credit_account_limits import PROPOSAL


class ArCreditAccount(models.Model):
    """Limit proposals where credit terms are locked: applying one is deciding on a request of
    whoever proposed it, the formula included."""
    _inherit = 'ar.credit.account'

    # === BUSINESS === #

    def _apply_proposals(self):
        # EXTENDS: requests for the accounts of companies with locked terms
        locked = self.filtered(lambda account: account.company_id.ar_lock_terms)
        if not locked:
            return super()._apply_proposals()
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        free = self - locked
        events = super(ArCreditAccount, free)._apply_proposals() if free else self.env['ar.event']
        return events | locked._request_proposals()

    def _request_proposals(self):
        """Ask for the proposed limits in the name of who proposed them, and decide on them as far
        as the user may.

        :return: the events of the limits that changed.
        """
        requests = self._ask_for_proposals()
        mine = requests.filtered(lambda request: request.state == 'waiting')
        delegators = mine._delegators_by_company(self.env.user)
        mine = mine.filtered(lambda request: request._mandate(
            self.env.user, delegators[request.company_id]).principal)
        mine.with_user(self.env.user)._decide('approved')
        (requests - mine).filtered(lambda request: request.state == 'waiting')._ask_approvers()
        done = requests.filtered(lambda request: request.state == 'approved').account_id
        events = self.env['ar.event'].search([
            ('kind', '=', 'limit.changed'), ('res_model', '=', self._name),
            ('res_id', 'in', done.ids)])
        return events.browse({event.res_id: event.id for event in reversed(events)}.values())

    def _ask_for_proposals(self, origin='proposal'):
        """Requests for the proposals of these accounts; who has one waiting keeps its proposal.

        :param str origin: value of the field `origin` of the requests.
        :return: the requests, their approvers not asked yet.
        """
        requests = self.env['ar.credit.request'].sudo()
        busy = requests.search([
            ('account_id', 'in', self.ids), ('type', '=', 'limit'), ('state', '=', 'waiting'),
        ]).account_id
        accounts = (self.sudo() - busy).filtered(
            lambda account: account.proposal_state == 'waiting')
        system = self.env.ref('base.user_root')
        requests = requests._submit_many(
            'limit', {account: account._proposal() for account in accounts},
            self.env._("Limit proposal"), origin=origin, ask=False,
            requesters={account: account.proposal_user_id or system for account in accounts})
        accounts.write(dict.fromkeys(PROPOSAL, False))
        return requests
