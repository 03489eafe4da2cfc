from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError

from ..ar_credit_account_terms import NATIVE_SYNC

# Odoo's own fields that say how much credit somebody gets.
NATIVE = frozenset(('credit_limit', 'use_partner_credit_limit', 'property_payment_term_id'))


class ResPartner(models.Model):
    """Odoo's own credit limit and payment term where credit terms are locked: what the account
    says and what Odoo copies between contacts passes, a value of somebody's own is refused."""
    _inherit = 'res.partner'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.company.sudo().ar_lock_terms:
            for vals in vals_list:
                self._check_native_begin(vals)
        return super().create(vals_list)

    def write(self, vals):
        syncing = self.env.context.get('ar_native_sync') is NATIVE_SYNC
        if NATIVE & vals.keys() and not syncing and self.env.company.sudo().ar_lock_terms:
            for partner in self.sudo():
                partner.sudo(False)._check_native_limit(vals)
                partner.sudo(False)._check_native_term(vals)
        return super().write(vals)

    def _fields_sync(self, values):
        # EXTENDS 'base': Odoo keeps the contacts of a company in step by itself
        return super(ResPartner, self.with_context(
            ar_native_sync=NATIVE_SYNC))._fields_sync(values)

    # === ACTIONS === #

    def action_ask_credit(self):
        """Open a new request for credit for this customer. Salespeople ask for their own
        customers, and decide on nothing."""
        self.ensure_one()
        self.env['ar.credit.request']._check_may_ask(self)
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_credit_request_action_new'),
            'context': {
                'default_partner_id': self.commercial_partner_id.id,
                'default_company_id': self.env.company.id,
            },
        }

    def action_open_requests(self):
        """The requests for this customer that the user may see: of salespeople, their own."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_credit_request_action_all'),
            'domain': [('partner_id', '=', self.commercial_partner_id.id)],
            'context': {'default_partner_id': self.commercial_partner_id.id},
        }

    # === BUSINESS === #

    @api.model
    def _check_native_begin(self, vals):
        """Refuse a new contact with a limit or a longer term than everybody has. What it shares
        with its company Odoo takes from there."""
        context = self.env.context
        given = {
            name: vals.get(name, context.get(f'default_{name}'))
            for name in NATIVE if name in vals or f'default_{name}' in context}
        present = self.browse(vals.get('parent_id') or ()) or self.new()
        if given.get('credit_limit') or given.get('use_partner_credit_limit'):
            self.new()._check_native_limit(given)
        if given.get('property_payment_term_id'):
            present._check_native_term(given)

    def _check_native_limit(self, vals):
        """Refuse another limit than the contact has, in the company the user works in."""
        present = self.sudo().credit_limit
        default = self._fields['credit_limit'].get_company_dependent_fallback(self)
        wanted = vals.get('credit_limit', present)
        if not vals.get('use_partner_credit_limit', True):
            wanted = default
        if self.env.company.currency_id.compare_amounts(wanted or 0.0, present or 0.0):
            self._refuse_native({'default_type': 'limit', 'default_new_limit': wanted})

    def _check_native_term(self, vals):
        """Refuse a longer payment term than the contact has."""
        if 'property_payment_term_id' not in vals:
            return
        term = self.env['account.payment.term'].sudo().browse(
            vals['property_payment_term_id'] or ())
        if term._ar_longest_days() > self.sudo().property_payment_term_id._ar_longest_days():
            self._refuse_native({'default_type': 'terms', 'default_new_term_id': term.id})

    def _refuse_native(self, asked):
        """Refuse, and offer to ask for it to who may."""
        message = self.env._(
            "Credit terms are locked and follow the customer's credit account. Ask for the change "
            "there.")
        customer = self.commercial_partner_id
        may_ask = customer.id and customer._ar_credit_visible_to_user()
        if not may_ask or self.env.context.get('import_file'):
            raise UserError(message)
        raise RedirectWarning(
            message, self.env.ref('ar_optimization.ar_credit_request_action_new').id,
            self.env._("Ask for It"), {
                **asked, 'default_partner_id': customer.id,
                'default_company_id': self.env.company.id})
