from odoo import fields, models


class ResPartner(models.Model):
    _inherit = 'res.partner'

    ar_account_ids = fields.One2many('ar.credit.account', 'partner_id', string="Credit Accounts")

    def _ar_account(self, company):
        """The credit account of these partners' commercial entities in a company (may be empty).

        :param company: `res.company`, never taken from the user.
        """
        return self.env['ar.credit.account'].with_context(active_test=False).search([
            ('partner_id', 'in', self.commercial_partner_id.ids), ('company_id', '=', company.id),
        ])
