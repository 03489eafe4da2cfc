from odoo import api, fields, models
from odoo.exceptions import AccessError


class SaleOrder(models.Model):
    """From an order to the page of the customer who will owe it. A salesperson, who has no right to
    that page, gets the figures that the form of his customer shows him."""
    _inherit = 'sale.order'

    ar_customer_visible = fields.Boolean(
        string="Figures Shown", compute='_compute_ar_customer_visible', groups='base.group_user')

    # === COMPUTE === #

    @api.depends('partner_id', 'partner_invoice_id')
    @api.depends_context('uid')
    def _compute_ar_customer_visible(self):
        customers = {order: order._ar_guard_partner() for order in self}
        shown = self.env['res.partner'].union(*customers.values())._ar_credit_visible_to_user()
        for order, customer in customers.items():
            order.ar_customer_visible = bool(customer) and customer in shown

    # === ACTIONS === #

    def action_ar_customer(self):
        """Open the credit account of the customer in the company of this order, with the user's
        own rights; for salespeople the figures of their customer.

        :raise AccessError: for who may not see the figures of this customer.
        """
        self.ensure_one()
        self.check_access('read')
        customer = self._ar_guard_partner().with_company(self.company_id)
        if not self.ar_customer_visible:
            raise AccessError(self.env._(
                "The credit figures of this customer are not shown to you."))
        if not self.env.user.has_group('ar_optimization.group_collector'):
            return self._ar_customer_figures(customer)
        self.env['ar.credit.account'].sudo()._ensure_accounts(
            self.company_id, customer.commercial_partner_id)
        return customer.action_open_credit_account()

    def _ar_customer_figures(self, customer):
        """The action that shows the credit figures of a customer in a dialog, to read."""
        view = self.env.ref('ar_optimization_sale.res_partner_view_form_figures')
        return {
            'type': 'ir.actions.act_window', 'name': customer.commercial_partner_id.display_name,
            'res_model': 'res.partner', 'res_id': customer.id,
            'views': [(view.id, 'form')], 'target': 'new',
            'context': {'allowed_company_ids': self.company_id.ids},
        }
