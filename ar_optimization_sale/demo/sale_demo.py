"""Orders of the demo's customers: some pass, some wait, each in a way of its own."""
from odoo import Command, api, fields, models

SELLER = "Sam Rivera"
# Customer, goods, quantity, price, and how far it goes: `draft`, `confirmed` by the salesperson,
# `reduced` or `cancelled` later, or `signed` by the customer in the portal. Credit control decides
# what becomes of it.
ORDERS = [
    ("Hailong Precision Parts", "Spindle Bearing", 40, 130.0, 'confirmed'),
    ("Northwind Instruments", "Pressure Gauge", 12, 215.0, 'reduced'),
    ("Northwind Instruments", "Safety Valve", 5, 96.0, 'cancelled'),
    ("Castellan Build", "Scaffold Coupler", 60, 30.0, 'confirmed'),
    ("Fontana Textiles", "Cutting Table", 2, 1900.0, 'confirmed'),
    ("Kestrel Logistics", "Roller Door", 1, 1480.0, 'signed'),
    ("Arbor Furniture Group", "Wood Lathe", 1, 1950.0, 'draft'),
]
SIGNED_BY = "Camille Roux"
# The smallest picture there is.
SIGNATURE = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5Erk"
    b"Jggg==")


class ResCompany(models.Model):
    _inherit = 'res.company'

    @api.model
    def _ar_install_demo_orders(self):
        """Let the demo's salesperson sell to the demo's customers, once."""
        company = self.env.ref('base.main_company')
        seller = self.env['res.users'].search(
            [('name', '=', SELLER), ('share', '=', False)], limit=1)
        if not seller or self.env['sale.order'].search_count(
                [('user_id', '=', seller.id)], limit=1):
            return
        seller.group_ids += self.env.ref('sales_team.group_sale_salesman')
        self = self.with_company(company)
        for *terms, stage in ORDERS:
            order = self._ar_make_demo_order(company, seller, *terms)
            if stage != 'draft':
                getattr(self, f'_ar_demo_{stage}')(order.with_user(seller))

    @api.model
    def _ar_demo_confirmed(self, order):
        order.action_confirm()

    @api.model
    def _ar_demo_reduced(self, order):
        order.action_confirm()
        order.order_line.product_uom_qty -= 2

    @api.model
    def _ar_demo_cancelled(self, order):
        order.action_confirm()
        order._action_cancel()

    @api.model
    def _ar_demo_signed(self, order):
        order.sudo().write({
            'signature': SIGNATURE, 'signed_by': SIGNED_BY, 'signed_on': fields.Datetime.now()})
        order.sudo().action_confirm()

    def _ar_make_demo_order(self, company, seller, customer, goods, quantity, price):
        partner = self.env['res.partner'].search([('name', '=', customer)], limit=1)
        partner.user_id = seller
        product = self.env['product.product'].create({
            'name': goods, 'type': 'consu', 'list_price': price, 'invoice_policy': 'delivery',
            'taxes_id': [Command.clear()]})
        return self.env['sale.order'].create({
            'partner_id': partner.id, 'company_id': company.id, 'user_id': seller.id,
            'require_payment': False,
            'order_line': [Command.create({
                'product_id': product.id, 'product_uom_qty': quantity, 'price_unit': price})],
        })
