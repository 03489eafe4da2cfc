from odoo import api, fields, models
from odoo.exceptions import AccessError


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    ar_delivery_ended = fields.Boolean(
        string="Nothing Left to Come", compute='_compute_ar_delivery_ended', store=True,
        help="Invoiced on delivery, and nothing is left to be delivered: the rest was cancelled, "
             "or what was delivered came back. The order is owed no more than what was delivered.")

    @api.depends('move_ids.location_id', 'move_ids.state', 'product_id', 'qty_delivered_method')
    def _compute_ar_delivery_ended(self):
        for line in self:
            moves = line.move_ids
            if line.product_uom_qty >= 0:  # what is on its way back does not come any more
                moves = moves.filtered(lambda move: move.location_id.usage != 'customer')
            states = moves.mapped('state')
            line.ar_delivery_ended = bool(
                states and line.qty_delivered_method == 'stock_move'
                and line.product_id.invoice_policy == 'delivery'
                and {'done', 'cancel'}.issuperset(states))

    def write(self, vals):
        # EXTENDS 'ar_optimization_sale': what has left is what the transfers say.
        if 'qty_delivered' in vals and not self.env.su and any(
                line.qty_delivered_method == 'stock_move' for line in self):
            raise AccessError(self.env._("The delivered quantity follows from the transfers."))
        return super().write(vals)

    @api.model
    def _ar_derived(self):
        # EXTENDS 'ar_optimization_sale'
        return super()._ar_derived() | {'ar_delivery_ended', 'qty_delivered_method'}

    def _ar_worth(self, quantity):
        """What a quantity of this line is worth in the company's currency, taxes included, at the
        order's own rate."""
        self.ensure_one()
        unit = self.price_total / self.product_uom_qty if self.product_uom_qty else (
            self.price_unit * (1 - self.discount / 100))
        return self.company_id.currency_id.round(
            unit * quantity / (self.order_id.currency_rate or 1.0))
