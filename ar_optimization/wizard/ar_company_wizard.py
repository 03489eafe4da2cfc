from odoo import api, fields, models
from odoo.exceptions import AccessError


class ArCompanyWizard(models.AbstractModel):
    """A dialog about one company, of a user who works there: it acts with more than his rights."""
    _name = 'ar.company.wizard'
    _description = "Dialog of a Company"

    company_id = fields.Many2one(
        'res.company', required=True, default=lambda self: self.env.company)

    @api.constrains('company_id')
    def _check_own_company(self):
        if self.company_id - self.env.user.company_ids:
            raise AccessError(self.env._("You do not work in this company."))
