from odoo import models


class StockPicking(models.Model):
    """Goods that come back, in the log of their orders."""
    _inherit = 'stock.picking'

    def _action_done(self):
        # EXTENDS 'stock'
        moves = self.move_ids.filtered(lambda move: move.location_id.usage == 'customer')
        orders = moves.sale_line_id.order_id.filtered(
            lambda order: order._ar_position('guard') != 'off')
        exposed = orders._ar_exposures()
        result = super()._action_done()
        orders._ar_log_exposures('order.returned', exposed)
        return result
