from odoo import api, models


class ArDuty(models.Model):
    """Interest and fees are let go by request, and claimed as policies and rates say."""
    _inherit = 'ar.duty'

    @api.model
    def _rights(self, company):
        # EXTENDS credit
        rights = super()._rights(company)
        rights['let_go'] = [self._by_rules(company, ('fee_waiver',), own=True)]
        rights['policy'] += [
            self._by_access(model, 'write')
            for model in ('ar.interest.policy', 'ar.interest.rate', 'ar.interest.stop')]
        return rights
