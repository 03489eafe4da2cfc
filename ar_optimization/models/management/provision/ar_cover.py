from odoo import api, models


class ArCover(models.Model):
    _inherit = 'ar.cover'

    @api.model
    def _integral(self, company):
        """The covers of a company that count and are integral to the contract terms."""
        return self.sudo().search([
            ('company_id', '=', company.id), ('state', 'in', ('active', 'called')),
            ('integral', '=', True)])
