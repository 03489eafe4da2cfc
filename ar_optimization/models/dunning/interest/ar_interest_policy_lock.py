from odoo import api, models

from .ar_interest_policy import TERMS


class ArInterestPolicy(models.Model):
    """What late payment costs changes by request where credit terms are locked."""
    _name = 'ar.interest.policy'
    _inherit = ['ar.approval.locked.rule', 'ar.interest.policy']

    # === BUSINESS === #

    @api.model
    def _locked_names(self):
        return frozenset(TERMS)

    def _is_in_force(self):
        # EXTENDS approval: a customer's own policy counts, archived or not
        accounts = self.env['ar.credit.account'].sudo().with_context(active_test=False)
        return super()._is_in_force() or bool(accounts.search_count(
            [('interest_policy_id', '=', self.id)], limit=1))
