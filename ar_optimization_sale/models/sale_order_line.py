from odoo import api, models

# What may make a confirmed order grow.
WATCHED = {'discount', 'price_unit', 'product_id', 'product_uom_id', 'product_uom_qty', 'tax_ids'}


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    # What is ordered and not invoiced: few lines of many, and the exposure reads no others.
    _ar_open_idx = models.Index(
        "(order_id) WHERE state = 'sale' AND invoice_status <> 'invoiced'")
    _ar_down_payment_idx = models.Index("(order_id) WHERE state = 'sale' AND is_downpayment")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'sale': a line more makes a confirmed order grow.
        orders = self.env['sale.order'].browse(
            {vals['order_id'] for vals in vals_list if vals.get('order_id')})
        sizes = orders._ar_guard_sizes()
        lines = super().create(vals_list)
        orders._ar_guard_grown(sizes)
        return lines

    def write(self, vals):
        # EXTENDS 'sale'
        orders = self.order_id if WATCHED & vals.keys() else self.order_id.browse()
        sizes = orders._ar_guard_sizes()
        result = super().write(vals)
        orders._ar_guard_grown(sizes)
        return result
