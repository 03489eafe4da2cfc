import json

from odoo import api, models
from odoo.exceptions import UserError


class IrDefault(models.Model):
    """Odoo's default credit limit is the limit of everybody who has none of his own: where credit
    terms are locked, it does not change either."""
    _inherit = 'ir.default'

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_locked_limit(
                vals.get('field_id'), vals.get('company_id'), vals.get('json_value'))
        return super().create(vals_list)

    def write(self, vals):
        if {'field_id', 'company_id', 'json_value'} & vals.keys():
            for default in self.sudo():
                self._check_locked_limit(
                    vals.get('field_id', default.field_id.id),
                    vals.get('company_id', default.company_id.id),
                    vals.get('json_value', default.json_value))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        for default in self.sudo():
            self._check_locked_limit(default.field_id.id, default.company_id.id, '0')

    @api.model
    def _check_locked_limit(self, field_id, company_id, value):
        """Refuse another default limit than now for companies that locked their credit terms.

        :param int company_id: empty for all companies.
        :param str value: JSON.
        """
        if field_id != self.env['ir.model.fields']._get('res.partner', 'credit_limit').id:
            return
        companies = self.env['res.company'].sudo().search([('ar_lock_terms', '=', True)])
        if company_id:
            companies &= companies.browse(company_id)
        for company in companies:
            partners = self.env['res.partner'].with_company(company)
            present = partners._fields['credit_limit'].get_company_dependent_fallback(partners)
            if json.loads(value or '0') != present:
                raise UserError(self.env._(
                    "%s has locked its credit terms: the default credit limit cannot change.",
                    company.name))
