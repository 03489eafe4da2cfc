from odoo import models

from odoo.addons.ar_optimization_sale.models.sale_order_changes import Exposed


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    def _action_cancel(self):
        # EXTENDS 'sale': once its transfers are cancelled, an order counts with nothing
        exposed = Exposed(self.filtered(lambda order: (
            order.state == 'sale' and order._ar_position('guard') != 'off'))._ar_exposures())
        return super(SaleOrder, self.with_context(ar_exposed=exposed))._action_cancel()

    def _ar_delivered(self):
        """What was delivered of this order so far, in the company's currency, with taxes."""
        return sum(
            line._ar_worth(line.qty_delivered) for line in self.order_line
            if not line.display_type and line.qty_delivered > 0)

    def _ar_debtors(self):
        """The commercial entities that owe these orders."""
        return self.env['res.partner'].union(
            *(order._ar_guard_partner().commercial_partner_id for order in self))
