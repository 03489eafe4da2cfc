from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    ar_delivery_ended = fields.Boolean(
        string="Nothing Left to Come", compute='_compute_ar_delivery_ended', store=True,
        help="Invoiced on delivery, and nothing is left to be delivered: the rest was cancelled, "
             "or what was delivered came back. The order is owed no more than what was delivered.")

    @api.depends('move_ids.state', 'product_id', 'qty_delivered_method')
    def _compute_ar_delivery_ended(self):
        for line in self:
            states = line.move_ids.mapped('state')
            line.ar_delivery_ended = bool(
                states and line.qty_delivered_method == 'stock_move'
                and line.product_id.invoice_policy == 'delivery'
                and {'done', 'cancel'}.issuperset(states))
