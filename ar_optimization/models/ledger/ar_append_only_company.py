from odoo import api, fields, models
from odoo.fields import Domain


class ArAppendOnlyCompany(models.AbstractModel):
    """Append-only rows of a company, or of none: then the id is 0 and everybody may read them.

    The company is a plain id, so that a company can be deleted while what it decided stays.
    """
    _name = 'ar.append.only.company'
    _description = "Append-only Table of a Company"
    _inherit = ['ar.append.only']

    company_id = fields.Integer(
        string="Company ID", required=True, readonly=True, aggregator=None)
    # The record rule goes through this field: where a rule names `company_id`, Odoo's message
    # about a refused access takes that field for a link and fails.
    is_visible = fields.Boolean(compute='_compute_is_visible', search='_search_is_visible')

    @api.depends('company_id')
    @api.depends_context('allowed_company_ids')
    def _compute_is_visible(self):
        visible = self._visible_companies()
        for row in self:
            row.is_visible = row.company_id in visible

    def _search_is_visible(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return Domain('company_id', 'in', self._visible_companies())

    @api.model
    def _visible_companies(self):
        return [*self.env.companies.ids, 0]
