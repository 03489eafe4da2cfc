from dataclasses import replace

from odoo import api, models

# What may make a transfer that is done say that more has left.
WATCHED = {
    'location_dest_id', 'location_id', 'picking_id', 'product_id', 'product_uom', 'quantity',
    'sale_line_id'}


class StockMove(models.Model):
    _inherit = 'stock.move'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'stock': a move can be added to a transfer that is done
        default = self.default_get(['picking_id']).get('picking_id')
        pickings = self.env['stock.picking'].browse(
            {vals.get('picking_id', default) for vals in vals_list} - {None, False})
        left = pickings._ar_left()
        moves = super().create(vals_list)
        pickings._ar_check_left(left)
        return moves

    def write(self, vals):
        # EXTENDS 'stock': to write that goods have left, or more of them, is to let them leave
        held = self.picking_id.browse()
        if vals.get('state') == 'done' and (asking := self.picking_id._ar_guard_unchecked()):
            held = asking - asking._ar_guard_enforce('deliver')
        pickings = self.picking_id if WATCHED & vals.keys() else held.browse()
        pickings |= held.browse(vals.get('picking_id') or ())
        left = pickings._ar_left()
        going = self.filtered(lambda move: move.picking_id not in held) if held else self
        result = super(StockMove, going).write(vals)
        pickings._ar_check_left(left)
        return result

    # === GUARD === #

    def _ar_goes_to_customer(self):
        """Whether this move takes goods to a customer, itself or by what was picked for it."""
        places = self.location_dest_id | self.move_line_ids.location_dest_id
        return self.location_id.usage != 'customer' and 'customer' in places.mapped('usage')

    def _ar_guard_order(self):
        """The order that this move delivers, empty without one."""
        return self.sale_line_id.order_id or self.picking_id.sale_id

    def _ar_guard_debtor(self):
        """Who owes what this move delivers: the commercial entity of whom the order is invoiced
        to, without an order of the address it goes to; empty when nobody is named."""
        order = self._ar_guard_order()
        partner = order._ar_guard_partner() if order else (
            self.picking_id.partner_id or self.partner_id)
        return partner.commercial_partner_id

    def _ar_guard_value(self):
        """What this move is worth in the company's currency: at the price of its order line with
        taxes, else at the product's sales price."""
        self.ensure_one()
        line = self.sale_line_id
        quantity = self.quantity if self.picked or self.quantity else self.product_uom_qty
        if not line or not line.product_uom_qty:
            price = self.product_id.with_company(self.company_id).lst_price
            return price * self.product_uom._compute_quantity(quantity, self.product_id.uom_id)
        return line._ar_worth(self.product_uom._compute_quantity(quantity, line.product_uom_id))

    def _ar_guard_orders(self):
        """The orders that these moves deliver."""
        return self.env['sale.order'].union(*(move._ar_guard_order() for move in self))

    def _ar_are_exempt(self):
        """Whether these moves leave whatever credit control says: all are of an exempt type, and
        what is ordered has come there by its own route, not by somebody who changed the type."""
        return all(
            move.picking_id.picking_type_id.ar_guard_exempt and (
                not move.sale_line_id.price_total or move.rule_id.picking_type_id.ar_guard_exempt)
            for move in self)

    def _ar_guard_with_money(self, account, facts, standing):
        """Count money of the customer that no invoice has taken yet as paid in advance, for moves
        of orders that are in the exposure, where the two have cancelled out.

        :return: (account, facts or others, standing)
        """
        orders = self._ar_guard_orders().filtered(lambda order: order.state == 'sale')
        if not orders or not standing or orders._ar_debtors() != account.partner_id:
            return account, facts, standing
        money = account._ordered_exposure(orders) - standing.exposure
        most = facts.total + facts.earlier
        paid = max(facts.prepaid, min(money + facts.earlier, most))
        return account, replace(facts, prepaid=paid), standing
