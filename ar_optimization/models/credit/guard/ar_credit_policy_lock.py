from odoo import api, models

from .ar_credit_rule import TERMS


class ArCreditPolicy(models.Model):
    """What the guard lets pass changes by request where credit terms are locked."""
    _name = 'ar.credit.policy'
    _inherit = ['ar.approval.locked.rule', 'ar.credit.policy']

    # === BUSINESS === #

    @api.model
    def _locked_names(self):
        return frozenset(('active', 'company_id', *TERMS, 'date_from', 'date_to'))
