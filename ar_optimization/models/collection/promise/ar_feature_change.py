from odoo import api, models


class ArFeatureChange(models.Model):
    _inherit = 'ar.feature.change'

    @api.model
    def _concerned_terms(self):
        # EXTENDS insight: what changed a customer's items may have kept or broken a promise
        marks = self.env['ar.agreement.mark'].sudo()
        return {**super()._concerned_terms(), 'agreements': marks._agreed_sql()}

    @api.model
    def _tell_agreements(self, accounts):
        self.env['ar.agreement.mark'].sudo()._mark_accounts(accounts)
