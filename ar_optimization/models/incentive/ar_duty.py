from odoo import api, models


class ArDuty(models.Model):
    """Discounts are granted by offers, and by the policies that make them."""
    _inherit = 'ar.duty'

    @api.model
    def _rights(self, company):
        # EXTENDS credit
        rights = super()._rights(company)
        rights['discount'].append(self._by_group('ar_optimization.group_credit_analyst'))
        rights['policy'].append(self._by_access('ar.incentive.policy', 'write'))
        return rights
