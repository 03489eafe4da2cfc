from odoo import models

from .ar_credit_account_decisions import DECIDED
from .ar_credit_account_limits import PROPOSAL


class ArCreditAccount(models.Model):
    _inherit = 'ar.credit.account'

    def _fold_values(self, sources):
        # EXTENDS ledger: tier and limit are decided anew in the next nightly run. What a person
        # had decided about a tier stays only where it is stricter than all the rest.
        return {
            **super()._fold_values(sources),
            **dict.fromkeys(PROPOSAL, False),
            'limit_tier_id': False,
            'projection': False,
            **(self | sources)._strictest_override(),
        }

    def _strictest_override(self):
        """The tier set by hand on one of these accounts when none of them is in a worse tier, else
        none.

        :return: dict of the three fields of a tier set by hand.
        """
        names = DECIDED['tier.overridden']
        worst = max(self.tier_id.mapped('sequence'), default=0)
        overridden = self.filtered('tier_override_id').sorted('tier_override_until')
        strict = overridden.filtered(lambda a: a.tier_override_id.sequence >= worst)[:1]
        return {name: strict[name] for name in names}
