from odoo import Command

from odoo.addons.ar_optimization_sale.tests.guard_common import SaleGuardCommon


class StockGuardCommon(SaleGuardCommon):
    """Goods that are delivered, in short words: `ordered`, `deliver`, `transfer`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref('stock.group_stock_manager')
        cls.chair = cls.article(
            "Chair", policy='delivery', type='consu', is_storable=False)

    def ordered(self, quantity=5, price=100):
        """A confirmed order and its delivery."""
        order = self.order((self.chair, quantity, price))
        return order, order.picking_ids

    def deliver(self, picking, quantity=None):
        """Load and validate. Returns what the button returned."""
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
            move.picked = True
        return picking.with_context(skip_backorder=True).button_validate()

    def transfer(self, inside=False):
        """A transfer of a chair without an order, to the customer or inside the company."""
        warehouse = self.env['stock.warehouse'].search(
            [('company_id', '=', self.company.id)], limit=1)
        kind = warehouse.int_type_id if inside else warehouse.out_type_id
        there = self.env.ref('stock.stock_location_customers')
        return self.env['stock.picking'].create({
            'picking_type_id': kind.id, 'partner_id': self.partner.id,
            'location_id': kind.default_location_src_id.id,
            'location_dest_id': kind.default_location_dest_id.id or there.id,
            'move_ids': [Command.create({
                'product_id': self.chair.id, 'product_uom_qty': 1,
                'location_id': kind.default_location_src_id.id,
                'location_dest_id': kind.default_location_dest_id.id or there.id})],
        })

    def released_order(self, quantity, price):
        """An order that was confirmed while nobody looked."""
        self.company.ar_position_guard = 'off'
        order = self.order((self.chair, quantity, price))
        self.company.ar_position_guard = 'on'
        return order

    def paid_by_bank(self, order, amount):
        self.payment(order.partner_id, amount)

    def paid_by_down_payment(self, order, amount):
        self.pay(self.down_payment(order, amount))

    def deliver_part(self, order, quantity, state=None):
        """Deliver a part of an order; what is left is a new transfer."""
        picking = order.picking_ids.filtered(lambda found: found.state not in ('done', 'cancel'))
        self.deliver(picking, quantity)
        if state:
            self.assertEqual(picking.state, state)
        return picking

    def end(self, order):
        """Forget an order with all its money, so that the next one begins from nothing."""
        self.company.ar_position_guard = 'off'
        self.deliver_part(order, 4)
        self.pay(self.bill(order))
        self.company.ar_position_guard = 'on'
        left = -float(self.account._figures()[self.account.id]['exposure'])
        if left:
            self.invoice(self.partner, left)
