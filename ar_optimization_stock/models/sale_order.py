from odoo import models


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    def _ar_delivered(self):
        """What was delivered of this order so far, in the company's currency, with taxes."""
        return sum(
            line._ar_worth(line.qty_delivered) for line in self.order_line
            if not line.display_type and line.qty_delivered > 0)

    def _ar_debtors(self):
        """The commercial entities that owe these orders."""
        return self.env['res.partner'].union(
            *(order._ar_guard_partner().commercial_partner_id for order in self))
