import json

from odoo import api, models
from odoo.exceptions import UserError


class IrDefault(models.Model):
    """Odoo's default credit limit and payment term are those of everybody who has none of his own:
    where credit terms are locked, the limit does not change either, nor does the term get
    longer."""
    _inherit = 'ir.default'

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_locked(
                vals.get('field_id'), vals.get('company_id'), vals.get('json_value'))
        return super().create(vals_list)

    def write(self, vals):
        if {'field_id', 'company_id', 'json_value'} & vals.keys():
            for default in self.sudo():
                self._check_locked(
                    vals.get('field_id', default.field_id.id),
                    vals.get('company_id', default.company_id.id),
                    vals.get('json_value', default.json_value))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        for default in self.sudo():
            self._check_locked(default.field_id.id, default.company_id.id, '0')

    @api.model
    def _check_locked(self, field_id, company_id, value):
        """Refuse another default limit and a longer default term than now for companies that locked
        their credit terms.

        :param int company_id: empty for all companies.
        :param str value: JSON.
        """
        checks = {
            self.env['ir.model.fields']._get('res.partner', name).id: check for name, check in (
                ('credit_limit', self._check_locked_limit),
                ('property_payment_term_id', self._check_locked_term))}
        if field_id not in checks:
            return
        companies = self.env['res.company'].sudo().search([('ar_lock_terms', '=', True)])
        if company_id:
            companies &= companies.browse(company_id)
        for company in companies:
            checks[field_id](company, json.loads(value or '0'))

    @api.model
    def _present_default(self, company, name):
        partners = self.env['res.partner'].with_company(company).sudo()
        return partners._fields[name].get_company_dependent_fallback(partners)

    @api.model
    def _check_locked_limit(self, company, wanted):
        if wanted != self._present_default(company, 'credit_limit'):
            raise UserError(self.env._(
                "%s has locked its credit terms: the default credit limit cannot change.",
                company.name))

    @api.model
    def _check_locked_term(self, company, wanted):
        present = self._present_default(company, 'property_payment_term_id')
        if present.browse(wanted or ())._ar_longest_days() > present._ar_longest_days():
            raise UserError(self.env._(
                "%s has locked its credit terms: the default payment term cannot become longer.",
                company.name))
